"""A PostgreSQL server of Harambee's own: found, made, started, reused after a crash, stopped.

Standard library only, so that it can run before anything else is configured.
"""

from harambee.cli.postgres.binaries import MINIMUM_MAJOR, Binaries, find_binaries
from harambee.cli.postgres.errors import PostgresError
from harambee.cli.postgres.files import Address
from harambee.cli.postgres.passwords import password
from harambee.cli.postgres.server import BOOTSTRAP_ROLE, PostgresServer

__all__ = [
    "BOOTSTRAP_ROLE",
    "MINIMUM_MAJOR",
    "Address",
    "Binaries",
    "PostgresError",
    "PostgresServer",
    "find_binaries",
    "password",
]
