"""What cases add to the navigation, to Today and to the search box."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.cases import queries
from harambee.cases.states import State
from harambee.cases.tabs import risk_badge
from harambee.web.components import Badge
from harambee.web.navigation import register
from harambee.web.search import Hit, register_provider
from harambee.web.today import Item, register_section

NAME_NOT_SHARED = _("A child (name not shared with you)")


def due_items(actor: Actor) -> Iterable[Item]:
    """Cases that must be looked at soon, the latest first."""
    if not actor.may("case.read"):
        return
    for line in queries.lines(actor, queries.due_cases(actor)):
        yield Item(
            line.name or NAME_NOT_SHARED,
            reverse("case", args=[line.case.pk]),
            " · ".join((line.case.reference, str(State(line.case.state).label))),
            line.case.review_due,
            Badge(_("Late"), "high") if line.case.is_late else risk_badge(line.case),
        )


def action_items(actor: Actor) -> Iterable[Item]:
    """What the actor promised to do in plans."""
    if not actor.may("case.complete_action"):
        return
    for action in queries.actions_due(actor):
        yield Item(
            action.what,
            reverse("case_plan", args=[action.case_id]),
            action.case.reference,
            action.due,
            Badge(_("Late"), "high") if action.is_late else None,
        )


def approval_items(actor: Actor) -> Iterable[Item]:
    """Plans that somebody else wrote and the actor may approve."""
    if not actor.may("case.approve_plan"):
        return
    for plan in queries.plans_to_approve(actor):
        yield Item(
            _("Plan %(number)s of %(case)s") % {"number": plan.number, "case": plan.case.reference},
            reverse("case_plan", args=[plan.case_id]),
            plan.written_by.name,
        )


def search(actor: Actor, text: str) -> Iterable[Hit]:
    """Cases by reference, or by the child's name in any script."""
    if not actor.may("case.read"):
        return
    for line in queries.lines(actor, queries.find(actor, text)):
        yield Hit(
            line.name or NAME_NOT_SHARED,
            reverse("case", args=[line.case.pk]),
            " · ".join(str(part) for part in (line.case.reference, line.age) if part),
            Badge(State(line.case.state).label, "ok" if line.case.is_closed else ""),
        )


register(_("Cases"), "cases", permission="case.read", order=10, phone=True, icon="folder")
register_section("cases", _("Cases to look at"), due_items, order=10)
register_section("actions", _("Your actions in plans"), action_items, order=12)
register_section("approvals", _("Plans to approve"), approval_items, order=11)
register_provider("cases", _("Cases"), search, order=10)
