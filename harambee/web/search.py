"""The one search box: each slice registers a provider in `entries.py`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from harambee.access.actors import Actor
from harambee.web.components import Badge, Text

LONGEST = 200
PER_GROUP = 8


@dataclass(frozen=True)
class Hit:
    """One result: where it leads and enough to tell it from others."""

    title: Text
    href: str
    detail: Text = ""
    badge: Badge | None = None


@dataclass(frozen=True)
class Provider:
    """What finds one kind of thing. `find` asks only for what the actor may see."""

    key: str
    title: Text
    find: Callable[[Actor, str], Iterable[Hit]]
    order: int = 50


@dataclass(frozen=True)
class Group:
    """The results of one kind."""

    key: str
    title: Text
    hits: list[Hit]


_providers: dict[str, Provider] = {}


def register_provider(
    key: str, title: Text, find: Callable[[Actor, str], Iterable[Hit]], order: int = 50
) -> None:
    """Add a kind of thing to the search box."""
    _providers[key] = Provider(key, title, find, order)


def cleaned(text: str) -> str:
    """What was typed, without characters that no record can hold, at most 200 characters."""
    return " ".join(text.replace("\x00", " ").split())[:LONGEST]


def search(actor: Actor, text: str) -> list[Group]:
    """Results by kind, the first few of each; kinds without a result are left out."""
    if not (wanted := cleaned(text)):
        return []
    groups = []
    for provider in sorted(_providers.values(), key=lambda one: one.order):
        hits = [hit for hit, _ in zip(provider.find(actor, wanted), range(PER_GROUP), strict=False)]
        if hits:
            groups.append(Group(provider.key, provider.title, hits))
    return groups
