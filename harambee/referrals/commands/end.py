"""The sender ends a referral, or sends it on to another service."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.access.gate import authorize, command, record
from harambee.referrals import queries
from harambee.referrals.commands import sight
from harambee.referrals.commands.answer import ANSWERED, CLOSED_FIELDS, close, needed, refuse_stale
from harambee.referrals.commands.send import send_referral
from harambee.referrals.models import Referral
from harambee.referrals.notices import tell_about
from harambee.referrals.states import OPEN


@command("referral.cancel")
def cancel_referral(actor: Actor, referral_id: UUID, *, why: str, version: int | None = None) -> Referral:
    """The sender takes the referral back; what the receiver saw of the case ends at once.

    Raises NotVisible, NotAllowed, WrongState, Stale, Invalid.
    """
    referral = queries.referral_for_update(actor, referral_id)
    authorize(actor, "referral.cancel", referral)
    sight.take_up(actor, referral)
    before = referral.state
    referral.move_to("cancel")
    refuse_stale(referral, version, {str(_("Your reason")): why})
    referral.outcome_why = needed(why, "why", _("Say why, so that the receiver knows."))
    close(actor, referral)
    referral.save(update_fields=["state", "version", *CLOSED_FIELDS, "outcome_why"])
    sight.follow(actor, referral, before)
    record(actor, "referral.cancel", referral)
    tell_about(referral, "referral.cancel", [sight.receiving_desk(referral).pk, referral.lead_post_id])
    return referral


@command("referral.reroute")
def reroute_referral(
    actor: Actor,
    referral_id: UUID,
    *,
    service_id: UUID,
    reason: str = "",
    urgency: str = "",
    consent_id: UUID | None = None,
    legal_duty: str = "",
    version: int | None = None,
) -> Referral:
    """Send the same request to another service; the new referral names this one, so the chain stays whole.

    Reason and urgency are taken over where none is given. The ground is asked anew, because a consent names
    its organizations. Returns the new referral. Raises NotVisible, NotAllowed, WrongState, Stale, Invalid.
    """
    referral = queries.referral_for_update(actor, referral_id)
    authorize(actor, "referral.reroute", referral)
    sight.take_up(actor, referral)
    before = referral.state
    referral.move_to("reroute")
    refuse_stale(referral, version, {str(_("Your reason")): reason})
    if before in OPEN:
        close(actor, referral)
    referral.save(update_fields=[*ANSWERED, *CLOSED_FIELDS])
    sight.follow(actor, referral, before)
    new = send_referral(
        actor,
        referral.case_id,
        service_id=service_id,
        need=referral.need,
        urgency=urgency or referral.urgency,
        reason=reason or referral.reason,
        consent_id=consent_id,
        legal_duty=legal_duty,
        previous_id=referral.pk,
    )
    record(actor, "referral.reroute", referral, following=str(new.pk))
    if before in OPEN:
        tell_about(referral, "referral.reroute", [sight.receiving_desk(referral).pk])
    return new
