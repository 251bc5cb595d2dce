"""harambee check: is this installation safe and sound."""

from typing import Annotated

import typer
from rich.table import Table

from harambee.cli import database, health, project
from harambee.cli.console import err, out


def check(
    deploy: Annotated[
        bool, typer.Option("--deploy", help="Also what matters once others can reach it.")
    ] = False,
) -> None:
    """Look whether this installation is safe and sound."""
    project.ready()
    table = Table("", "What", "How it is", "What to do", box=None, pad_edge=False)
    failed = 0
    with err.status("Looking"):
        for finding in health.everything(database.home(), deploy=deploy):
            mark = "[green]✓[/green]" if finding.is_good else "[red]✗[/red]"
            table.add_row(mark, finding.subject, finding.state, finding.remedy)
            failed += not finding.is_good
    out.print(table)
    if failed:
        err.print(f"[red]{failed} things need care.")
        raise typer.Exit(1)
