"""harambee worker: background work (notices, sealing the audit, deadlines)."""

import asyncio
from typing import Annotated, Any

import typer

from harambee.cli import project
from harambee.cli.supervisor import end_with_parent


def worker(
    jobs: Annotated[int, typer.Option(min=1, help="Jobs at the same time.")] = 2,
    with_parent: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """Do background work (serve does; a busy system needs more)."""
    used = project.ready()
    if with_parent:
        end_with_parent()
    try:
        asyncio.run(_work(jobs))
    finally:
        used.release()


async def _work(jobs: int) -> None:
    """Work until SIGINT or SIGTERM; the job that runs then may end."""
    from procrastinate.contrib.django import app

    connector: Any = app.connector
    with app.replace_connector(connector.get_worker_connector()):
        async with app.open_async():
            await app.run_worker_async(concurrency=jobs, shutdown_graceful_timeout=10)
