"""The data that components show: small frozen records that pages build and `ui` tags draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.utils.functional import Promise

type Text = str | Promise
type Tone = Literal["", "high", "due", "ok", "info"]


@dataclass(frozen=True)
class Badge:
    """A state in one word. `icon` empty: the tone's own icon is drawn, so colour is never alone."""

    text: Text
    tone: Tone = ""
    icon: str = ""


@dataclass(frozen=True)
class Step:
    """One step of a process; `state` is done, current or ahead."""

    label: Text
    state: Literal["done", "current", "ahead"] = "ahead"


@dataclass(frozen=True)
class Event:
    """One thing that happened. `tone` colours the dot; the words must say it as well."""

    title: Text
    when: datetime | date | None = None
    detail: Text = ""
    by: Text = ""
    href: str = ""
    tone: Tone = ""
    badges: Sequence[Badge] = ()


@dataclass(frozen=True)
class Tab:
    """One tab: a link to a page of its own."""

    label: Text
    href: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Crumb:
    """One step of the way to this page; the last one has no address."""

    label: Text
    href: str = ""


@dataclass(frozen=True)
class Fact:
    """One line of a description list. `code` marks identifiers, so that they keep their direction."""

    label: Text
    value: object
    href: str = ""
    code: bool = False


@dataclass(frozen=True)
class Column:
    """A column heading; `sort` is the name that `?sort=` takes, empty where a column cannot be sorted."""

    label: Text
    sort: str = ""
    number: bool = False


@dataclass(frozen=True)
class Option:
    """One choice of a toolbar filter."""

    value: str
    label: Text


@dataclass(frozen=True)
class Filter:
    """One filter of a list toolbar: a select that sends `?name=value`."""

    name: str
    label: Text
    options: Sequence[Option]
    value: str = ""
