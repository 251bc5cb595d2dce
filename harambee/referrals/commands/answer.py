"""The receiving organization's answer: accept, decline, or put the child on the waiting list."""

from datetime import date, datetime, time
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.access.gate import authorize, command, record
from harambee.access.models import Post
from harambee.access.queries import post as find_post
from harambee.kernel import clock
from harambee.kernel.errors import Invalid, Stale, Text
from harambee.kernel.text import clean
from harambee.referrals import queries
from harambee.referrals.commands import sight
from harambee.referrals.models import LONGEST_REASON, Referral
from harambee.referrals.notices import tell_about
from harambee.referrals.states import LONGEST_WAITLIST, WAITLIST_REVIEW, DeclineReason, State


@command("referral.accept")
def accept_referral(
    actor: Actor,
    referral_id: UUID,
    *,
    lead_post_id: UUID | None = None,
    note: str = "",
    version: int | None = None,
) -> Referral:
    """The receiving organization takes responsibility and names who leads; the case opens to them.

    Whoever accepts leads, unless `lead_post_id` names a colleague. Of two who accept at once, one wins and
    the other is told who. Raises NotVisible, NotAllowed, Stale, Invalid, and WrongState, also where the
    consent has ended since.
    """
    referral = queries.referral_for_update(actor, referral_id)
    authorize(actor, "referral.accept", referral)
    before = referral.state
    referral.move_to("accept")
    refuse_stale(referral, version, {str(_("Your note")): note})
    lead = _lead(actor, referral, lead_post_id)
    referral.lead_post = lead
    _answer(actor, referral, note)
    referral.save(update_fields=[*ANSWERED, "lead_post"])
    sight.open_to_receiver(actor, referral, lead)
    sight.open_case(actor, referral, lead)
    sight.follow(actor, referral, before)
    record(actor, "referral.accept", referral, lead=str(lead.pk))
    tell_about(referral, "referral.accept", [referral.from_post_id, lead.pk if lead != actor.post else None])
    return referral


@command("referral.decline")
def decline_referral(
    actor: Actor, referral_id: UUID, *, reason: str, note: str, version: int | None = None
) -> Referral:
    """Say no, with a reason from the list and in words, so that the sender can find another way at once.

    Raises NotVisible, NotAllowed, WrongState, Stale, Invalid.
    """
    referral = queries.referral_for_update(actor, referral_id)
    authorize(actor, "referral.decline", referral)
    before = referral.state
    referral.move_to("decline")
    refuse_stale(referral, version, {str(_("Your reason")): note})
    refuse(referral, reason, note)
    _answer(actor, referral, note)
    close(actor, referral)
    referral.save(update_fields=[*ANSWERED, *CLOSED_FIELDS, "decline_reason"])
    sight.follow(actor, referral, before)
    record(actor, "referral.decline", referral, reason=reason)
    tell_about(referral, "referral.decline", [referral.from_post_id])
    return referral


@command("referral.waitlist")
def waitlist_referral(
    actor: Actor, referral_id: UUID, *, note: str, until: date | None = None, version: int | None = None
) -> Referral:
    """Keep a place in the line; nothing opens yet. The clock asks again on `until` (default: in two weeks).

    Raises NotVisible, NotAllowed, WrongState, Stale, Invalid.
    """
    referral = queries.referral_for_update(actor, referral_id)
    authorize(actor, "referral.waitlist", referral)
    before = referral.state
    referral.move_to("waitlist")
    refuse_stale(referral, version, {str(_("Your note")): note})
    referral.set_clock(_review_on(until))
    _answer(actor, referral, needed(note, "note", _("Say what the child is waiting for.")))
    referral.save(update_fields=[*ANSWERED, *CLOCK_FIELDS])
    sight.follow(actor, referral, before)
    record(actor, "referral.waitlist", referral, until=referral.due.date().isoformat())
    tell_about(referral, "referral.waitlist", [referral.from_post_id])
    return referral


ANSWERED = ("state", "answered_at", "answered_by", "answer_note", "call_due", "version")
CLOSED_FIELDS = ("closed_at", "closed_by", "call_due")
CLOCK_FIELDS = (
    "due",
    "call_due",
    "reminded_at",
    "reminded_by",
    "escalated_at",
    "escalated_by",
)


def refuse_stale(referral: Referral, version: int | None, yours: dict[str, str]) -> None:
    """Raises Stale where the referral has moved on since the form was opened; `move_to` has counted one."""
    if version is None or version == referral.version - 1:
        return
    theirs = dict.fromkeys(yours, referral.answer_note)
    raise Stale(yours=yours, theirs=theirs, version=referral.version - 1)


def needed(text: str, field: str, message: Text) -> str:
    """`text`, cleaned. Raises Invalid where nothing is left, or too much."""
    found = clean(text, lines=True)
    if not found:
        raise Invalid(message, fields={field: [message]})
    return within(found, field)


def within(text: str, field: str) -> str:
    """`text`, cleaned. Raises Invalid where it is too long."""
    found = clean(text, lines=True)
    if len(found) > LONGEST_REASON:
        message = _("Write up to 2,000 characters.")
        raise Invalid(message, fields={field: [message]})
    return found


def refuse(referral: Referral, reason: str, note: str) -> None:
    """Write down why the receiver says no. Raises Invalid."""
    if reason not in DeclineReason.values:
        message = _("Choose the reason from the list.")
        raise Invalid(message, fields={"reason": [message]})
    referral.decline_reason = reason
    referral.answer_note = needed(
        note, "note", _("Say in words why, so that the sender can find another way.")
    )


def close(actor: Actor, referral: Referral) -> None:
    """Note who ended the referral, and when."""
    referral.closed_at, referral.closed_by = clock.now(), actor.user
    referral.call_due = None


def _answer(actor: Actor, referral: Referral, note: str) -> None:
    referral.answered_at, referral.answered_by = clock.now(), actor.user
    referral.answer_note = within(note, "note")
    if referral.state != State.WAITLISTED:
        referral.call_due = None


def _lead(actor: Actor, referral: Referral, lead_post_id: UUID | None) -> Post:
    found = find_post(actor, lead_post_id) if lead_post_id else actor.post
    if found is None or found.organization_id != referral.to_organization_id:
        message = _("Choose somebody of your own organization.")
        raise Invalid(message, fields={"lead": [message]})
    return found


def _review_on(until: date | None) -> datetime:
    if until is None:
        return clock.now() + WAITLIST_REVIEW
    if not clock.today() < until <= clock.today() + LONGEST_WAITLIST:
        message = _("Choose a day after today and within six months.")
        raise Invalid(message, fields={"until": [message]})
    return timezone.make_aware(datetime.combine(until, time(9)))
