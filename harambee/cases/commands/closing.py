"""Reviewing a case, closing it, and opening it again."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.access.gate import authorize, command, record
from harambee.access.states import Basis, Category
from harambee.cases import notices, queries
from harambee.cases.commands import answers
from harambee.cases.commands.notes import add_note
from harambee.cases.commands.team import end_membership
from harambee.cases.models import Case, Review
from harambee.cases.states import CloseReason, ReviewDecision, Risk, State
from harambee.kernel import clock
from harambee.kernel.errors import WrongState


@command("case.review")
def review_case(
    actor: Actor, case_id: UUID, *, summary: str, decision: str, version: int | None = None
) -> Review:
    """Record a review: the work goes on and the clock starts again, or the case is to be closed.

    Raises NotVisible, NotAllowed, WrongState, Invalid, Stale.
    """
    case = queries.case_for_update(actor, case_id)
    answers.choice("decision", decision, ReviewDecision.values)
    answers.step(case, actor, "case.review", f"case.review:{decision}")
    label = str(_("Decision"))
    answers.refuse_stale(
        case.version,
        version,
        yours={label: ReviewDecision(decision).label},
        theirs={label: _("changed since")},
    )
    review = Review.objects.create(
        case=case,
        summary=answers.text("summary", summary, required=_("Say what was found.")),
        decision=decision,
        held_at=clock.now(),
        held_by_id=actor.user_id,
    )
    answers.set_clock(case)
    answers.save_case(case)
    record(actor, "case.review", case.about(Category.PLAN), review=str(review.pk), decision=decision)
    return review


@command("case.close")
def close_case(actor: Actor, case_id: UUID, *, reason: str, version: int | None = None) -> Case:
    """End the work with the child, and the sight of those who joined on a consent.

    Refused, with every reason, while anything is still open.

    Raises NotVisible, NotAllowed, WrongState, Invalid, Stale.
    """
    case = queries.case_for_update(actor, case_id)
    authorize(actor, "case.close", case)
    case.must_be_open()
    obstacles = queries.closing_obstacles(actor, case)
    if obstacles:
        raise WrongState(" ".join(map(str, obstacles)), reasons=[str(one) for one in obstacles])
    case.move_by("case.close")
    answers.choice("reason", reason, CloseReason.values)
    label = str(_("Reason"))
    answers.refuse_stale(
        case.version, version, yours={label: CloseReason(reason).label}, theirs={label: _("changed since")}
    )
    case.closed_at, case.closed_by_id, case.close_reason = clock.now(), actor.user_id, reason
    case.review_due = None
    answers.save_case(case, "closed_at", "closed_by", "close_reason")
    members = queries.team(actor, case_id).filter(post_id__isnull=False)
    notices.tell_members(
        {one.post_id for one in members if one.post_id} - {actor.post_id}, "case.close", case.pk
    )
    for member in members:
        if member.basis == Basis.CONSENT:  # the family agreed to it for the work that ends here
            end_membership(member, actor, "case closed")
    record(actor, "case.close", case, reason=reason)
    return case


@command("case.reopen")
def reopen_case(actor: Actor, case_id: UUID, *, reason: str, version: int | None = None) -> Case:
    """Take a closed case up again: the child's situation is assessed anew.

    Raises NotVisible, NotAllowed, WrongState, Invalid, Stale.
    """
    case = queries.case_for_update(actor, case_id)
    answers.step(case, actor, "case.reopen")
    why = answers.text("reason", reason, required=_("Say why the case is opened again."), longest=1000)
    label = str(_("State"))
    answers.refuse_stale(
        case.version, version, yours={label: State(case.state).label}, theirs={label: _("changed since")}
    )
    case.closed_at = case.closed_by = None
    case.close_reason = ""
    case.risk = Risk.UNKNOWN
    answers.set_clock(case)
    answers.save_case(case, "closed_at", "closed_by", "close_reason", "risk")
    add_note(actor, case.pk, text=why)
    record(actor, "case.reopen", case)
    return case
