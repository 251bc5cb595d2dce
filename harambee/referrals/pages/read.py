"""The queue, one referral, and the referrals of one case."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from harambee.access.actors import Actor
from harambee.access.audit import record_read
from harambee.access.commands import mark_seen
from harambee.access.gate import authorize, can
from harambee.cases import queries as cases
from harambee.cases.tabs import frame
from harambee.directory.states import Need
from harambee.referrals import queries
from harambee.referrals.models import Referral
from harambee.referrals.notices import NEWS
from harambee.referrals.pages.rows import badges, child_words, events, minimum, need_words, sharing
from harambee.referrals.queries import Tab
from harambee.referrals.states import OPEN, Urgency
from harambee.web.components import Filter, Option
from harambee.web.components import Tab as TabShown
from harambee.web.current import SignedInRequest

TABS = {
    Tab.WAITING: gettext_lazy("Waiting for us"),
    Tab.IN_WORK: gettext_lazy("In work"),
    Tab.SENT: gettext_lazy("Sent by us"),
    Tab.CLOSED: gettext_lazy("Closed"),
}
# Each thing one can do with a referral: the step of the transition table, the rule, the page, the button.
ACTS = (
    ("accept", "referral.accept", "accept_referral", gettext_lazy("Accept"), ""),
    ("waitlist", "referral.waitlist", "waitlist_referral", gettext_lazy("Put on the waiting list"), "plain"),
    ("decline", "referral.decline", "decline_referral", gettext_lazy("Decline"), "plain"),
    ("start", "referral.start", "start_referral", gettext_lazy("Work has started"), ""),
    (
        "complete",
        "referral.record_outcome",
        "record_outcome",
        gettext_lazy("Record the outcome"),
        "",
    ),
    ("return", "referral.return", "return_referral", gettext_lazy("Give it back"), "plain"),
    (
        "reroute",
        "referral.reroute",
        "reroute_referral",
        gettext_lazy("Send to another service"),
        "plain",
    ),
    ("cancel", "referral.cancel", "cancel_referral", gettext_lazy("Cancel"), "plain"),
)


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, on a page that only signed-in people reach."""
    return cast(SignedInRequest, request).actor


@login_required
@require_safe
def referrals(request: HttpRequest) -> HttpResponse:
    """The queue: what waits for an answer, what is in work, what was sent, what is closed."""
    actor = actor_of(request)
    authorize(actor, "referral.view")
    tab = _tab(actor, request.GET.get("tab", ""))
    need, urgency = request.GET.get("need", ""), request.GET.get("urgency", "")
    rows = queries.queue(
        actor, tab, need=need, urgency=urgency, after=_after(request), limit=queries.PAGE + 1
    )
    rows, more = rows[: queries.PAGE], len(rows) > queries.PAGE
    lapsed = queries.lapsed(actor, rows)
    context = {
        "tab": tab,
        "tabs": [
            TabShown(label, f"{reverse('referrals')}?tab={one.value}", one is tab)
            for one, label in TABS.items()
        ],
        "rows": [
            (row, child_words(row), need_words(row.need), badges(row, lapsed=row.pk in lapsed))
            for row in rows
        ],
        "filters": [
            Filter("need", _("Need"), [Option(*one) for one in Need.choices], need),
            Filter("urgency", _("Urgency"), [Option(*one) for one in Urgency.choices], urgency),
        ],
        "filtered": bool(need or urgency),
        "organization": actor.organization_id,
        "next": _next(request, rows[-1]) if more else "",
    }
    return render(request, "referrals/referrals.html", context)


def _tab(actor: Actor, chosen: str) -> Tab:
    if chosen in set(Tab):
        return Tab(chosen)
    return Tab.WAITING if actor.may("referral.accept") else Tab.SENT


def _after(request: HttpRequest) -> tuple[datetime, UUID] | None:
    """Where the page before ended, from `?after=<due>,<id>`; nonsense starts at the beginning."""
    due, _comma, last = request.GET.get("after", "").partition(",")
    try:
        moment = datetime.fromisoformat(due)
        return (moment, UUID(last)) if moment.tzinfo else None
    except ValueError:
        return None


def _next(request: HttpRequest, last: Referral) -> str:
    query = request.GET.copy()
    query["after"] = f"{last.list_due.isoformat()},{last.pk}"
    return f"?{query.urlencode()}"


@login_required
@require_safe
def referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """One referral: the minimum, the way to the case for whoever sees it, what one can do, what happened."""
    actor = actor_of(request)
    found = queries.referral(actor, referral_id)
    record_read(actor, "referral.read", found)
    lapsed = bool(queries.lapsed(actor, [found]))
    is_ours = found.from_organization_id == actor.organization_id
    context = {
        "referral": found,
        "badges": badges(found, lapsed=lapsed),
        "lapsed": lapsed,
        "is_ours": is_ours,
        "is_open": found.state in OPEN,
        "facts": minimum(found),
        "sharing": sharing(found),
        "case_href": reverse("case", args=[found.case_id]) if queries.sees_case(actor, found) else "",
        "acts": _acts(actor, found),
        "events": events(queries.timeline(actor, found)),
        "following": queries.following(actor, found),
        "news": _news(actor, found),
    }
    return render(request, "referrals/referral.html", context)


def _news(actor: Actor, referral: Referral) -> list[Any]:
    """What one was told and cannot read off the page's own question for an answer."""
    told = {one.action for one in queries.news(actor, referral_id=referral.pk)}
    return [words for action, words in NEWS.items() if action in told - {"referral.send"}]


def _acts(actor: Actor, referral: Referral) -> list[tuple[Any, str, str]]:
    return [
        (label, reverse(page, args=[referral.pk]), kind)
        for step, action, page, label, kind in ACTS
        if referral.can_move(step) and can(actor, action, referral)
    ]


@login_required
@require_POST
def see_news(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Put away what one was told about a referral."""
    put_away(actor_of(request), referral_id)
    return redirect("referral", referral_id)


def put_away(actor: Actor, referral_id: UUID) -> None:
    """What one was told about a referral is known once one has said so, or has acted on it."""
    for one in queries.news(actor, referral_id=referral_id):
        mark_seen(actor, one.notice_id)


@login_required
@require_safe
def case_referrals(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The tab of a case: all its referrals, the newest first."""
    actor = actor_of(request)
    case = cases.case(actor, case_id)
    rows = queries.of_case(actor, case_id)
    record_read(actor, "referral.read", case)
    lapsed = queries.lapsed(actor, rows)
    context = {
        **frame(actor, case, "referrals"),
        "rows": [(row, need_words(row.need), badges(row, lapsed=row.pk in lapsed)) for row in rows],
        "may_send": not case.is_closed and can(actor, "referral.send", case),
    }
    return render(request, "referrals/case_referrals.html", context)
