"""Writing the child's plan, approving it, and doing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.access.gate import authorize, command, record, visible
from harambee.access.states import Category
from harambee.cases import notices, queries
from harambee.cases.commands import answers
from harambee.cases.models import Case, Goal, Plan, PlanAction
from harambee.cases.states import ActionState, PlanState, State, Whose
from harambee.kernel import clock
from harambee.kernel.errors import WrongState

LONGEST_GOAL, LONGEST_WHAT, LONGEST_REMARK = 1000, 500, 1000


@dataclass(frozen=True)
class GoalGiven:
    """A goal, and in whose words it is."""

    words: str
    whose: str = Whose.FAMILY


@command("case.write_plan")
def write_plan(
    actor: Actor, case_id: UUID, *, starts: date, goals: Sequence[GoalGiven], version: int | None = None
) -> Plan:
    """Begin a plan as a draft. Goals and open actions of the plan in force are carried into it.

    Raises NotVisible, NotAllowed, WrongState, Invalid, Stale.
    """
    case = queries.case_for_update(actor, case_id)
    authorize(actor, "case.write_plan", case)
    case.must_be_open()
    if case.state == State.REGISTERED:
        raise WrongState(_("Assess the child's situation first; the plan answers what was found."))
    label = str(_("Plan"))
    found = list(queries.plans(actor, case_id))
    theirs = f"{found[0].number} · {PlanState(found[0].state).label}" if found else ""
    answers.refuse_stale(
        case.version, version, yours={label: " · ".join(one.words for one in goals)}, theirs={label: theirs}
    )
    if any(one.state == PlanState.DRAFT for one in found):
        raise WrongState(
            _("There is a draft of the next plan already. Change that one, or have it approved.")
        )
    plan = Plan.objects.create(
        case=case,
        number=max((one.number for one in found), default=0) + 1,
        starts=starts,
        written_at=clock.now(),
        written_by_id=actor.user_id,
    )
    for goal in goals:
        _add_goal(plan, goal)
    current = next((one for one in found if one.state == PlanState.APPROVED), None)
    if current is not None:
        _carry_over(current, plan)
    record(actor, "case.write_plan", case.about(Category.PLAN), plan=str(plan.pk), number=plan.number)
    return plan


def _carry_over(old: Plan, new: Plan) -> None:
    goals = {
        goal.pk: Goal.objects.create(plan=new, case_id=new.case_id, words=goal.words, whose=goal.whose)
        for goal in old.goals.all()
    }
    for action in old.actions.all():
        if action.state == ActionState.OPEN:
            PlanAction.objects.create(
                plan=new,
                case_id=new.case_id,
                goal=goals.get(action.goal_id) if action.goal_id else None,
                what=action.what,
                owner_id=action.owner_id,
                service_id=action.service_id,
                due=max(action.due, new.starts),
                carried_from=action,
            )


def _add_goal(plan: Plan, given: GoalGiven) -> Goal:
    answers.choice("whose", given.whose, Whose.values)
    words = answers.text("words", given.words, required=_("Write the goal."), longest=LONGEST_GOAL)
    return Goal.objects.create(plan=plan, case_id=plan.case_id, words=words, whose=given.whose)


def _draft(actor: Actor, action: str, plan_id: UUID) -> Plan:
    """The draft plan, its case locked and open. Raises NotVisible, NotAllowed, WrongState."""
    plan = queries.plan_for_update(actor, plan_id)
    plan.case = queries.case_for_update(actor, plan.case_id)
    plan.refresh_from_db(fields=["state", "version"])
    authorize(actor, action, plan.case)
    plan.case.must_be_open()
    if plan.state != PlanState.DRAFT:
        raise WrongState(_("This plan has been approved, so it is not changed. Write the next plan."))
    return plan


def _next_version(plan: Plan) -> None:
    plan.version += 1
    plan.save(update_fields=["version"])


@command("case.add_goal")
def add_goal(actor: Actor, plan_id: UUID, *, words: str, whose: str = Whose.FAMILY) -> Goal:
    """Add a goal to a draft plan. Raises NotVisible, NotAllowed, WrongState, Invalid."""
    plan = _draft(actor, "case.add_goal", plan_id)
    goal = _add_goal(plan, GoalGiven(words, whose))
    _next_version(plan)
    record(actor, "case.add_goal", plan.case.about(Category.PLAN), goal=str(goal.pk))
    return goal


@command("case.add_action")
def add_action(
    actor: Actor,
    plan_id: UUID,
    *,
    what: str,
    owner_id: UUID,
    due: date,
    goal_id: UUID | None = None,
    service_id: UUID | None = None,
) -> PlanAction:
    """Add an action to a draft plan, owned by a member of the team, family included.

    Raises NotVisible, NotAllowed, WrongState, Invalid.
    """
    plan = _draft(actor, "case.add_action", plan_id)
    owner = queries.team(actor, plan.case_id).filter(pk=owner_id).first()
    if owner is None:
        raise answers.wrong("owner_id", _("Choose someone who is on the team now."))
    if due < plan.starts:
        raise answers.wrong("due", _("This is before the plan starts. Choose a later day."))
    if goal_id is not None and not visible(actor, Goal).filter(pk=goal_id, plan=plan).exists():
        raise answers.wrong("goal_id", _("Choose a goal of this plan."))
    action = PlanAction.objects.create(
        plan=plan,
        case_id=plan.case_id,
        goal_id=goal_id,
        what=answers.text("what", what, required=_("Say what is to be done."), longest=LONGEST_WHAT),
        owner=owner,
        service_id=service_id,
        due=due,
    )
    _next_version(plan)
    record(actor, "case.add_action", plan.case.about(Category.PLAN), task=str(action.pk))
    return action


@command("case.approve_plan")
def approve_plan(actor: Actor, plan_id: UUID, *, version: int | None = None) -> Plan:
    """Approve a draft plan; it replaces the one in force. Its author cannot approve it.

    Raises NotVisible, NotAllowed, WrongState, Stale.
    """
    plan = queries.plan_for_update(actor, plan_id)
    plan.case = case = queries.case_for_update(actor, plan.case_id)
    plan.refresh_from_db(fields=["state", "version"])
    authorize(actor, "case.approve_plan", plan)
    if plan.state != PlanState.DRAFT:
        raise WrongState(_("This plan has been approved already."))
    case.move_by("case.approve_plan")
    label = str(_("Plan"))
    answers.refuse_stale(
        plan.version, version, yours={label: _("as you saw it")}, theirs={label: _("changed since")}
    )
    if not visible(actor, Goal).filter(plan=plan).exists():
        raise WrongState(_("A plan needs at least one goal, in the child's or the family's words."))
    _replace(actor, plan)
    plan.state, plan.approved_at, plan.approved_by_id = PlanState.APPROVED, clock.now(), actor.user_id
    plan.version += 1
    plan.save(update_fields=["state", "approved_at", "approved_by", "version"])
    answers.save_case(case)
    notices.tell_members({case.lead_id} - {actor.post_id}, "case.approve_plan", case.pk)
    record(actor, "case.approve_plan", case.about(Category.PLAN), plan=str(plan.pk), number=plan.number)
    return plan


def _replace(actor: Actor, plan: Plan) -> None:
    """The plan in force becomes a former one. What was done in it meanwhile stays done."""
    for old in visible(actor, Plan).filter(case_id=plan.case_id, state=PlanState.APPROVED):
        for copy in (
            visible(actor, PlanAction)
            .filter(plan=plan, carried_from__isnull=False)
            .select_related("carried_from")
        ):
            source = copy.carried_from
            if source is not None and source.state != ActionState.OPEN:
                copy.state, copy.remark = source.state, source.remark
                copy.done_at, copy.done_by_id = source.done_at, source.done_by_id
                copy.dropped_at, copy.dropped_by_id = source.dropped_at, source.dropped_by_id
                copy.save()
        visible(actor, PlanAction).filter(plan=old, state=ActionState.OPEN).update(state=ActionState.CARRIED)
        old.state = PlanState.REPLACED
        old.save(update_fields=["state"])


@command("case.start")
def start_plan(actor: Actor, case_id: UUID, *, version: int | None = None) -> Case:
    """The team starts to work on the approved plan. Raises NotVisible, NotAllowed, WrongState, Stale."""
    case = queries.case_for_update(actor, case_id)
    answers.step(case, actor, "case.start")
    label = str(_("State"))
    answers.refuse_stale(
        case.version, version, yours={label: State(case.state).label}, theirs={label: _("changed since")}
    )
    answers.save_case(case)
    record(actor, "case.start", case)
    return case


def _open_action(actor: Actor, name: str, action_id: UUID, version: int | None) -> PlanAction:
    action = queries.action_for_update(actor, action_id)
    authorize(actor, name, action if name == "case.complete_action" else action.case)
    action.case.must_be_open()
    label = str(_("State"))
    answers.refuse_stale(
        action.version, version, yours={label: _("your change")},
        theirs={label: ActionState(action.state).label},
    )  # fmt: skip
    if action.state != ActionState.OPEN or action.plan.state == PlanState.REPLACED:
        raise WrongState(_("This action is “%(state)s” now.") % {"state": ActionState(action.state).label})
    return action


@command("case.complete_action")
def complete_action(
    actor: Actor, action_id: UUID, *, remark: str = "", version: int | None = None
) -> PlanAction:
    """Mark an action as done: its owner does, or the lead organization.

    Raises NotVisible, NotAllowed, WrongState, Stale.
    """
    action = _open_action(actor, "case.complete_action", action_id, version)
    if action.plan.state != PlanState.APPROVED:
        raise WrongState(_("The plan has not been approved yet."))
    action.state, action.done_at, action.done_by_id = ActionState.DONE, clock.now(), actor.user_id
    action.remark = answers.text("remark", remark, longest=LONGEST_REMARK)
    action.version += 1
    action.save(update_fields=["state", "done_at", "done_by", "remark", "version"])
    record(actor, "case.complete_action", action.case.about(Category.PLAN), task=str(action.pk))
    return action


@command("case.drop_action")
def drop_action(actor: Actor, action_id: UUID, *, reason: str, version: int | None = None) -> PlanAction:
    """Give up an action, with the reason. Raises NotVisible, NotAllowed, WrongState, Invalid, Stale."""
    action = _open_action(actor, "case.drop_action", action_id, version)
    action.state, action.dropped_at, action.dropped_by_id = ActionState.DROPPED, clock.now(), actor.user_id
    action.remark = answers.text(
        "reason", reason, required=_("Say why this is not done."), longest=LONGEST_REMARK
    )
    action.version += 1
    action.save(update_fields=["state", "dropped_at", "dropped_by", "remark", "version"])
    record(actor, "case.drop_action", action.case.about(Category.PLAN), task=str(action.pk))
    return action
