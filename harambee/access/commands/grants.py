"""Writing and ending grants, with their worklist rows, inside the command that has the reason for it.

These are parts of other slices' commands, not commands themselves: they must run inside one, whose
action is what the audit trail names. The grant comes first, then the row that it opens.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.functions import TransactionNow
from django.db import connection
from django.db.models import Q, Value
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.access.gate import authorize, command, in_command, record
from harambee.access.models import Desk, Exclusion, Grant, Post, User
from harambee.access.states import Basis, Category, Level, PrincipalKind, SubjectKind
from harambee.kernel import clock
from harambee.kernel.errors import HouseRuleBroken, Invalid

FOREVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Sight:
    """What is opened: a subject under its root, which categories, how far, and where it stands on worklists.

    `status` and `due` are None for subjects that no worklist shows.
    """

    kind: SubjectKind
    subject_id: UUID
    root_id: UUID
    categories: Category
    level: Level
    status: int | None = None
    due: datetime | None = None


def give_sight(
    actor: Actor,
    to: Post | Desk,
    sights: Iterable[Sight],
    *,
    basis: Basis,
    basis_id: UUID,
    until: datetime | None = None,
) -> list[Grant]:
    """Open each of `sights` to a post or a desk on one basis, with its worklist rows."""
    _inside_command()
    opened = list(sights)
    moment = clock.now()
    # In force within this very transaction, even where the machines' clocks differ.
    starts = Least(Value(moment), TransactionNow())
    grants = Grant.objects.bulk_create(
        Grant(
            principal=to.pk,
            principal_kind=PrincipalKind.POST if isinstance(to, Post) else PrincipalKind.DESK,
            subject_kind=sight.kind,
            subject_id=sight.subject_id,
            root_id=sight.root_id,
            categories=int(sight.categories),
            level=sight.level,
            basis=basis,
            basis_id=basis_id,
            starts=starts,
            until=until,
            granted_at=moment,
            granted_by_id=actor.user_id,
        )
        for sight in opened
    )
    listed = [one for one in opened if one.status is not None and one.level >= Level.READ]
    if listed:
        _ask(
            "select sec.worklist_add(%s::uuid[], %s::int[], %s::int[], %s::timestamptz[], %s::uuid[],"
            " %s::uuid[], %s::timestamptz[])",
            [to.pk] * len(listed),
            [int(one.kind) for one in listed],
            [one.status for one in listed],
            [one.due or FOREVER for one in listed],
            [one.subject_id for one in listed],
            [one.root_id for one in listed],
            [until or FOREVER] * len(listed),
        )
    return grants


def _ask(sql: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@contextmanager
def lend_sight(actor: Actor, sights: Iterable[Sight], *, basis: Basis, basis_id: UUID) -> Iterator[None]:
    """Open `sights` to the actor's own post only while the block runs.

    A door that anybody may write through (the public report form) needs to write a row and must not be
    able to read it afterwards.
    """
    if actor.post is None:
        raise HouseRuleBroken("an actor without a post cannot be lent sight")
    grants = give_sight(actor, actor.post, sights, basis=basis, basis_id=basis_id)
    yield
    _end(actor, Q(pk__in=[one.pk for one in grants]), "written")


def end_basis(actor: Actor, basis_id: UUID, *, reason: str, only: Q | None = None) -> int:
    """End every grant that stands on this basis; returns how many. Sight stops with this transaction.

    `only` narrows it by a condition on the grants (one principal's, or those of one level).
    """
    return _end(actor, Q(basis_id=basis_id) & (only or Q()), reason)


def end_principal(actor: Actor, principal: UUID, root_id: UUID, *, reason: str) -> int:
    """End every grant of one post or desk on everything under one root (a member leaves the team)."""
    return _end(actor, Q(principal=principal, root_id=root_id), reason)


def _end(actor: Actor, which: Q, reason: str) -> int:
    _inside_command()
    grants = Grant.objects.filter(which, ended_at__isnull=True)
    subjects = list(set(grants.values_list("subject_id", flat=True)))
    ended = grants.update(ended_at=clock.now(), ended_by_id=actor.user_id, end_reason=reason[:300])
    _ask("select sec.worklist_drop(%s::uuid[])", subjects)
    return ended


def schedule(subject_id: UUID, *, status: int, due: datetime | None) -> None:
    """Carry a subject's new state and due date to everybody's worklist. `due` None sorts last."""
    _inside_command()
    _ask("select sec.worklist_move(%s, %s, %s)", subject_id, status, due or FOREVER)


def _inside_command() -> None:
    if not in_command():
        raise HouseRuleBroken("grants are written inside a command only")


@command("exclusion.add")
def exclude_person(actor: Actor, user_id: UUID, *, root_id: UUID, reason: str) -> Exclusion:
    """Bar a person named in a case from everything about it, whatever else grants it.

    Raises Invalid, NotAllowed.
    """
    user = User.objects.filter(pk=user_id).first()
    if user is None or not reason.strip():
        raise Invalid(_("Say who is barred and why."))
    authorize(actor, "exclusion.add", user)
    exclusion, _made = Exclusion.objects.get_or_create(
        user=user, root_id=root_id, defaults={"reason": reason, "excluded_by_id": actor.user_id}
    )
    record(actor, "exclusion.add", ExclusionSubject(root_id), user=str(user_id))
    return exclusion


@dataclass(frozen=True)
class ExclusionSubject:
    """The root that an exclusion closes, as an audit subject."""

    root_id: UUID
    audit_kind: SubjectKind = SubjectKind.GRANT
    audit_category: Category = Category.PROTECTION

    @property
    def pk(self) -> UUID:
        """The root itself."""
        return self.root_id
