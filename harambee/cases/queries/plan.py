"""Reading plans and their actions."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from harambee.access.actors import Actor
from harambee.access.gate import one, visible
from harambee.cases.models import Goal, Plan, PlanAction
from harambee.cases.states import ActionState, PlanState
from harambee.kernel import clock
from harambee.kernel.errors import NotVisible


def plans(actor: Actor, case_id: UUID) -> QuerySet[Plan]:
    """All plans of a case, the newest first, with goals and actions in a fixed number of queries."""
    actions = (
        visible(actor, PlanAction)
        .select_related("owner__post__user", "owner__organization")
        .order_by("due", "id")
    )
    return (
        visible(actor, Plan)
        .filter(case_id=case_id)
        .select_related("written_by", "approved_by")
        .prefetch_related(
            Prefetch("goals", visible(actor, Goal).order_by("id")),
            Prefetch("actions", actions),
        )
        .order_by("-number")
    )


def current_plan(actor: Actor, case_id: UUID) -> Plan | None:
    """The approved plan that is in force."""
    return plans(actor, case_id).filter(state=PlanState.APPROVED).first()


def draft_plan(actor: Actor, case_id: UUID) -> Plan | None:
    """The plan that is being written."""
    return plans(actor, case_id).filter(state=PlanState.DRAFT).first()


def plan(actor: Actor, case_id: UUID, plan_id: UUID) -> Plan:
    """One plan of this case, with the case. Raises NotVisible."""
    found = visible(actor, Plan).filter(pk=plan_id, case_id=case_id).select_related("case").first()
    if found is None:
        raise NotVisible
    return found


def goals(actor: Actor, plan_id: UUID) -> QuerySet[Goal]:
    """The goals of one plan."""
    return visible(actor, Goal).filter(plan_id=plan_id).order_by("id")


def action(actor: Actor, case_id: UUID, action_id: UUID) -> PlanAction:
    """One action of this case, with its owner and the case. Raises NotVisible."""
    rows = visible(actor, PlanAction).filter(pk=action_id, case_id=case_id)
    found = rows.select_related("owner__post__user", "case").first()
    if found is None:
        raise NotVisible
    return found


def drafts(actor: Actor, case_ids: Iterable[UUID]) -> list[Plan]:
    """The drafts of these cases that somebody else wrote and that have a goal, the oldest first."""
    rows = visible(actor, Plan).filter(case_id__in=list(case_ids), state=PlanState.DRAFT, goals__isnull=False)
    rows = rows.exclude(written_by_id=actor.user_id).select_related("case", "written_by")
    return list(rows.distinct().order_by("written_at", "id"))


def plan_for_update(actor: Actor, plan_id: UUID) -> Plan:
    """One plan with its case. Commands lock the case first, so two writers of one case wait for each other.

    Raises NotVisible.
    """
    return one(actor, Plan, plan_id, related=("case",))


def open_actions(actor: Actor, case_id: UUID) -> QuerySet[PlanAction]:
    """What is still to do in the plan in force."""
    return visible(actor, PlanAction).filter(
        case_id=case_id, state=ActionState.OPEN, plan__state=PlanState.APPROVED
    )


def actions_due(actor: Actor, *, within: timedelta = timedelta(days=7), limit: int = 20) -> list[PlanAction]:
    """The actor's own actions that are late or due soon."""
    if actor.post is None:
        return []
    rows = visible(actor, PlanAction).filter(
        owner__post=actor.post,
        owner__left_at__isnull=True,
        state=ActionState.OPEN,
        plan__state=PlanState.APPROVED,
        due__lte=clock.today() + within,
    )
    return list(rows.select_related("case").order_by("due", "id")[:limit])


def action_for_update(actor: Actor, action_id: UUID) -> PlanAction:
    """One action with its owner and case, locked where the actor may change it. Raises NotVisible."""
    rows = visible(actor, PlanAction).select_related("owner", "case", "plan")
    locked = rows.select_for_update(of=("self",)).filter(pk=action_id).first()
    return locked or one(actor, PlanAction, action_id, related=("owner", "case", "plan"))
