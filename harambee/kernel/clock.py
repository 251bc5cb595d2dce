"""The one clock: commands ask it, so that a demonstration or an importer can act on an earlier day."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_at: ContextVar[datetime | None] = ContextVar("harambee_clock", default=None)


def now() -> datetime:
    """The present moment, aware; or the moment set by `at`."""
    return _at.get() or timezone.now()


def today() -> date:
    """The present day in the deployment's time zone."""
    return timezone.localdate(now())


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Act as if it were `moment` (aware). Only loaders and tests use it; real time never stops for a user."""
    token = _at.set(moment)
    try:
        yield
    finally:
        _at.reset(token)
