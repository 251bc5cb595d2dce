"""Every read of referrals."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet

from harambee.access import queries as access
from harambee.access.actors import Actor
from harambee.access.gate import one, visible
from harambee.access.models import Post
from harambee.access.states import Basis, Category, SubjectKind, UserKind
from harambee.kernel.ids import read_reference
from harambee.referrals.models import Referral
from harambee.referrals.states import CLOSED, IN_WORK, OPEN, WAITING, State
from harambee.web.timeline import sentence

SHOWN = ("from_organization", "to_organization", "service", "area", "lead_post__user", "previous")
PAGE = 50


class Tab(StrEnum):
    """The four lists of the queue page."""

    WAITING = "waiting"
    IN_WORK = "in_work"
    SENT = "sent"
    CLOSED = "closed"


STATES: dict[Tab, Sequence[State]] = {
    Tab.WAITING: WAITING,
    Tab.IN_WORK: IN_WORK,
    Tab.SENT: OPEN,
    Tab.CLOSED: CLOSED,
}


def referral(actor: Actor, referral_id: UUID) -> Referral:
    """One referral with what its page shows. Raises NotVisible."""
    return one(actor, Referral, referral_id, related=SHOWN)


def referral_for_update(actor: Actor, referral_id: UUID) -> Referral:
    """One referral, locked where the actor may change it; the rules then refuse whoever may only read it.

    Raises NotVisible.
    """
    locked = visible(actor, Referral).select_for_update(of=("self",)).filter(pk=referral_id).first()
    return locked or one(actor, Referral, referral_id)


def of_case(actor: Actor, case_id: UUID) -> list[Referral]:
    """All referrals of one case that the actor may see, the newest first."""
    return list(_shown(actor).filter(case_id=case_id).order_by("-sent_at", "-id"))


def following(actor: Actor, referral: Referral) -> Referral | None:
    """The referral that this one was sent on as, where the actor may see it."""
    return _shown(actor).filter(previous_id=referral.pk).first()


def _shown(actor: Actor) -> QuerySet[Referral]:
    return visible(actor, Referral).select_related(*SHOWN)


def queue(
    actor: Actor,
    tab: Tab,
    *,
    need: str = "",
    urgency: str = "",
    after: tuple[datetime, UUID] | None = None,
    limit: int = PAGE,
) -> list[Referral]:
    """One list of the actor's referrals: what is due first stands first; of the closed ones the latest.

    Driven from the worklist, page by page, until enough of the asked side are found. `after` is the
    (`list_due`, id) of the last one of the page before.
    """
    wanted = _side(actor, tab)
    found: list[Referral] = []
    last = after
    while len(found) < limit:
        rows = access.worklist_rows(
            actor,
            SubjectKind.REFERRAL,
            statuses=STATES[tab],
            limit=PAGE,
            after=last,
            latest_first=tab is Tab.CLOSED,
        )
        ids = [subject_id for _due, subject_id in rows]
        loaded = {row.pk: row for row in _shown(actor).filter(pk__in=ids)} if ids else {}
        found += [
            loaded[pk]
            for pk in ids
            if pk in loaded
            and wanted(loaded[pk])
            and need in ("", loaded[pk].need)
            and urgency in ("", loaded[pk].urgency)
        ]
        if len(rows) < PAGE:
            break
        last = rows[-1]
    return found[:limit]


def _side(actor: Actor, tab: Tab) -> Callable[[Referral], bool]:
    mine = actor.organization_id
    if tab is Tab.SENT:
        return lambda row: row.from_organization_id == mine
    if tab is Tab.CLOSED:
        return lambda row: mine in (row.from_organization_id, row.to_organization_id)
    return lambda row: row.to_organization_id == mine


def lapsed(actor: Actor, referrals: Iterable[Referral]) -> set[UUID]:
    """Open referrals whose consent was withdrawn or has run out since they were sent."""
    resting = {
        row.pk: row.consent_id for row in referrals if row.basis == Basis.CONSENT and row.state in OPEN
    }
    standing = access.standing(actor, [one for one in resting.values() if one is not None])
    return {pk for pk, consent_id in resting.items() if consent_id not in standing}


@dataclass(frozen=True)
class Happening:
    """One thing that was done with a referral: the words, by whom, when."""

    title: str
    by: str
    at: datetime


def timeline(actor: Actor, referral: Referral) -> list[Happening]:
    """What was done with a referral, the newest first, by the post and organization that did it."""
    rows = list(access.events(actor, referral.case_id).filter(subject_id=referral.pk))
    posts = (
        visible(actor, Post)
        .select_related("user", "organization")
        .in_bulk([one.post_id for one in rows if one.post_id])
    )
    return [
        Happening(
            sentence(one.action, one.detail),
            _by(posts[one.post_id]) if one.post_id in posts else "",
            one.at,
        )
        for one in rows
    ]


def _by(post: Post) -> str:
    if post.user.kind == UserKind.SERVICE:
        return post.organization.name
    return f"{post.user.name}, {post.organization.name}"


@dataclass(frozen=True)
class News:
    """Something the actor was told about a referral and has not put away."""

    notice_id: UUID
    action: str
    referral: Referral
    told: datetime


def news(actor: Actor, *, referral_id: UUID | None = None) -> list[News]:
    """What the actor was told about referrals, the newest of each; of one referral everything."""
    notices = [one for one in access.notices(actor, limit=100) if one.subject_kind == SubjectKind.REFERRAL]
    if referral_id is not None:
        notices = [one for one in notices if one.subject_id == referral_id]
    loaded = _shown(actor).in_bulk({one.subject_id for one in notices}) if notices else {}
    return [
        News(one.pk, one.action, loaded[one.subject_id], one.told)
        for one in notices
        if one.subject_id in loaded
    ]


def possible_leads(actor: Actor, organization_id: UUID) -> list[Post]:
    """Who can lead the work on a referral at an organization, by name."""
    rows = access.posts_at(actor, organization_id).filter(
        duties__until__isnull=True, duties__duty__permissions__contains=["referral.record_outcome"]
    )
    return list(rows)


def sees_case(actor: Actor, referral: Referral) -> bool:
    """Whether anything of the referral's case is open to the actor."""
    return access.holds(actor, referral.case_id, category=Category.everything())


def find(actor: Actor, text: str, limit: int = 8) -> list[Referral]:
    """Referrals with the reference that was typed, as far as the actor may see them."""
    meant = read_reference(text)
    if meant is None:
        return []
    return list(_shown(actor).filter(reference=meant)[:limit])


def answerers(actor: Actor, organization_id: UUID) -> QuerySet[Post]:
    """Who answers referrals at an organization, by name."""
    return access.posts_at(actor, organization_id, duty="referral_intake")


def calls(actor: Actor, moment: datetime) -> list[tuple[UUID, bool]]:
    """Ids of waiting referrals about which the clock has to speak now, and whether the time has run out."""
    rows = visible(actor, Referral).filter(call_due__lte=moment, state__in=WAITING).order_by("call_due")
    return [(pk, due <= moment) for pk, due in rows.values_list("pk", "due")]
