"""Who sees a referral, and who may send, answer, work on and close one."""

from typing import Any

from django.db.models import Q

from harambee.access.actors import Actor
from harambee.access.gate import Verdict, granted, rule, scope
from harambee.access.queries import holds
from harambee.access.states import Category, Level
from harambee.referrals.models import Referral
from harambee.referrals.states import WAITING

SENDERS = {"case_worker", "supervisor"}
ANSWERERS = {"referral_intake", "supervisor"}
WORKERS = {"referral_intake", "case_worker", "supervisor", "team_member"}


@scope(Referral)
def referrals(actor: Actor) -> Q:
    """Referrals opened to the actor by themselves, and those under cases whose plan is open to them."""
    return granted(actor, "id", "case_id", category=Category.PLAN)


@rule("referral.view", duties=SENDERS | WORKERS)
def may_view(actor: Actor, subject: Any) -> Verdict:
    """The permission shows the pages; what is on them is decided row by row."""
    return True


@rule("referral.send", duties=SENDERS)
def may_send(actor: Actor, case: Any) -> Verdict:
    """Who writes the plan of a case may refer the child onward."""
    return holds(actor, case.pk, category=Category.PLAN, level=Level.WRITE)


def on_sending_side(actor: Actor, referral: Referral) -> bool:
    """Whether the actor speaks for the organization that sent it, with the plan of the case in hand."""
    return actor.organization_id == referral.from_organization_id and holds(
        actor, referral.case_id, category=Category.PLAN, level=Level.WRITE
    )


def at_receiving_desk(actor: Actor, referral: Referral) -> bool:
    """Whether the actor answers for the receiving organization; supervisors do once the time has run out."""
    return actor.organization_id == referral.to_organization_id and (
        "referral_intake" in actor.duties
        or ("supervisor" in actor.duties and referral.escalated_at is not None)
    )


def on_receiving_side(actor: Actor, referral: Referral) -> bool:
    """Whether the actor leads the work on it, or sits at the receiving desk."""
    leads = referral.lead_post_id is not None and referral.lead_post_id == actor.post_id
    return leads or at_receiving_desk(actor, referral)


rule("referral.accept", duties=ANSWERERS)(at_receiving_desk)
rule("referral.decline", duties=ANSWERERS)(at_receiving_desk)
rule("referral.waitlist", duties=ANSWERERS)(at_receiving_desk)
rule("referral.start", duties=WORKERS)(on_receiving_side)
rule("referral.return", duties=WORKERS)(on_receiving_side)
rule("referral.record_outcome", duties=WORKERS)(on_receiving_side)
rule("referral.cancel", duties=SENDERS)(on_sending_side)
rule("referral.reroute", duties=SENDERS)(on_sending_side)


def awaits_answer(actor: Actor, referral: Referral) -> Verdict:
    """The clock speaks only of referrals that wait."""
    return referral.state in WAITING


rule("referral.remind", duties={"clock"})(awaits_answer)
rule("referral.escalate", duties={"clock"})(awaits_answer)
