"""Telling posts and desks that something waits for them."""

from collections.abc import Iterable
from uuid import UUID

from harambee.access.actors import Actor
from harambee.access.gate import authorize, command, in_command, record, visible
from harambee.access.models import Notice
from harambee.access.states import Category, SubjectKind
from harambee.kernel import clock
from harambee.kernel.errors import HouseRuleBroken


def tell(principals: Iterable[UUID], action: str, *, kind: SubjectKind, subject_id: UUID) -> None:
    """Leave a notice for each principal, in the transaction of the command that gives the reason."""
    if not in_command():
        raise HouseRuleBroken("notices are left inside a command only")
    Notice.objects.bulk_create(
        Notice(principal=principal, action=action, subject_kind=kind, subject_id=subject_id)
        for principal in dict.fromkeys(principals)
    )


class _Notices:
    """All notices of an actor, as an audit subject."""

    audit_kind = SubjectKind.SYSTEM
    pk: UUID | None = None
    root_id: UUID | None = None
    audit_category = Category(0)


@command("notice.see")
def mark_seen(actor: Actor, notice_id: UUID | None = None) -> int:
    """Put away one notice, or all of the actor's; returns how many."""
    authorize(actor, "notice.see")
    rows = visible(actor, Notice).filter(seen_at__isnull=True)
    if notice_id is not None:
        rows = rows.filter(pk=notice_id)
    seen = rows.update(seen_at=clock.now(), seen_by_id=actor.user_id)
    record(actor, "notice.see", _Notices(), count=seen)
    return seen
