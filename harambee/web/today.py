"""The sections of the Today page: each slice registers its own in `entries.py`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from harambee.access.actors import Actor
from harambee.web.components import Badge, Text


@dataclass(frozen=True)
class Item:
    """One thing that waits for someone, or has changed."""

    title: Text
    href: str
    detail: Text = ""
    due: date | datetime | None = None
    badge: Badge | None = None


@dataclass(frozen=True)
class Section:
    """A heading and the items under it; `items` asks only for what the actor may see."""

    key: str
    title: Text
    items: Callable[[Actor], Iterable[Item]]
    order: int = 50


@dataclass(frozen=True)
class Filled:
    """A section with what it holds for one person."""

    key: str
    title: Text
    items: list[Item]


_sections: dict[str, Section] = {}


def register_section(
    key: str, title: Text, items: Callable[[Actor], Iterable[Item]], order: int = 50
) -> None:
    """Add a section to Today. What is due and late comes first: order 10; changes: 30; the rest: 50."""
    _sections[key] = Section(key, title, items, order)


def sections_for(actor: Actor) -> list[Filled]:
    """The sections that hold something for `actor`, in their order."""
    ordered = sorted(_sections.values(), key=lambda section: section.order)
    filled = [Filled(section.key, section.title, list(section.items(actor))) for section in ordered]
    return [section for section in filled if section.items]
