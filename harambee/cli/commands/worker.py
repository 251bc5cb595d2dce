"""harambee worker: background work (notices, sealing the audit, deadlines)."""

from typing import Annotated

import typer

from harambee.cli import project
from harambee.cli.supervisor import end_with_parent


def worker(
    jobs: Annotated[int, typer.Option(min=1, help="Jobs at the same time.")] = 2,
    with_parent: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """Do the background work (serve starts one; run more on a busy system)."""
    used = project.ready()
    if with_parent:
        end_with_parent()
    from django.core.management import call_command

    try:
        call_command("procrastinate", "worker", f"--concurrency={jobs}")
    finally:
        used.release()
