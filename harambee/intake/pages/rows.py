"""How a report is shown: its badges, its facts, its row in a list."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from harambee.intake.models import Report, Reporter
from harambee.intake.states import Capacity, Concern, State
from harambee.kernel import clock
from harambee.web.components import Badge, Fact

TONES: dict[State, Any] = {State.RECEIVED: "info", State.ACCEPTED: "due", State.LINKED: "ok"}


def is_late(report: Report) -> bool:
    """Whether the next step should have been done by now."""
    return report.due is not None and report.due < clock.now()


def badges_of(report: Report, *, for_reporter: bool = False) -> list[Badge]:
    """The state, then what makes it urgent. A reporter sees the state alone, linked or not."""
    state = State(report.state)
    if for_reporter:
        words = _("We are acting on it") if state in (State.ACCEPTED, State.LINKED) else state.label
        return [Badge(words, "info" if state == State.RECEIVED else "ok")]
    badges = [Badge(state.label, TONES.get(state, ""))]
    if report.immediate_danger:
        badges.append(Badge(_("Immediate danger"), "high"))
    if is_late(report):
        badges.append(Badge(_("Late"), "high", "clock"))
    return badges


def row_of(report: Report, names: list[str]) -> dict[str, Any]:
    """One line of the inbox."""
    return {
        "report": report,
        "children": [name or _("Name not known") for name in names] or [_("Child not known")],
        "concerns": [Concern(one).label for one in report.concerns[:3]],
        "more_concerns": max(len(report.concerns) - 3, 0),
        "badges": badges_of(report),
        "late": is_late(report),
    }


def facts_about(report: Report) -> list[Fact]:
    """Where and when, for the side of the page."""
    facts = [
        Fact(_("Area"), report.area.name if report.area else _("Not known")),
        Fact(_("Where the child is"), report.whereabouts or _("Not known")),
        Fact(_("Received by"), report.organization.name),
    ]
    if report.reporter_post_id is not None:
        facts.append(Fact(_("Written down by"), report.received_by.name))
    return facts


def reporter_facts(report: Report, reporter: Reporter | None) -> list[Fact]:
    """Who reported, where the actor may know it."""
    if reporter is None:
        return []
    name = _("Anonymous") if reporter.is_anonymous else reporter.name or _("Not given")
    capacity = Capacity(reporter.capacity).label if reporter.capacity else _("Not given")
    facts = [Fact(_("Name"), name), Fact(_("Knows the child as"), capacity)]
    if reporter.contact:
        facts.append(Fact(_("Telephone or e-mail"), reporter.contact))
    return facts
