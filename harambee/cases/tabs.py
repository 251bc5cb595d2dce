"""The frame around every page about a case: who, state, the one next step, and the tabs.

A slice above adds a tab of its own with `register(...)` in its `entries.py`, and builds that page on
`frame(actor, case, "its-key")` and the template `cases/frame.html`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harambee.access.actors import Actor
from harambee.access.gate import can
from harambee.access.states import Category
from harambee.cases import queries
from harambee.cases.models import Case, Plan
from harambee.cases.queries import CaseLine
from harambee.cases.states import ActionState, CloseReason, PlanState, Risk, State
from harambee.web.components import Badge, Step, Tab, Text, Tone

ANYTHING = Category.everything()
RISK_TONES: dict[Risk, Tone] = {Risk.HIGH: "high", Risk.MEDIUM: "due", Risk.LOW: "ok", Risk.UNKNOWN: "info"}


@dataclass(frozen=True)
class CaseTab:
    """A tab of the case: its page's URL name takes the case's id. `category` must be open to see it."""

    key: str
    label: Text
    url_name: str
    order: int
    category: Category
    count: Callable[[Actor, Case], int | None] | None


_tabs: dict[str, CaseTab] = {}


def register(
    key: str,
    label: Text,
    url_name: str,
    *,
    order: int = 50,
    category: Category = ANYTHING,
    count: Callable[[Actor, Case], int | None] | None = None,
) -> None:
    """Add a tab to every case, shown to those who may read `category` of it."""
    _tabs[key] = CaseTab(key, label, url_name, order, category, count)


register("summary", gettext_lazy("Summary"), "case", order=10)
register("timeline", gettext_lazy("Timeline"), "case_timeline", order=20)
register("plan", gettext_lazy("Plan"), "case_plan", order=30, category=Category.PLAN)
register("team", gettext_lazy("Team and consent"), "case_team", order=40)
register("access", gettext_lazy("Who can see this"), "case_access", order=90)


def tabs_for(actor: Actor, case: Case, current: str) -> list[Tab]:
    """The tabs that this actor has on this case."""
    reads, _writes = queries.seen_and_written(actor, case)
    return [
        Tab(
            tab.label,
            reverse(tab.url_name, args=[case.pk]),
            current=tab.key == current,
            count=tab.count(actor, case) if tab.count else None,
        )
        for tab in sorted(_tabs.values(), key=lambda one: one.order)
        if reads & tab.category
    ]


@dataclass(frozen=True)
class Next:
    """The one next step: what, why, and where to do it (no address: somebody else does it)."""

    title: str
    detail: str = ""
    action: str = ""
    href: str = ""


def badges(line: CaseLine) -> list[Badge]:
    """Risk (for those who may know of it) and state, in words."""
    state = Badge(State(line.case.state).label, "ok" if line.case.is_closed else "")
    return [risk_badge(line.case), state] if line.shows_risk else [state]


def risk_badge(case: Case) -> Badge:
    """The risk as a badge."""
    risk = Risk(case.risk)
    return Badge(risk.label, RISK_TONES[risk])


def steps(case: Case) -> list[Step]:
    """The stepper; what lies behind is done."""
    shown = [state for state in State if state is not State.IDENTIFIED]
    if case.is_closed:
        return [Step(state.label, "done") for state in shown]
    return [
        Step(
            state.label,
            "current" if state == case.state else "done" if state < case.state else "ahead",
        )
        for state in shown
    ]


def frame(actor: Actor, case: Case, current: str) -> dict[str, Any]:
    """What `cases/frame.html` needs, with the tab `current` marked."""
    line = queries.lines(actor, [case])[0]
    reads, writes = queries.seen_and_written(actor, case)
    plans = list(queries.plans(actor, case.pk)) if reads & Category.PLAN else []
    return {
        "case": case,
        "name": line.name,
        "age": line.age,
        "reads": reads,
        "writes": writes,
        "badges": badges(line),
        "steps": steps(case),
        "tabs": tabs_for(actor, case, current),
        "plan": next((plan for plan in plans if plan.state == PlanState.APPROVED), None),
        "draft": next((plan for plan in plans if plan.state == PlanState.DRAFT), None),
        "plans": plans,
        "next": next_step(actor, case, plans),
    }


def next_step(actor: Actor, case: Case, plans: list[Plan]) -> Next:
    """The one thing that comes next, with the way to it for whoever may do it."""
    draft = _draft_to_approve(actor, case, plans)
    if draft is not None:
        return draft
    match State(case.state):
        case State.REGISTERED | State.IDENTIFIED:
            return _step(
                actor, case, "case.assess", "assess_case", _("Next: assess the child's situation"),
                _due(case), _("Assess"),
            )  # fmt: skip
        case State.ASSESSED:
            return _plan_step(actor, case, plans)
        case State.PLANNED:
            detail = _("The plan has been approved.")
            title = _("Next: start to work on the plan")
            return _step(actor, case, "case.start", "start_plan", title, detail, _("Start"))
        case State.IN_PROGRESS:
            return _work_step(actor, case, plans)
        case State.UNDER_REVIEW:
            title = _("Next: the supervisor closes the case")
            detail = _("The review decided that the work is done.")
            return _step(actor, case, "case.close", "close_case", title, detail, _("Close the case"))
        case _:
            reason = str(CloseReason(case.close_reason).label)
            return _step(
                actor, case, "case.reopen", "reopen_case", _("This case is closed"), reason, _("Reopen")
            )


def _step(actor: Actor, case: Case, action: str, url_name: str, title: str, detail: str, words: str) -> Next:
    if not can(actor, action, case):
        return Next(title, detail)
    return Next(title, detail, words, reverse(url_name, args=[case.pk]))


def _draft_to_approve(actor: Actor, case: Case, plans: list[Plan]) -> Next | None:
    draft = next((plan for plan in plans if plan.state == PlanState.DRAFT and plan.goals.all()), None)
    if draft is None or not case.allows("case.approve_plan"):
        return None
    draft.case = case
    if not can(actor, "case.approve_plan", draft):
        return None
    href = reverse("case_plan", args=[case.pk])
    return Next(_("Next: approve the plan"), _("You did not write it, so you can."), _("Read the plan"), href)


def _plan_step(actor: Actor, case: Case, plans: list[Plan]) -> Next:
    draft = next((plan for plan in plans if plan.state == PlanState.DRAFT), None)
    if draft is None:
        detail = _("Goals in the child's and the family's own words.")
        title = _("Next: write the plan with the child and the family")
        return _step(actor, case, "case.write_plan", "write_plan", title, detail, _("Write the plan"))
    href = reverse("case_plan", args=[case.pk])
    return Next(
        _("Next: a supervisor approves the plan"),
        _("Until then you can change it."),
        _("Open the plan"),
        href,
    )


def _work_step(actor: Actor, case: Case, plans: list[Plan]) -> Next:
    actions = [
        action
        for plan in plans
        if plan.state == PlanState.APPROVED
        for action in plan.actions.all()
        if action.state == ActionState.OPEN
    ]
    if actions and not case.is_late:
        action = actions[0]
        detail = _("%(who)s · until %(day)s") % {
            "who": action.owner.name, "day": formats.date_format(action.due)
        }  # fmt: skip
        href = reverse("case_plan", args=[case.pk])
        return Next(_("Next: %(what)s") % {"what": action.what}, detail, _("Open the plan"), href)
    title = _("Next: the review is late") if case.is_late else _("Next: review the case")
    return _step(actor, case, "case.review", "review_case", title, _due(case), _("Record the review"))


def _due(case: Case) -> str:
    if case.review_due is None:
        return ""
    return _("Due on %(day)s.") % {"day": formats.date_format(case.review_due)}
