"""harambee backup and restore: everything in one file, and back."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from harambee.cli import archive, database, schema, serving
from harambee.cli.commands import demos
from harambee.cli.console import err, out
from harambee.cli.errors import CliError

File = Annotated[Path, typer.Argument(help="The back-up's file.")]


def backup(
    file: File,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """Write database and uploads to one file; people work on."""
    if file.exists() and not force:
        raise CliError(f"{file} exists: choose another name, or overwrite it with --force.")
    used = database.ensure()
    with _Steps("Backing up") as steps:
        manifest = archive.write(file.resolve(), _uploads(), steps.say)
    used.release()
    rows = sum(manifest.counts.values())
    out.print(
        f"{file}: {rows} rows, {manifest.uploads} uploads, {file.stat().st_size / 1e6:.1f} MB.", markup=False
    )
    out.print(
        f"Keep {database.home() / 'secrets'} too, elsewhere: the back-up does not hold it.", markup=False
    )


def restore(
    file: File,
    replace: Annotated[
        bool, typer.Option("--replace", help="Put the back-up in the place of what is there now.")
    ] = False,
) -> None:
    """Bring a back-up back. What is there now stays until the back-up has been checked."""
    archive.Manifest.read(file)
    if serving.is_served(database.home()):
        raise CliError("Stop harambee serve first: nobody may write while a back-up is restored.")
    used = database.ensure()
    if not replace and not archive.is_empty():
        raise CliError("The database is in use already: give --replace to put the back-up in its place.")
    with _Steps("Restoring") as steps:
        manifest = archive.restore(file, _uploads(), steps.say)
    schema.update()
    demos.sign_ins_file().unlink(missing_ok=True)  # those people may not be in the back-up
    used.release()
    rows = sum(manifest.counts.values())
    out.print(f"Restored {rows} rows and {manifest.uploads} uploads of {manifest.made_at}.")


def _uploads() -> Path:
    return database.home() / "uploads"


class _Steps:
    """A bar that says which step runs and for how long; PostgreSQL's programs tell no more."""

    def __init__(self, title: str) -> None:
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        self._bar = Progress(*columns, console=err, transient=True)
        self._task = self._bar.add_task(title, total=None)

    def say(self, step: str) -> None:
        self._bar.update(self._task, description=step)

    def __enter__(self) -> "_Steps":
        self._bar.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._bar.stop()
