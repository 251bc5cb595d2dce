"""Who acts now: kept beside the code (a context variable), pushed into each transaction by the backend.

The backend imports this module before any model exists, so it knows nothing of models.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple
from uuid import UUID


class Identity(NamedTuple):
    """What the database is told: the user and the post they act in. Both are checked there again."""

    user_id: UUID | None
    post_id: UUID | None


NOBODY = Identity(None, None)
_identity: ContextVar[Identity] = ContextVar("harambee_identity", default=NOBODY)

# One statement, local to the transaction: nothing survives COMMIT, so a transaction pooler leaks nothing.
SET_IDENTITY = "select sec.identify(%s, %s)"


def identity() -> Identity:
    """The identity of the running request, command or job."""
    return _identity.get()


def parameters(who: Identity) -> tuple[str, str]:
    """`who` as the two settings' texts; the empty text means nobody."""
    return (str(who.user_id or ""), str(who.post_id or ""))


@contextmanager
def identified(who: Identity) -> Iterator[None]:
    """Act as `who` until the block ends, also inside a transaction that is already open."""
    if who == _identity.get():
        yield
        return
    token = _identity.set(who)
    _push(who)
    try:
        yield
    finally:
        _identity.reset(token)
        _push(_identity.get())


def _push(who: Identity) -> None:
    from django.db import connection

    if connection.in_atomic_block and not connection.needs_rollback and connection.connection is not None:
        connection.connection.execute(SET_IDENTITY, parameters(who))
