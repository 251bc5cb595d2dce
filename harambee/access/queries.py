"""Every read of access: people, places, and who can see something and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from harambee.access.actors import Actor, in_force
from harambee.access.gate import visible
from harambee.access.models import Area, AuditEvent, Desk, Grant, Notice, Organization, Post, User
from harambee.access.models.identity import CURRENT
from harambee.access.states import Basis, Category, Level, Outcome, PrincipalKind
from harambee.kernel.errors import HouseRuleBroken, NotVisible


def organizations(actor: Actor, *, active: bool = True) -> QuerySet[Organization]:
    """Organizations, those that take part today unless `active` is False."""
    rows = visible(actor, Organization).select_related("area")
    return rows.filter(is_active=True) if active else rows


def areas(actor: Actor) -> QuerySet[Area]:
    """The tree of places, larger ones first."""
    return visible(actor, Area).select_related("parent")


def area_with_code(code: str) -> Area | None:
    """The area with this p-code in any letters' case; public knowledge, so no actor is asked for."""
    return Area.objects.filter(code__iexact=code.strip()).first()


def posts_at(actor: Actor, organization_id: UUID, *, duty: str = "") -> QuerySet[Post]:
    """Current posts of people at an organization, by name; only those that hold `duty` where given."""
    rows = visible(actor, Post).filter(
        CURRENT, organization_id=organization_id, user__is_active=True, user__kind="human"
    )
    if duty:
        rows = rows.filter(duties__duty__code=duty, duties__until__isnull=True)
    return rows.select_related("user", "organization").order_by("user__name").distinct()


def post(actor: Actor, post_id: UUID) -> Post:
    """One current post. Raises NotVisible for an unknown or ended one."""
    found = visible(actor, Post).filter(CURRENT, pk=post_id).select_related("user", "organization").first()
    if found is None:
        raise NotVisible(_("This person does not hold that post any more. Choose someone else."))
    return found


def users(actor: Actor) -> QuerySet[User]:
    """The people whom the actor may know as users: colleagues, or everyone for an administrator."""
    return visible(actor, User).filter(kind="human").distinct().order_by("name")


def notices(actor: Actor, *, limit: int = 20) -> list[Notice]:
    """What the actor's post and desks were told and nobody has put away yet, the newest first."""
    return list(visible(actor, Notice).filter(seen_at__isnull=True).order_by("-told")[:limit])


@dataclass(frozen=True)
class Reason:
    """One line of "who can see this, and why": whom, what, how far, on what basis, from when until when."""

    who: str
    organization: str
    categories: list[str]
    level: str
    basis: str
    basis_id: UUID
    since: datetime
    until: datetime | None
    ended: datetime | None
    end_reason: str
    opened: int


def why(actor: Actor, root_id: UUID, *, subject_id: UUID | None = None, ended: bool = False) -> list[Reason]:
    """Who can see what hangs under `root_id`, exactly as the database enforces it, in words.

    One line per grant on the root itself (or on `subject_id`). The actor must see the root. `opened` counts
    how often that principal's people opened it.
    """
    grants = Grant.objects.filter(root_id=root_id, subject_id=subject_id or root_id).order_by("starts", "id")
    if not ended:
        grants = grants.filter(in_force())
    rows = list(grants)
    if not any(
        one.principal in actor.principals and one.level >= Level.READ for one in rows if one.ended_at is None
    ):
        raise NotVisible
    names = _principal_names(rows)
    reads = _reads(root_id)
    return [
        Reason(
            *names.get(one.principal, (_("Unknown"), "")),
            categories=Category(one.categories).labels,
            level=str(Level(one.level).label),
            basis=str(Basis(one.basis).label),
            basis_id=one.basis_id,
            since=one.starts,
            until=one.until,
            ended=one.ended_at,
            end_reason=one.end_reason,
            opened=reads.get(one.principal, 0),
        )
        for one in rows
    ]


def _principal_names(grants: Iterable[Grant]) -> dict[UUID, tuple[str, str]]:
    posts = {one.principal for one in grants if one.principal_kind == PrincipalKind.POST}
    desks = {one.principal for one in grants if one.principal_kind == PrincipalKind.DESK}
    names = {
        one.pk: (one.user.name, one.organization.name)
        for one in Post.objects.filter(pk__in=posts).select_related("user", "organization")
    }
    for desk in Desk.objects.filter(pk__in=desks).select_related("duty", "organization"):
        names[desk.pk] = (
            _("Everyone with the duty “%(duty)s”") % {"duty": desk.duty.name},
            desk.organization.name,
        )
    return names


def _reads(root_id: UUID) -> dict[UUID, int]:
    """How often each post opened the root; a desk's people are counted by their own posts."""
    reads: dict[UUID, int] = {}
    events = AuditEvent.objects.filter(root_id=root_id, outcome=Outcome.READ).values_list(
        "post_id", flat=True
    )
    for post_id in events:
        if post_id is not None:
            reads[post_id] = reads.get(post_id, 0) + 1
    return reads


def events(actor: Actor, root_id: UUID) -> QuerySet[AuditEvent]:
    """What was done under a root, the newest first, as far as the actor's categories go."""
    return visible(actor, AuditEvent).filter(root_id=root_id, outcome=Outcome.DONE).order_by("-at", "-id")


def worklist(
    actor: Actor, kind: int, *, statuses: Iterable[int], limit: int = 50, after: Any = None
) -> list[UUID]:
    """Ids of the actor's work of one kind, by due date: the first `limit` over all their principals.

    Each principal's first rows come straight from the index (LATERAL), so the answer costs the same for one
    case and for a million. `after` is the (due, id) of the last row of the page before.
    """
    if not isinstance(actor, Actor):
        raise HouseRuleBroken("a worklist without an actor")
    wanted = list(statuses)
    sql = """
        select due, subject_id from (
          select distinct w.due, w.subject_id
          from unnest(%(principals)s::uuid[]) p(id), unnest(%(statuses)s::int[]) s(status),
            lateral (select a.due, a.subject_id from access_worklistrow a
                     where a.principal = p.id and a.kind = %(kind)s and a.status = s.status
                       and a.until > now() and (a.due, a.subject_id) > (%(due)s, %(id)s)
                     order by a.due, a.subject_id limit %(limit)s) w) found
        order by due, subject_id limit %(limit)s"""
    due, last = after or (datetime(1900, 1, 1, tzinfo=UTC), UUID(int=0))
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            {
                "principals": list(actor.principals), "statuses": wanted, "kind": int(kind),
                "limit": limit, "due": due, "id": last,
            },
        )  # fmt: skip
        return [row[1] for row in cursor.fetchall()]
