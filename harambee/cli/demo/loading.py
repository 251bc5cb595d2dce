"""Loading the demonstration county, whole or not at all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from harambee.access.actors import Actor
from harambee.access.commands import mark_seen
from harambee.access.models import User
from harambee.cli.console import err
from harambee.cli.demo import bulk, children, county, referring, statistics
from harambee.cli.demo.casework import Casework
from harambee.cli.demo.county import County
from harambee.cli.demo.diary import Diary
from harambee.cli.demo.reporting import Reporting
from harambee.cli.errors import CliError
from harambee.kernel import clock

SEED = 1963
# How long the county has been at work, and since when notices have not been read.
FOUNDED_AGO = timedelta(days=900)
UNREAD_SINCE = timedelta(days=4)

type Advance = Callable[[int, int], None]


def _silent(done: int, total: int) -> None:
    """Show no progress."""


@transaction.atomic
def build(
    *, scale: float = 1.0, seed: int = SEED, founder: Actor | None = None, advance: Advance = _silent
) -> County:
    """Make the county in one transaction, so that an interrupted load leaves nothing behind.

    `scale` 1.0 makes 300 children; `founder` is the administrator who adds it all where one works here
    already. `advance` is told how many things are done, of how many.
    """
    now = clock.now()
    made = County(seed, now - FOUNDED_AGO, now)
    base = county.steps()
    done = 0

    def step(total: int) -> None:
        nonlocal done
        done += 1
        advance(done, total)

    estimate = base + round(8000 * scale)
    county.found(made, founder, lambda: step(estimate))
    diary = _diary(made, scale)
    total = base + len(diary.entries)
    diary.live(lambda: step(total))
    return made


def _diary(made: County, scale: float) -> Diary:
    """Everything that happened in the county since it was founded."""
    diary = Diary(made.today)
    reporting = Reporting(made, diary)
    everyone = children.children(made.seed, made.today.date(), scale)
    for child in everyone:
        if child.sibling:
            reporting.siblings.setdefault(child.sibling, []).append(child)
    caseworks = [Casework(made, child, diary, reporting) for child in everyone]
    for casework in caseworks:
        casework.write()
    referring.emergencies(caseworks)
    reporting.write_others(scale)
    for person in made.people:
        diary.note(made.today - UNREAD_SINCE, lambda actor=person.actor: mark_seen(actor))  # type: ignore[misc]
    return diary


def load(size: str = "small", *, founder: Actor | None = None) -> None:
    """Load the county, with a progress bar, and for `medium` and `large` many more cases beside it.

    Refuses where other people work already, unless one of their administrators is the `founder`. Loading it
    again changes nothing. Raises CliError.
    """
    if size not in ("small", *bulk.SIZES):
        raise CliError(f"The sizes are small, {' and '.join(bulk.SIZES)}.")
    if is_here():
        if size == "small":
            err.print("The demonstration county is here already.")
    else:
        _refuse_beside_others(founder)
        statistics.expect_open_rows()
        with _progress("Demonstration county") as advance:
            build(founder=founder, advance=advance)
        statistics.analyze()
    if size != "small":
        with _progress(f"{bulk.SIZES[size]:,} cases") as advance:
            _load_many(size, advance)


def is_here() -> bool:
    """Whether the county has been loaded; it is loaded whole or not at all."""
    return User.objects.filter(email=_address("admin")).exists()


def _address(code: str) -> str:
    return f"{code}@demo.example"


def _refuse_beside_others(founder: Actor | None) -> None:
    if founder is None and User.objects.filter(kind="human").exists():
        raise CliError(
            "People work here already, and the demonstration would be mixed with their work. "
            "Load it elsewhere: HARAMBEE_HOME=another-folder harambee demo"
        )


def _load_many(size: str, advance: Advance) -> None:
    done = 0

    def add(number: int) -> None:
        nonlocal done
        done += number
        advance(done, bulk.SIZES[size])

    bulk.load(size, add)


@contextmanager
def _progress(what: str) -> Iterator[Advance]:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err) as bar:
        task = bar.add_task(what, total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield advance
