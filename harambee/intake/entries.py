"""What intake adds to the navigation, to Today and to the search box."""

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.intake import queries
from harambee.intake.pages.rows import badges_of, row_of
from harambee.intake.states import REPORTER_WORDS, State
from harambee.kernel import clock
from harambee.web.navigation import register
from harambee.web.search import Hit, register_provider
from harambee.web.today import Item, register_section

MOST_ITEMS = 10
MOST_COUNTED = 99
OWN_SHOWN_FOR = timedelta(days=30)


def waiting(actor: Actor) -> int | None:
    """How many reports wait at one's desks; nothing where none does."""
    return len(queries.waiting_ids(actor, limit=MOST_COUNTED)) or None


def waiting_items(actor: Actor) -> Iterable[Item]:
    """The most urgent reports at one's desks."""
    if not actor.may("report.screen"):
        return
    rows = queries.inbox(actor, limit=MOST_ITEMS)
    names = queries.children_names(actor, rows)
    for one in rows:
        line = row_of(one, names.get(one.pk, []))
        to_do = _("To be screened") if one.state == State.RECEIVED else _("Open a case")
        yield Item(
            title=", ".join(str(name) for name in line["children"]),
            href=reverse("report", args=[one.pk]),
            detail=" · ".join(str(part) for part in (to_do, *line["concerns"])),
            due=one.due,
            badge=badges_of(one)[-1],
        )


def own_items(actor: Actor) -> Iterable[Item]:
    """What became of what the actor reported in the last month; who decides about reports has the inbox."""
    if actor.may("report.screen"):
        return
    since = clock.now() - OWN_SHOWN_FOR
    for one in queries.own_reports(actor).filter(received_at__gte=since)[:MOST_ITEMS]:
        words, badge = REPORTER_WORDS[State(one.state)], badges_of(one, for_reporter=True)[0]
        yield Item(title=one.reference, href=reverse("report", args=[one.pk]), detail=words, badge=badge)


def by_reference(actor: Actor, text: str) -> Iterable[Hit]:
    """The report whose reference was typed."""
    found = queries.with_reference(actor, text)
    if found is not None:
        yield Hit(found.reference, reverse("report", args=[found.pk]), State(found.state).label)


register(
    _("Reports"), "reports", permission="report.screen", order=15, phone=True, icon="inbox", count=waiting
)
register(_("Report a concern"), "report_concern", order=70, icon="flag")
register_section("reports", _("Reports of concern"), waiting_items, order=8)
register_section("own_reports", _("What became of your reports"), own_items, order=35)
register_provider("reports", _("Reports"), by_reference, order=30)
