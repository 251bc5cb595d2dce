"""Bringing the tables up to this release, as their owner, in a process of its own.

`serve` and `restore` run `python -m harambee.cli.schema`: no long-lived process holds the owner's rights.
"""

import contextlib
import hashlib
import importlib.metadata
import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql

from harambee.cli.console import err
from harambee.cli.errors import CliError
from harambee.cli.roles import Role


def update() -> None:
    """Apply pending migrations and install what is shipped, where this release has not done so yet.

    Raises CliError with the reason of a failure.
    """
    release = _release()
    if _applied() == release:
        return
    environment = os.environ | {"HARAMBEE_DB_ROLE": Role.OWNER.value}
    ended = subprocess.run([sys.executable, "-m", "harambee.cli.schema"], env=environment)
    if ended.returncode:
        raise CliError("The tables could not be brought up to this release (HARAMBEE_DEBUG=1 shows more).")
    _note(release)


def _release() -> str:
    """Return what tells this code from any other: its files, and the versions of what it is built on."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        status = path.stat()
        digest.update(f"{path.relative_to(package)} {status.st_size} {status.st_mtime_ns}\n".encode())
    for requirement in importlib.metadata.requires("harambee") or []:
        name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        digest.update(f"{name} {importlib.metadata.version(name)}\n".encode())
    return f"harambee {digest.hexdigest()[:32]}"


def _applied() -> str | None:
    """Return the release that brought the tables up last; the database keeps it as its comment.

    In the database, so that another database, a restored one for instance, never passes for this one.
    """
    with psycopg.connect(os.environ[Role.OWNER.variable]) as owner:
        row = owner.execute(
            "select shobj_description(oid, 'pg_database') from pg_database where datname = current_database()"
        ).fetchone()
    return row[0] if row else None


def _note(release: str) -> None:
    # Where the owner of the tables does not own the database, every start looks again.
    refused = contextlib.suppress(psycopg.errors.InsufficientPrivilege)
    with refused, psycopg.connect(os.environ[Role.OWNER.variable]) as owner:
        comment = sql.SQL("COMMENT ON DATABASE {} IS {}")
        owner.execute(comment.format(sql.Identifier(owner.info.dbname), sql.Literal(release)))


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
