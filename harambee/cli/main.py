"""The `harambee` command. Its help lists what people need in the order in which they need it."""

import os
import sys
import traceback
from typing import Any

import psycopg
import typer
from typer.core import TyperGroup

from harambee.cli.commands import audits, backups, check, demos, imports, manage, serve, users, worker
from harambee.cli.console import err
from harambee.cli.errors import CliError
from harambee.cli.postgres import PostgresError

_ORDER = ("serve", "demo", "user", "import", "audit", "backup", "restore", "check", "worker")


class _InOrder(TyperGroup):
    """Typer shows groups after commands; people should see what they need first, first."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [*_ORDER, *(name for name in super().list_commands(ctx) if name not in _ORDER)]


cli = typer.Typer(
    cls=_InOrder,
    name="harambee",
    help="Harambee, the shared working system of a system of care.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (serve.serve, demos.demo, backups.backup, backups.restore, check.check, worker.worker):
    cli.command()(command)
cli.add_typer(users.user, name="user")
cli.add_typer(imports.import_, name="import")
cli.add_typer(audits.audit, name="audit")
# Started by serve; and for developers.
cli.command(hidden=True)(serve.web)
_PASS_ON = {"ignore_unknown_options": True, "allow_extra_args": True}
cli.command(hidden=True, add_help_option=False, context_settings=_PASS_ON)(manage.manage)


def app() -> None:
    """Run the command line; an error is one sentence, with HARAMBEE_DEBUG=1 also where it came from."""
    os.umask(0o077)
    os.environ["DJANGO_SETTINGS_MODULE"] = "harambee.config.settings"
    try:
        cli()
    except Exception as problem:
        if os.environ.get("HARAMBEE_DEBUG") == "1":
            traceback.print_exc()
        err.print(_sentence(problem), style="red", markup=False)
        sys.exit(1)


def _sentence(problem: Exception) -> str:
    if _lacks_tables(problem):
        return "The tables are not those of this release yet: start harambee serve once, then try again."
    known = isinstance(problem, (CliError, PostgresError)) or _is_ours(problem)
    if known:
        return str(problem)
    return f"{type(problem).__name__}: {problem}. Set HARAMBEE_DEBUG=1 to see where this came from."


def _lacks_tables(problem: Exception) -> bool:
    missing = (
        psycopg.errors.UndefinedTable,
        psycopg.errors.UndefinedFunction,
        psycopg.errors.InvalidSchemaName,
    )
    return isinstance(problem, missing) or isinstance(problem.__cause__, missing)


def _is_ours(problem: Exception) -> bool:
    """Whether a rule of the house refused, without loading Django to ask."""
    errors = sys.modules.get("harambee.kernel.errors")
    return errors is not None and isinstance(problem, errors.HarambeeError)


if __name__ == "__main__":
    app()
