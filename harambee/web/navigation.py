"""The main navigation as data: each slice registers its entries in `entries.py`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from harambee.access.actors import Actor
from harambee.web.components import Text

type Count = Callable[[Actor], int | None]


@dataclass(frozen=True)
class Entry:
    """One entry. `permission` empty: everyone who is signed in. `phone`: in the bottom bar of a phone."""

    label: Text
    url_name: str
    permission: str = ""
    order: int = 50
    phone: bool = False
    icon: str = "folder"
    count: Count | None = None


@dataclass(frozen=True)
class Shown:
    """An entry as one person sees it on one page."""

    label: Text
    href: str
    icon: str
    phone: bool
    current: bool
    count: int | None


_entries: dict[str, Entry] = {}


def register(
    label: Text,
    url_name: str,
    permission: str = "",
    order: int = 50,
    phone: bool = False,
    icon: str = "folder",
    count: Count | None = None,
) -> None:
    """Add an entry to the navigation. `count` may return how much waits there (shown as a chip)."""
    _entries[url_name] = Entry(label, url_name, permission, order, phone, icon, count)


def entries() -> list[Entry]:
    """All entries in their order, whoever asks."""
    return sorted(_entries.values(), key=lambda entry: entry.order)


def shown_to(actor: Actor | None, request: HttpRequest) -> list[Shown]:
    """The entries that `actor` may use; the one this page belongs to is marked as current."""
    if actor is None:
        return []
    allowed = [entry for entry in entries() if not entry.permission or actor.may(entry.permission)]
    addresses = [reverse(entry.url_name) for entry in allowed]
    here = max((one for one in addresses if _leads_to(one, request.path)), key=len, default="")
    return [
        Shown(
            entry.label,
            href,
            entry.icon,
            entry.phone,
            href == here,
            entry.count(actor) if entry.count else None,
        )
        for entry, href in zip(allowed, addresses, strict=True)
    ]


def _leads_to(address: str, path: str) -> bool:
    return path == address or (address != "/" and path.startswith(address.rstrip("/") + "/"))
