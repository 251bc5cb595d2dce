"""A write that arrives twice happens once: a form sent again, a request repeated."""

from uuid import UUID

from django.db import connection

from harambee.access.actors import Actor
from harambee.access.models import Once
from harambee.kernel.errors import HouseRuleBroken, Replayed


def claim(actor: Actor | None, key: UUID) -> None:
    """Spend a one-time key in the running transaction. Raises Replayed where it has been spent.

    A second sender waits for the first to commit and is then told; where it rolls back, the key is free.
    """
    if not connection.in_atomic_block:
        raise HouseRuleBroken("a one-time key is spent in the transaction that it protects")
    made = Once.objects.bulk_create(
        [Once(user_id=actor.user_id if actor else None, key=key)], ignore_conflicts=True
    )
    with connection.cursor() as cursor:
        cursor.execute("select 1 from access_once where id = %s", [made[0].pk])
        if cursor.fetchone() is None:
            raise Replayed
