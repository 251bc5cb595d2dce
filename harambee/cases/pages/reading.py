"""Reading cases: the list, and the tabs of one case."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from harambee.access.actors import Actor
from harambee.access.audit import record_read
from harambee.access.gate import authorize, can
from harambee.access.states import Category
from harambee.cases import queries
from harambee.cases.models import Case, Plan, PlanAction
from harambee.cases.pages.answering import actor_of
from harambee.cases.queries import Happening
from harambee.cases.states import OPEN_STATES, ActionState, Role, State
from harambee.cases.tabs import badges, frame
from harambee.kernel.errors import NotVisible
from harambee.web.components import Badge, Event, Fact, Filter, Option

PER_PAGE = 50
ON_SUMMARY = 6
PER_TIMELINE = 50


@login_required
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The actor's own cases, the one that is due first on top."""
    actor = actor_of(request)
    authorize(actor, "case.read")
    chosen = request.GET.get("state", "")
    states = [State(int(chosen))] if chosen in {str(int(one)) for one in State} else list(OPEN_STATES)
    rows = queries.worklist(actor, states=states, limit=PER_PAGE + 1, after=_after(request))
    more = len(rows) > PER_PAGE
    shown = queries.lines(actor, rows[:PER_PAGE])
    options = [Option(str(int(one)), one.label) for one in State if one is not State.IDENTIFIED]
    context = {
        "lines": [(line, badges(line)) for line in shown],
        "filters": [Filter("state", _("State"), options, chosen)],
        "filtered": bool(chosen) or "after" in request.GET,
        "next": _next(request, shown[-1].case) if more else "",
        "may_open": can(actor, "case.open"),
    }
    return render(request, "cases/cases.html", context)


def _after(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("after", ""))
    except ValueError:
        return None


def _next(request: HttpRequest, last: Case) -> str:
    query = request.GET.copy()
    query["after"] = str(last.pk)
    return f"?{query.urlencode()}"


def opened(actor: Actor, case_id: UUID, tab: str) -> dict[str, Any]:
    """The case with its frame; that the actor opened it is written into the audit trail."""
    case = queries.case(actor, case_id)
    authorize(actor, "case.read", case)
    record_read(actor, "case.read", case)
    context = frame(actor, case, tab)
    context["may"] = {
        action.removeprefix("case."): can(actor, action, case)
        and not (case.is_closed and action in WHILE_OPEN)
        for action in ON_CASE
    }
    return context


ON_CASE = (
    "case.join_team", "case.leave_team", "case.give_consent", "case.withdraw_consent", "case.assess",
    "case.write_plan", "case.add_goal", "case.add_action", "case.drop_action", "case.review",
    "case.assign_lead",
)  # fmt: skip
WHILE_OPEN = frozenset(ON_CASE) - {"case.leave_team", "case.withdraw_consent"}


