"""What happened, from the audit trail: one truth for the page, the API and the auditor."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from harambee.access import queries as access
from harambee.access.actors import Actor
from harambee.access.gate import visible
from harambee.access.models import Post
from harambee.cases.models import Consent, Note, PlanAction, Review, TeamMember
from harambee.cases.states import NOT_TOLD
from harambee.kernel.errors import NotVisible
from harambee.web.timeline import sentence

LONGEST = 300


@dataclass(frozen=True)
class Happening:
    """One thing that happened: the words, what was said, by whom, when."""

    number: int
    action: str
    title: str
    said: str
    by: str
    organization: str
    at: datetime


def timeline(actor: Actor, case_id: UUID, *, limit: int = 50, before: int | None = None) -> list[Happening]:
    """What happened in a case, the newest first, as far as the actor's categories go.

    A fixed number of queries, however long the list: names and texts are fetched by kind.
    """
    rows = access.events(actor, case_id).exclude(action__in=NOT_TOLD)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    events = list(rows[:limit])
    posts = visible(actor, Post).filter(pk__in={one.post_id for one in events if one.post_id})
    by = {post.pk: post for post in posts.select_related("user", "organization")}
    said = _said(actor, events)
    return [
        Happening(
            number=event.pk,
            action=event.action,
            title=sentence(event.action, event.detail),
            said=next((said[key] for key in map(str, event.detail.values()) if key in said), ""),
            by=by[event.post_id].user.name if event.post_id in by else "",
            organization=by[event.post_id].organization.name if event.post_id in by else "",
            at=event.at,
        )
        for event in events
    ]


def _said(actor: Actor, events: list[Any]) -> dict[str, str]:
    """What the rows that events point to say, by their ids, as far as the actor may read them."""
    wanted: dict[str, set[str]] = {}
    for event in events:
        for kind, value in event.detail.items():
            wanted.setdefault(kind, set()).add(str(value))
    found: dict[str, str] = {}
    texts: tuple[tuple[str, QuerySet[Any], str], ...] = (
        ("note", visible(actor, Note), "text"),
        ("review", visible(actor, Review), "summary"),
        ("task", visible(actor, PlanAction), "what"),
        ("consent", visible(actor, Consent), "purpose"),
    )
    for kind, rows, field in texts:
        if kind in wanted:
            found |= {
                str(pk): text[:LONGEST]
                for pk, text in rows.filter(pk__in=wanted[kind]).values_list("pk", field)
            }
    if "member" in wanted:
        members = visible(actor, TeamMember).filter(pk__in=wanted["member"]).select_related("post__user")
        found |= {str(member.pk): member.name for member in members}
    return found


def notes(actor: Actor, case_id: UUID) -> QuerySet[Note]:
    """The notes that the actor may read, the newest first."""
    rows = visible(actor, Note).filter(case_id=case_id)
    return rows.select_related("written_by", "written_in__organization").order_by("-written_at", "-id")


def note(actor: Actor, case_id: UUID, note_id: str) -> Note:
    """One note of this case, by its id as typed into an address. Raises NotVisible."""
    try:
        found = notes(actor, case_id).filter(pk=UUID(note_id)).first()
    except ValueError:
        found = None
    if found is None:
        raise NotVisible
    return found


def reviews(actor: Actor, case_id: UUID) -> QuerySet[Review]:
    """The reviews, the newest first."""
    return (
        visible(actor, Review).filter(case_id=case_id).select_related("held_by").order_by("-held_at", "-id")
    )
