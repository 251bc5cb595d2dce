"""The inbox of those who decide about reports, one report, and what became of one's own."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from harambee.access.actors import Actor
from harambee.access.gate import authorize, can
from harambee.intake import commands, queries
from harambee.intake.forms import ScreenForm
from harambee.intake.models import Report
from harambee.intake.pages.rows import badges_of, facts_about, reporter_facts, row_of
from harambee.intake.states import DECIDED, REPORTER_WORDS, WAITING, Concern, State
from harambee.web.components import Filter, Option
from harambee.web.current import SignedInRequest

PER_PAGE = 50
# What the inbox shows: what waits, what is in one state, or (nothing chosen) everything.
SHOWN: dict[str, tuple[Any, tuple[State, ...]]] = {
    "waiting": (gettext_lazy("What waits"), WAITING),
    "received": (gettext_lazy("To be screened"), (State.RECEIVED,)),
    "accepted": (gettext_lazy("Waiting for a case"), (State.ACCEPTED,)),
    "linked": (gettext_lazy("Part of a case"), (State.LINKED,)),
    "referred_on": (gettext_lazy("Referred on"), (State.REFERRED_ON,)),
    "information": (gettext_lazy("Kept as information"), (State.INFORMATION,)),
    "no_action": (gettext_lazy("No further action"), (State.NO_ACTION,)),
}


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, on a page that only signed-in people reach."""
    return cast(SignedInRequest, request).actor


@login_required
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """What waits at one's desks, the most urgent first."""
    actor = actor_of(request)
    chosen = request.GET.get("state", "waiting")
    typed = request.GET.get("q", "").strip()
    states = SHOWN[chosen][1] if chosen in SHOWN else (State.RECEIVED, *DECIDED)
    if typed:
        found = queries.with_reference(actor, typed)
        rows, more = ([found] if found else []), False
    else:
        rows = queries.inbox(actor, states=states, limit=PER_PAGE + 1, after=_after(request))
        rows, more = rows[:PER_PAGE], len(rows) > PER_PAGE
    options = [Option(value, label) for value, (label, _states) in SHOWN.items()]
    context = {
        "rows": _shown(actor, rows),
        "next": _next(request, rows[-1]) if more else "",
        "filters": [Filter("state", _("Show"), options, chosen)],
        "typed": typed,
    }
    return render(request, "intake/reports.html", context)


def _shown(actor: Actor, rows: list[Report]) -> list[dict[str, Any]]:
    names = queries.children_names(actor, rows)
    return [row_of(one, names.get(one.pk, [])) for one in rows]


def _after(request: HttpRequest) -> tuple[datetime, UUID] | None:
    """Where the page before ended, from `?after=<due>,<id>`; nonsense starts at the beginning."""
    due, _comma, last = request.GET.get("after", "").partition(",")
    try:
        moment = datetime.fromisoformat(due)
        return (moment, UUID(last)) if moment.tzinfo else None
    except ValueError:
        return None


def _next(request: HttpRequest, last: Report) -> str:
    query = request.GET.copy()
    query["after"] = f"{(last.due or queries.NEVER).isoformat()},{last.pk}"
    return f"?{query.urlencode()}"


@login_required
@require_safe
def report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """One report: to decide about it, or, for the one who sent it, to learn where it stands."""
    actor = actor_of(request)
    found = queries.report(actor, report_id)
    if not queries.works_with(actor, found):
        return render(request, "intake/my_report.html", {"report": found} | told_about(found))
    queries.note_reading(actor, found)
    return _report_page(request, actor, found, ScreenForm(initial={"version": found.version}))


@login_required
@require_http_methods(["GET", "POST"])
def screen_report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Decide what happens with a report. Opened as a page, it is the report itself with the question."""
    if request.method == "GET":
        return redirect(reverse("report", args=[report_id]) + "#decide")
    actor = actor_of(request)
    found = queries.report(actor, report_id)
    authorize(actor, "report.screen", found)
    form = ScreenForm(request.POST)
    if not form.is_valid():
        return _report_page(request, actor, found, form)
    decided = commands.screen_report(
        actor,
        report_id,
        decision=form.cleaned_data["decision"],
        reason=form.cleaned_data["reason"],
        version=form.cleaned_data["version"],
    )
    messages.success(
        request,
        _("Decided: %(state)s. The reporter learns that, and not the reason.")
        % {"state": State(decided.state).label},
    )
    return redirect("report", report_id)


def _report_page(request: HttpRequest, actor: Actor, found: Report, form: ScreenForm) -> HttpResponse:
    context = {
        "report": found,
        "badges": badges_of(found),
        "concerns": [Concern(one).label for one in found.concerns],
        "children": queries.children(actor, found.pk),
        "facts": facts_about(found),
        "reporter": reporter_facts(found, queries.reporter(actor, found.pk)),
        "screening": queries.screening(actor, found.pk),
        "may_screen": found.state == State.RECEIVED and can(actor, "report.screen", found),
        "may_open_case": found.state in (State.ACCEPTED, State.LINKED) and can(actor, "report.link", found),
        "needs_case": found.state == State.ACCEPTED,
        "form": form,
    }
    return render(request, "intake/report.html", context)


@login_required
@require_safe
def my_reports(request: HttpRequest) -> HttpResponse:
    """What the person reported and where each stands: the state, and nothing about the child."""
    page = Paginator(queries.own_reports(actor_of(request)), PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"report": one} | told_about(one) for one in page]
    return render(request, "intake/my_reports.html", {"page": page, "rows": rows})


def told_about(found: Report) -> dict[str, Any]:
    """What the reporter may know: the state in plain words."""
    return {"badge": badges_of(found, for_reporter=True)[0], "words": REPORTER_WORDS[State(found.state)]}
