"""Making Django ready inside a command: database first, then settings."""

import os

from harambee.cli import database
from harambee.cli.database import Database
from harambee.cli.roles import Role


def ready(role: Role = Role.APP) -> Database:
    """Make the database and Django ready, connecting as `role`; return the database in use.

    Raises CliError or PostgresError.
    """
    os.environ["HARAMBEE_DB_ROLE"] = role.value
    os.environ["HARAMBEE_DB_POOL"] = "0"  # one connection is enough for a command
    used = database.ensure()
    import django

    django.setup()
    return used
