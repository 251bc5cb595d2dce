"""harambee audit: whether the record of what was done still is what it was."""

import typer

from harambee.cli import project
from harambee.cli.console import err, out

audit = typer.Typer(help="Check the record of who did, read and was refused what.", no_args_is_help=True)


@audit.command()
def verify() -> None:
    """Recompute every seal of the audit trail and name each event that was changed."""
    project.ready()
    from harambee.access import audit as trail

    with err.status("Checking the audit trail"):
        verdict = trail.verify()
    for problem in verdict.broken:
        err.print(f"[red]{problem}", markup=True)
    counted = f"{verdict.events} events, {verdict.seals} seals, {verdict.unsealed} events not sealed yet"
    if verdict.broken:
        err.print(f"[red]The audit trail was changed in {len(verdict.broken)} places ({counted}).")
        err.print("Keep this database as it is, and restore a back-up beside it to compare.")
        raise typer.Exit(1)
    out.print(f"[green]The audit trail is whole:[/green] {counted}.")
