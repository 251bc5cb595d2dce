"""Bringing the tables up to this release, as their owner, in a process of its own.

`serve` and `restore` run `python -m harambee.cli.schema`: no long-lived process holds the owner's rights.
"""

import os
import subprocess
import sys

from harambee.cli.console import err
from harambee.cli.errors import CliError
from harambee.cli.roles import Role


def update() -> None:
    """Apply pending migrations and install what is shipped. Raises CliError with the reason of a failure."""
    environment = os.environ | {"HARAMBEE_DB_ROLE": Role.OWNER.value}
    ended = subprocess.run([sys.executable, "-m", "harambee.cli.schema"], env=environment)
    if ended.returncode:
        raise CliError("The tables could not be brought up to this release (HARAMBEE_DEBUG=1 shows more).")


def pending() -> list[str]:
    """Return the migrations that the database of this process still lacks."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _apply() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    if missing := pending():
        with err.status(f"Preparing the database: {len(missing)} steps"):
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
    from harambee.access.duties import install_standard

    install_standard()


if __name__ == "__main__":
    try:
        _apply()
    except Exception as problem:
        if os.environ.get("HARAMBEE_DEBUG") == "1":
            raise
        sys.exit(f"{type(problem).__name__}: {problem}")
