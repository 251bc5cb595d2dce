"""Assessing the child's situation: signs propose a risk, a person decides and says why."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.access.gate import command, record
from harambee.access.states import Category
from harambee.cases import queries
from harambee.cases.commands import answers
from harambee.cases.models import Assessment
from harambee.cases.states import Risk, Sign, propose_risk
from harambee.kernel import clock


@command("case.assess")
def assess_case(
    actor: Actor,
    case_id: UUID,
    *,
    signs: Sequence[str],
    risk: int,
    reason: str,
    strengths: str = "",
    needs: str = "",
    version: int | None = None,
) -> Assessment:
    """Write down what was found and decide the risk, which sets the review clock; earlier assessments stay.

    Raises NotVisible, NotAllowed, WrongState, Invalid, Stale.
    """
    case = queries.case_for_update(actor, case_id)
    answers.step(case, actor, "case.assess")
    answers.choice("risk", risk, [Risk.LOW, Risk.MEDIUM, Risk.HIGH])
    for sign in signs:
        answers.choice("signs", sign, Sign.values)
    label = str(_("Risk"))
    answers.refuse_stale(
        case.version, version, yours={label: Risk(risk).label}, theirs={label: Risk(case.risk).label}
    )
    assessment = Assessment.objects.create(
        case=case,
        signs=sorted(set(signs)),
        risk_proposed=propose_risk(signs),
        risk_decided=risk,
        reason=answers.text("reason", reason, required=_("Say why you decided on this risk.")),
        strengths=answers.text("strengths", strengths),
        needs=answers.text("needs", needs),
        assessed_at=clock.now(),
        assessed_by_id=actor.user_id,
    )
    case.risk = risk
    answers.set_clock(case)
    answers.save_case(case, "risk")
    record(actor, "case.assess", case.about(Category.PROTECTION), assessment=str(assessment.pk))
    return assessment
