"""Writing the plan, approving it, doing it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from harambee.access.gate import authorize
from harambee.cases import commands, queries
from harambee.cases.commands import GoalGiven
from harambee.cases.forms import (
    ActionForm,
    ApproveForm,
    CompleteForm,
    DropForm,
    GoalForm,
    PlanForm,
    StartForm,
    version_of,
)
from harambee.cases.pages.answering import actor_of, answer
from harambee.kernel import clock


@login_required
@require_http_methods(["GET", "POST"])
def write_plan(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Begin a plan with its first goals."""
    actor = actor_of(request)
    case = queries.case(actor, case_id)
    authorize(actor, "case.write_plan", case)
    form = PlanForm(request.POST or None, initial=version_of(case) | {"starts": clock.today()})
    return answer(
        request,
        case,
        form,
        lambda: commands.write_plan(
            actor,
            case_id,
            starts=form.cleaned_data["starts"],
            goals=[GoalGiven(words, whose) for words, whose in form.goals()],
            version=form.cleaned_data["version"],
        ),
        heading=_("Write the plan"),
        note=_("Goals and actions that are still open in the plan in force are carried over by themselves."),
        submit=_("Save as a draft"),
        done=_("The draft is saved. Add the actions, then ask a supervisor to approve it."),
        back="case_plan",
    )


@login_required
@require_http_methods(["GET", "POST"])
def add_goal(request: HttpRequest, case_id: UUID, plan_id: UUID) -> HttpResponse:
    """Add a goal to the draft."""
    actor = actor_of(request)
    case = queries.case(actor, case_id)
    authorize(actor, "case.add_goal", case)
    plan = queries.plan(actor, case_id, plan_id)
    form = GoalForm(request.POST or None)
    return answer(
        request,
        case,
        form,
        lambda: commands.add_goal(actor, plan.pk, **form.given()),
        heading=_("Add a goal"),
        submit=_("Add the goal"),
        done=_("The goal is in the draft."),
        back="case_plan",
    )


@login_required
@require_http_methods(["GET", "POST"])
def add_action(request: HttpRequest, case_id: UUID, plan_id: UUID) -> HttpResponse:
    """Add an action to the draft, with its owner."""
    actor = actor_of(request)
    case = queries.case(actor, case_id)
    authorize(actor, "case.add_action", case)
    plan = queries.plan(actor, case_id, plan_id)
    form = ActionForm(
        request.POST or None, team=queries.team(actor, case_id), goals=queries.goals(actor, plan_id)
    )
    return answer(
        request,
        case,
        form,
        lambda: commands.add_action(actor, plan.pk, **form.given()),
        heading=_("Add an action"),
        submit=_("Add the action"),
        done=_("The action is in the draft."),
        back="case_plan",
    )


@login_required
@require_http_methods(["GET", "POST"])
def approve_plan(request: HttpRequest, case_id: UUID, plan_id: UUID) -> HttpResponse:
    """Approve the draft."""
    actor = actor_of(request)
    case = queries.case(actor, case_id)
    plan = queries.plan(actor, case_id, plan_id)
    authorize(actor, "case.approve_plan", plan)
    form = ApproveForm(request.POST or None, initial={"version": plan.version})
    return answer(
        request,
        case,
        form,
        lambda: commands.approve_plan(actor, plan.pk, version=form.cleaned_data["version"]),
        heading=_("Approve plan %(number)s?") % {"number": plan.number},
        note=_("It becomes the plan that everyone works by, and is not changed any more."),
        submit=_("Approve the plan"),
        done=_("The plan is approved."),
        back="case_plan",
    )


@login_required
@require_http_methods(["GET", "POST"])
def start_plan(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The team starts to work on the approved plan."""
    actor = actor_of(request)
    case = queries.case(actor, case_id)
    authorize(actor, "case.start", case)
    form = StartForm(request.POST or None, initial=version_of(case))
    return answer(
        request,
        case,
        form,
        lambda: commands.start_plan(actor, case_id, version=form.cleaned_data["version"]),
        heading=_("Start to work on the plan?"),
        submit=_("Start"),
        done=_("Work on the plan has started."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def complete_action(request: HttpRequest, case_id: UUID, action_id: UUID) -> HttpResponse:
    """An action is done."""
    actor = actor_of(request)
    case = queries.case(actor, case_id)
    action = queries.action(actor, case_id, action_id)
    authorize(actor, "case.complete_action", action)
    form = CompleteForm(request.POST or None, initial={"version": action.version})
    return answer(
        request,
        case,
        form,
        lambda: commands.complete_action(actor, action.pk, **form.given()),
        heading=_("Done: %(what)s") % {"what": action.what},
        submit=_("Mark as done"),
        done=_("Done. Well done."),
        back="case_plan",
    )


@login_required
@require_http_methods(["GET", "POST"])
def drop_action(request: HttpRequest, case_id: UUID, action_id: UUID) -> HttpResponse:
    """An action is given up."""
    actor = actor_of(request)
    case = queries.case(actor, case_id)
    authorize(actor, "case.drop_action", case)
    action = queries.action(actor, case_id, action_id)
    form = DropForm(request.POST or None, initial={"version": action.version})
    return answer(
        request,
        case,
        form,
        lambda: commands.drop_action(actor, action.pk, **form.given()),
        heading=_("Drop: %(what)s") % {"what": action.what},
        submit=_("Drop the action"),
        done=_("The action is dropped."),
        back="case_plan",
        danger=True,
    )
