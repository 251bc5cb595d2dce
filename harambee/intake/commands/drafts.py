"""Keeping a half-written report, throwing it away, sending it once."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from harambee.access.actors import Actor
from harambee.access.gate import authorize, command, record, visible
from harambee.intake import queries
from harambee.intake.commands.reports import report_concern
from harambee.intake.models import Answers, Draft
from harambee.intake.states import KEPT_FOR_PUBLIC, KEPT_FOR_WRITER
from harambee.kernel import clock
from harambee.kernel.errors import NotVisible

LAST_SENT = 5


@dataclass(frozen=True)
class Sent:
    """What the writer is told after sending. `again`: this very report had been sent before."""

    token: str
    reference: str
    again: bool


@command("report.keep_draft")
def keep_draft(actor: Actor, *, answers: Answers, key: str, draft_id: UUID | None = None) -> Draft:
    """Keep what was typed so far, encrypted with `key`, in a new draft where there is none."""
    authorize(actor, "report.keep_draft")
    mine = visible(actor, Draft)
    mine.filter(expires__lte=clock.now()).delete()
    draft = mine.filter(pk=draft_id).select_for_update().first() if draft_id else None
    draft = draft or Draft(owner=actor.user)
    draft.expires = clock.now() + (KEPT_FOR_PUBLIC if actor.is_service else KEPT_FOR_WRITER)
    draft.seal(answers, key)
    draft.save()
    record(actor, "report.keep_draft", draft)
    return draft


@command("report.drop_draft")
def drop_draft(actor: Actor, draft_id: UUID) -> None:
    """Throw away what was typed. Raises NotVisible."""
    draft = visible(actor, Draft).filter(pk=draft_id).first()
    if draft is None:
        raise NotVisible
    authorize(actor, "report.drop_draft", draft)
    record(actor, "report.drop_draft", draft)
    draft.delete()


@command("report.send_draft")
def send_draft(actor: Actor, draft_id: UUID, *, key: str, token: str, **given: Any) -> Sent:
    """Make a report of the draft, once: the same `token` again answers with the first one's reference.

    Two copies of one form wait for each other at the draft's lock. `given` is what `report_concern` takes.
    Raises NotVisible where the draft is gone, Invalid as `report_concern` does.
    """
    found = queries.draft(actor, key, draft_id, lock=True)
    if found is None:
        raise NotVisible
    authorize(actor, "report.send_draft", found.draft)
    record(actor, "report.send_draft", found.draft)
    before = found.answers.sent.get(token)
    if before is not None:
        return Sent(token, before["reference"], again=True)
    report = report_concern(actor, **given)
    told = {
        "reference": report.reference,
        "organization": report.organization.name,
        "danger": report.immediate_danger,
        "anonymous": bool(given.get("is_anonymous")),
    }
    sent = dict([*found.answers.sent.items(), (token, told)][-LAST_SENT:])
    found.draft.seal(Answers(token=str(uuid4()), steps={}, sent=sent), key)
    found.draft.save(update_fields=["content"])
    return Sent(token, report.reference, again=False)