@login_required
@require_safe
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The summary: what happened last, the plan, the team, what was found."""
    actor = actor_of(request)
    context = opened(actor, case_id, "summary")
    found: Case = context["case"]
    assessment = queries.latest_assessment(actor, case_id) if context["reads"] & Category.PROTECTION else None
    context |= {
        "events": [_event(one) for one in queries.timeline(actor, case_id, limit=ON_SUMMARY)],
        "team": list(queries.team(actor, case_id)),
        "actions": _actions(actor, found, context["plan"]),
        "assessment": assessment,
        "facts": _facts(found, context["reads"]),
        "may_review": context["may"]["review"] and found.allows("case.review:continue"),
        "done": _done(context["plan"]),
        "may_note": _may_note(found, context["writes"]),
    }
    return render(request, "cases/case.html", context)


def _may_note(case: Case, writes: Category) -> bool:
    return bool(writes) and not case.is_closed


def _facts(case: Case, reads: Category) -> list[Fact]:
    facts = [
        Fact(_("Lead worker"), case.lead.user.name),
        Fact(_("Lead organization"), case.lead_organization.name),
        Fact(_("Area"), case.area.name),
    ]
    if case.report_id is not None and reads & Category.PROTECTION:
        href = reverse("report", args=[case.report_id])
        facts.append(Fact(_("Began with"), _("A report of concern"), href))
    if case.open_referrals:
        facts.append(Fact(_("Open referrals"), case.open_referrals))
    return facts


def _done(plan: Plan | None) -> tuple[int, int] | None:
    if plan is None:
        return None
    counted = [one for one in plan.actions.all() if one.state in {ActionState.OPEN, ActionState.DONE}]
    return sum(one.state == ActionState.DONE for one in counted), len(counted)


def _actions(actor: Actor, case: Case, plan: Plan | None) -> list[tuple[PlanAction, Badge, bool]]:
    """The actions of a plan with their state as a badge, and whether the actor may mark them as done."""
    rows = []
    for action in plan.actions.all() if plan else ():
        action.case = case
        is_open = action.state == ActionState.OPEN
        may = is_open and not case.is_closed and can(actor, "case.complete_action", action)
        rows.append((action, _badge(action), may))
    return rows


def _badge(action: PlanAction) -> Badge:
    if action.state == ActionState.DONE:
        return Badge(_("Done"), "ok")
    if action.state != ActionState.OPEN:
        return Badge(ActionState(action.state).label)
    return Badge(_("Late"), "high") if action.is_late else Badge(_("To do"), "due")


def _event(happening: Happening) -> Event:
    by = " · ".join(part for part in (happening.by, happening.organization) if part)
    return Event(happening.title, happening.at, happening.said, by)


@login_required
@require_safe
def case_timeline(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Everything that happened, by whom."""
    actor = actor_of(request)
    context = opened(actor, case_id, "timeline")
    before = request.GET.get("before", "")
    rows = queries.timeline(
        actor, case_id, limit=PER_TIMELINE + 1,
        before=int(before) if before.isdecimal() and len(before) < 19 else None,
    )  # fmt: skip
    context |= {
        "events": [_event(one) for one in rows[:PER_TIMELINE]],
        "before_url": f"?before={rows[PER_TIMELINE - 1].number}" if len(rows) > PER_TIMELINE else "",
        "notes": list(queries.notes(actor, case_id)[:PER_TIMELINE]),
        "may_note": _may_note(context["case"], context["writes"]),
    }
    return render(request, "cases/timeline.html", context)


@login_required
@require_safe
def case_plan(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The plan in force and the draft of the next one, goal by goal."""
    actor = actor_of(request)
    context = opened(actor, case_id, "plan")
    found: Case = context["case"]
    if not context["reads"] & Category.PLAN:
        raise NotVisible
    draft: Plan | None = context["draft"]
    if draft is not None:
        draft.case = found
    shown = [plan for plan in (draft, context["plan"]) if plan is not None]
    context |= {
        "sheets": [
            {
                "plan": plan, "goals": list(plan.goals.all()), "actions": _actions(actor, found, plan),
                "done": _done(plan), "is_draft": plan is draft,
            }
            for plan in shown
        ],
        "may_approve": draft is not None and found.allows("case.approve_plan")
        and can(actor, "case.approve_plan", draft),
        "may_write": context["may"]["write_plan"] and draft is None and found.state != State.REGISTERED,
        "former": [plan for plan in context["plans"] if plan not in shown],
    }  # fmt: skip
    return render(request, "cases/plan.html", context)


@login_required
@require_safe
def case_team(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Who works with the child, and what the family agreed to."""
    actor = actor_of(request)
    context = opened(actor, case_id, "team")
    members = list(queries.team(actor, case_id, left=True))
    context |= {
        "members": [one for one in members if one.left_at is None],
        "left": [one for one in members if one.left_at is not None],
        "consents": list(queries.consents(actor, case_id)),
        "lead": Role.LEAD,
        "show_consents": bool(context["reads"] & Category.PLAN),
    }
    return render(request, "cases/team.html", context)


@login_required
@require_safe
def case_access(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Who can see this, and why: exactly what the database enforces, in words."""
    actor = actor_of(request)
    context = opened(actor, case_id, "access")
    ended = request.GET.get("ended") == "1"
    context |= {
        "sees": queries.who_can_see(actor, case_id, ended=ended),
        "ended": ended,
        "may_bar": can(actor, "case.bar", context["case"]),
    }
    return render(request, "cases/access.html", context)
