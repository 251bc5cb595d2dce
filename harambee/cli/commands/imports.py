"""harambee import: what other systems hold."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from harambee.cli import project
from harambee.cli.acting import As, actor_named
from harambee.cli.console import err, out

import_ = typer.Typer(help="Take over what other systems hold.", no_args_is_help=True)


@import_.callback()
def _group() -> None:
    """Keep `directory` a command of its own while it is the only one."""


@import_.command()
def directory(
    path: Annotated[Path, typer.Argument(exists=True, help="A file, or a folder with its subfolders.")],
    acting_as: As = "",
) -> None:
    """Import a directory of services in HSDS 3.0, JSON or CSV.

    Nothing is left out; what does not fit is listed by file and row.
    """
    project.ready()
    from harambee.directory.commands import import_directory

    actor = actor_named(acting_as)
    with err.status(f"Importing {path}"):
        report = import_directory(actor, path)
    for problem in report.problems:
        place = f"{problem.file} {problem.row} {problem.field}".strip()
        out.print(f"{place}: {problem.message}", markup=False)
    table = Table("Table", "Read", "New", "Changed", "As before", box=None, pad_edge=False)
    for name, counts in report.tables.items():
        numbers = (counts.read, counts.added, counts.changed, counts.unchanged)
        table.add_row(name, *map(str, numbers))
    out.print(table)
    kinds = Counter(problem.kind.value for problem in report.problems)
    found = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    out.print(f"{len(report.files)} files, {report.read} rows; to look at: {found or 'nothing'}.")
