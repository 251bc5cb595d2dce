"""harambee demo: a county that does not exist, to look at and to try things in."""

from enum import StrEnum
from typing import Annotated

import typer

from harambee.cli import project


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
    from harambee.cli.demo import load  # type: ignore[import-untyped]

    try:
        load(size=size.value)
    finally:
        used.release()
