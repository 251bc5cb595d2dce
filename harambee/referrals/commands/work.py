"""What the receiving organization does with a referral that it accepted."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.access.gate import authorize, command, record
from harambee.kernel.errors import Invalid
from harambee.referrals import queries
from harambee.referrals.commands import sight
from harambee.referrals.commands.answer import (
    ANSWERED,
    CLOSED_FIELDS,
    close,
    needed,
    refuse,
    refuse_stale,
)
from harambee.referrals.models import Referral
from harambee.referrals.notices import tell_about
from harambee.referrals.states import Outcome


@command("referral.start")
def start_referral(actor: Actor, referral_id: UUID, *, version: int | None = None) -> Referral:
    """The service has begun: the child was there. Raises NotVisible, NotAllowed, WrongState, Stale."""
    referral = queries.referral_for_update(actor, referral_id)
    authorize(actor, "referral.start", referral)
    before = referral.state
    referral.move_to("start")
    refuse_stale(referral, version, {})
    referral.save(update_fields=["state", "version"])
    sight.follow(actor, referral, before)
    record(actor, "referral.start", referral)
    return referral


@command("referral.return")
def return_referral(
    actor: Actor, referral_id: UUID, *, reason: str, note: str, version: int | None = None
) -> Referral:
    """Give an accepted referral back, with a reason: the service cannot help after all.

    Raises NotVisible, NotAllowed, WrongState, Stale, Invalid.
    """
    referral = queries.referral_for_update(actor, referral_id)
    authorize(actor, "referral.return", referral)
    before = referral.state
    referral.move_to("return")
    refuse_stale(referral, version, {str(_("Your reason")): note})
    refuse(referral, reason, note)
    close(actor, referral)
    referral.save(update_fields=[*ANSWERED, *CLOSED_FIELDS, "decline_reason"])
    sight.follow(actor, referral, before)
    record(actor, "referral.return", referral, reason=reason)
    tell_about(referral, "referral.return", [referral.from_post_id])
    return referral


@command("referral.record_outcome")
def record_outcome(
    actor: Actor, referral_id: UUID, *, outcome: str, why: str, version: int | None = None
) -> Referral:
    """Close the loop: was the need met, in part or not, and why. Then the receiver sees the case no longer.

    Raises NotVisible, NotAllowed, WrongState, Stale, Invalid.
    """
    referral = queries.referral_for_update(actor, referral_id)
    authorize(actor, "referral.record_outcome", referral)
    before = referral.state
    referral.move_to("complete")
    refuse_stale(referral, version, {str(_("Outcome")): why})
    if outcome not in Outcome.values:
        message = _("Choose the outcome from the list.")
        raise Invalid(message, fields={"outcome": [message]})
    referral.outcome = outcome
    referral.outcome_why = needed(why, "why", _("Say what was done and what came of it."))
    close(actor, referral)
    referral.save(update_fields=["state", "version", *CLOSED_FIELDS, "outcome", "outcome_why"])
    sight.follow(actor, referral, before)
    record(actor, "referral.record_outcome", referral, outcome=outcome)
    tell_about(referral, "referral.record_outcome", [referral.from_post_id])
    return referral
