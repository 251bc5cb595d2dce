"""Every read of access: people, places, and who can see something and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, LiteralString
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from harambee.access.actors import Actor, in_force, service_email
from harambee.access.gate import holding, one, visible
from harambee.access.models import Area, AuditEvent, Desk, Grant, Notice, Organization, Post, PostDuty, User
from harambee.access.models.identity import CURRENT
from harambee.access.states import Basis, Category, Level, OrganizationKind, Outcome, PrincipalKind, Sector
from harambee.kernel.errors import HouseRuleBroken, NotVisible

# Before and after every due date that a worklist holds.
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(9999, 12, 31, tzinfo=UTC)


def organizations(actor: Actor, *, active: bool = True) -> QuerySet[Organization]:
    """Organizations, those that take part today unless `active` is False."""
    rows = visible(actor, Organization).select_related("area")
    return rows.filter(is_active=True) if active else rows


def organization(actor: Actor, organization_id: UUID) -> Organization:
    """One organization, also one that takes part no longer. Raises NotVisible."""
    return one(actor, Organization, organization_id, related=("area",))


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
    actor: Actor,
    kind: int,
    *,
    statuses: Iterable[int],
    limit: int = 50,
    after: Any = None,
    latest_first: bool = False,
) -> list[UUID]:
    """Ids of the actor's work of one kind, by due date: the first `limit` over all their principals.

    Each principal's first rows come straight from the index (LATERAL), so the answer costs the same for one
    case and for a million. `after` is the (due, id) of the last row of the page before.
    """
    rows = worklist_rows(actor, kind, statuses=statuses, limit=limit, after=after, latest_first=latest_first)
    return [subject_id for _due, subject_id in rows]


def worklist_sql(*, latest_first: bool = False) -> LiteralString:
    """The worklist's statement; a bench sends it without Django. One scan in due order for each principal."""
    beyond, order = ("<", "desc") if latest_first else (">", "asc")
    return f"""
        select due, subject_id from (
          select distinct w.due, w.subject_id
          from unnest(%(principals)s::uuid[]) p(id),
            lateral (select a.due, a.subject_id from access_worklistrow a
                     where a.principal = p.id and a.kind = %(kind)s and a.status = any(%(statuses)s::int[])
                       and a.until > now() and (a.due, a.subject_id) {beyond} (%(due)s, %(id)s)
                     order by a.due {order}, a.subject_id {order} limit %(limit)s) w) found
        order by due {order}, subject_id {order} limit %(limit)s"""


def worklist_rows(
    actor: Actor,
    kind: int,
    *,
    statuses: Iterable[int],
    limit: int = 50,
    after: Any = None,
    latest_first: bool = False,
) -> list[tuple[datetime, UUID]]:
    """The same with each row's due date; the last one is the `after` of the next page."""
    if not isinstance(actor, Actor):
        raise HouseRuleBroken("a worklist without an actor")
    first = (LATEST, UUID(int=2**128 - 1)) if latest_first else (EARLIEST, UUID(int=0))
    due, last = after or first
    with connection.cursor() as cursor:
        cursor.execute(
            worklist_sql(latest_first=latest_first),
            {
                "principals": list(actor.principals), "statuses": list(statuses), "kind": int(kind),
                "limit": limit, "due": due, "id": last,
            },
        )  # fmt: skip
        return [(row[0], row[1]) for row in cursor.fetchall()]


def service_post(code: str) -> Post:
    """The post that a service of the system (`clock`) acts in, so that a command can grant it sight.

    Raises NotVisible where it is not installed.
    """
    found = Post.objects.filter(CURRENT, user__email=service_email(code), user__kind="service").first()
    if found is None:
        raise NotVisible(_("This service of the system is not set up. Run `harambee check`."))
    return found


def holds(actor: Actor, subject_id: UUID, *, category: Category, level: Level = Level.READ) -> bool:
    """Whether a grant in force lets the actor read (or, at that level, write) the subject itself."""
    reads, writes = holding(actor, subject_id=subject_id)
    return bool((writes if level == Level.WRITE else reads) & category)


def standing(actor: Actor, bases: Iterable[UUID]) -> set[UUID]:
    """Those of the bases that a grant in force still rests on, as far as the actor may know."""
    grants = Grant.objects.filter(in_force(), basis_id__in=list(bases))
    return set(grants.values_list("basis_id", flat=True))


def desk_serving(area: Area | None, duty: str) -> Desk | None:
    """The desk of `duty` at the organization nearest to `area`: there first, then up the tree of places.

    Desks where somebody sits come before empty ones; then public child-protection offices before others.
    Where nobody serves the area or any above it, the office of the largest area takes it, so that nothing
    finds no desk. Public knowledge, so no actor is asked for. None where no organization has such a desk.
    """
    upwards: list[UUID] = []
    place = area
    while place is not None and place.pk not in upwards:
        upwards.append(place.pk)
        place = place.parent
    manned = PostDuty.objects.filter(
        CURRENT,
        duty=OuterRef("duty"),
        post__organization=OuterRef("organization"),
        post__user__is_active=True,
    )
    desks = Desk.objects.filter(duty__code=duty, organization__is_active=True)

    def rank(desk: Desk) -> tuple[bool, int, int, bool, str]:
        office = desk.organization
        near = office.area_id in upwards
        distance = upwards.index(office.area_id) if office.area_id and near else len(upwards)
        level = office.area.level if office.area and not near else 0
        public = office.kind == OrganizationKind.GOVERNMENT and office.sector == Sector.SOCIAL_SERVICES
        return (not getattr(desk, "is_manned"), distance, level, not public, office.name)  # noqa: B009

    rows = desks.annotate(is_manned=Exists(manned)).select_related("organization__area")
    return min(rows, key=rank, default=None)
