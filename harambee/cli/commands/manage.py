"""harambee manage: Django's own commands, for developers."""

import os
from typing import Annotated

import typer

from harambee.cli import project
from harambee.cli.roles import Role


def manage(
    context: typer.Context,
    arguments: Annotated[list[str] | None, typer.Argument()] = None,
) -> None:
    """Run one of Django's own commands, as HARAMBEE_DB_ROLE (app, owner or dump)."""
    used = project.ready(Role(os.environ.get("HARAMBEE_DB_ROLE", "app")))
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(["harambee manage", *(arguments or []), *context.args])
    finally:
        used.release()
