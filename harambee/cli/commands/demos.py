"""harambee demo: a county that does not exist, to look at and to try things in."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from harambee.cli import database, project
from harambee.cli.console import out


class Size(StrEnum):
    """How much of the county."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


def demo(
    size: Annotated[Size, typer.Option(help="300, 5,000 or a million children's cases.")] = Size.SMALL,
) -> None:
    """Load the demonstration county: fictional places and people only."""
    used = project.ready()
    from harambee.cli.demo import load, staff

    try:
        load(size=size.value)
    finally:
        used.release()
    lines = [f"Sign in with one of these; the password is always {staff.PASSWORD}"]
    lines += [f"  {name + '@demo.example':<28}{what}" for name, what in staff.SIGN_INS.items()]
    sign_ins_file().write_text("\n".join(lines) + "\n")


def sign_ins_file() -> Path:
    """Where the demonstration's sign-ins are kept, for `serve` to print."""
    return database.home() / "demo-sign-ins.txt"


def print_sign_ins() -> None:
    """Print what the demonstration left for people to sign in with, where there is one."""
    if sign_ins_file().exists():
        out.print(sign_ins_file().read_text().rstrip(), markup=False)
