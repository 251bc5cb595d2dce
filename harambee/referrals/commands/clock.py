"""What the clock says about referrals that nobody has answered."""

from uuid import UUID

from harambee.access.actors import Actor
from harambee.access.commands import desk_for
from harambee.access.gate import authorize, command, record
from harambee.kernel import clock
from harambee.referrals import queries
from harambee.referrals.commands import sight
from harambee.referrals.models import Referral
from harambee.referrals.notices import tell_about


@command("referral.remind")
def remind_referral(actor: Actor, referral_id: UUID) -> Referral:
    """Remind the receiving desk when part of the time has passed. Raises NotVisible, NotAllowed."""
    referral = queries.referral_for_update(actor, referral_id)
    authorize(actor, "referral.remind", referral)
    referral.reminded_at, referral.reminded_by = clock.now(), actor.user
    referral.call_due = referral.due
    referral.save(update_fields=["reminded_at", "reminded_by", "call_due"])
    record(actor, "referral.remind", referral)
    tell_about(referral, "referral.remind", [sight.receiving_desk(referral).pk])
    return referral


@command("referral.escalate")
def escalate_referral(actor: Actor, referral_id: UUID) -> Referral:
    """The time has run out: supervisors of the receiver may answer now, and the sender's side is told.

    Raises NotVisible, NotAllowed.
    """
    referral = queries.referral_for_update(actor, referral_id)
    authorize(actor, "referral.escalate", referral)
    referral.escalated_at, referral.escalated_by = clock.now(), actor.user
    referral.call_due = None
    referral.save(update_fields=["escalated_at", "escalated_by", "call_due"])
    theirs = desk_for(referral.to_organization_id, "supervisor")
    sight.open_to_receiver(actor, referral, theirs)
    record(actor, "referral.escalate", referral)
    tell_about(
        referral,
        "referral.escalate",
        [
            theirs.pk,
            sight.receiving_desk(referral).pk,
            referral.from_post_id,
            desk_for(referral.from_organization_id, "supervisor").pk,
        ],
    )
    return referral
