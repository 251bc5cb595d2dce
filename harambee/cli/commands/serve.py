"""harambee serve: everything that makes the system run, in one foreground process."""

import os
import subprocess
import sys
import time
from typing import Annotated

import psycopg
import typer

from harambee.cli import database, schema
from harambee.cli.commands import demos
from harambee.cli.console import err, out
from harambee.cli.database import Database
from harambee.cli.errors import CliError
from harambee.cli.roles import Role
from harambee.cli.serving import AlreadyServed, Door, only_one
from harambee.cli.supervisor import Child, Supervisor, end_with_parent

_ANSWER_SECONDS = 60.0
_REMAINS_SECONDS = 20.0  # the pages of a killed server end by themselves


def serve(
    port: Annotated[int, typer.Option(envvar="PORT", min=1, max=65535, help="Port of the pages.")] = 8000,
    host: Annotated[
        str, typer.Option(envvar="HARAMBEE_HOST", help="Address to listen on; 0.0.0.0 for every network.")
    ] = "127.0.0.1",
    workers: Annotated[
        int, typer.Option(envvar="HARAMBEE_WORKERS", min=1, help="Processes that serve pages.")
    ] = min(4, os.cpu_count() or 1),
    demo: Annotated[
        bool, typer.Option(help="Load the demonstration county where there are no people yet.")
    ] = True,
) -> None:
    """Start Harambee: database, pages and background work. Ctrl-C stops it."""
    door = Door(host, port, os.getpid())
    try:
        with only_one(database.home(), door) as killed:
            door.await_free(_REMAINS_SECONDS if killed and killed.port == port else 0.0)
            used = database.ensure()
            try:
                _prepare(demo)
                code = _run(door, workers, used)
            finally:
                used.release()
    except AlreadyServed as other:
        _point_to(other.door)
        code = 0
    raise typer.Exit(code)


def web(host: str, port: int, workers: int) -> None:
    """Serve the pages (started by serve)."""
    from granian.constants import Interfaces
    from granian.server import Server

    end_with_parent()
    debugging = os.environ.get("HARAMBEE_DEBUG") == "1"
    Server(
        "harambee.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=8,  # fewer than the pool has connections, so no request waits for one
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_enabled=debugging,
        log_access=debugging,
    ).serve()


def _prepare(demo: bool) -> None:
    schema.update()
    (database.home() / "static").mkdir(mode=0o700, exist_ok=True)  # whitenoise wants STATIC_ROOT to be there
    if demo and _nobody_yet():
        ended = subprocess.run([sys.executable, "-m", "harambee.cli.main", "demo"])
        if ended.returncode:
            raise CliError("The demonstration was not loaded; harambee serve --no-demo goes on without.")


def _run(door: Door, workers: int, used: Database) -> int:
    pages = ["web", door.host, str(door.port), str(workers)]
    supervisor = Supervisor(
        [Child("pages", pages), Child("background work", ["worker", "--with-parent"], vital=False)],
        look_after=used.revive,
    )
    supervisor.start()
    try:
        with err.status("Starting"):
            answered = _await_answer(supervisor, door)
        if answered:
            out.print(f"Harambee is ready: [bold]{door.url}[/bold]")
            demos.print_sign_ins()
            out.print("Stop it with Ctrl-C.")
        if code := supervisor.run():
            err.print("[red]The pages could not be served: HARAMBEE_DEBUG=1 harambee serve shows why.")
        return code
    finally:
        with err.status("Stopping"):
            supervisor.stop()


def _await_answer(supervisor: Supervisor, door: Door) -> bool:
    """Wait until a page is served; return whether one was."""
    deadline = time.monotonic() + _ANSWER_SECONDS
    while time.monotonic() < deadline and not supervisor.stopping:
        if door.answers():
            return True
        time.sleep(0.1)
    return False


def _point_to(door: Door | None) -> None:
    """Tell where the process that serves already is to be found."""
    if door is not None and door.answers():
        out.print(f"Harambee is running already: [bold]{door.url}[/bold] (process {door.pid}).")
        demos.print_sign_ins()
    elif door is not None:
        out.print(f"Harambee is being started or stopped: wait, or end it with kill {door.pid}.")
    else:
        out.print("Harambee is being started or stopped: wait a moment and try again.")


def _nobody_yet() -> bool:
    """Whether no person has a login yet."""
    with psycopg.connect(os.environ[Role.OWNER.variable]) as owner:
        row = owner.execute("select exists (select 1 from access_user where kind = 'human')").fetchone()
    return not (row and row[0])
