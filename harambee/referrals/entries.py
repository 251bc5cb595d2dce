"""What referrals add to the navigation, to Today, to the search box and to every case."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.access.states import Category
from harambee.cases import tabs
from harambee.kernel import clock
from harambee.referrals import queries
from harambee.referrals.notices import NEWS
from harambee.referrals.pages.rows import address, badges, child_words, need_words
from harambee.referrals.queries import Tab
from harambee.web.components import Badge
from harambee.web.navigation import register
from harambee.web.search import Hit, register_provider
from harambee.web.today import Item, register_section

MOST_ITEMS = 10
# What the clock and a first sending say is told by the list of what waits.
TOLD_BY_LIST = {"referral.send", "referral.remind"}


def waiting(actor: Actor) -> int | None:
    """How many referrals wait for the actor's answer (up to one page); nothing where none does."""
    if not actor.may("referral.accept"):
        return None
    return len(queries.queue(actor, Tab.WAITING)) or None


def waiting_items(actor: Actor) -> Iterable[Item]:
    """Referrals that wait for an answer of the actor's desk, what is due first."""
    if not actor.may("referral.accept"):
        return
    for row in queries.queue(actor, Tab.WAITING)[:MOST_ITEMS]:
        yield Item(
            title=f"{need_words(row.need)}: {child_words(row)}",
            href=address(row),
            detail=f"{row.from_organization.name} · {row.service.name}",
            due=row.due,
            badge=Badge(_("Answer overdue"), "high", "clock") if row.is_late(clock.now()) else badges(row)[0],
        )


def answers(actor: Actor) -> Iterable[Item]:
    """News about referrals that the actor sent or works on, the newest of each."""
    if not actor.may("referral.view"):
        return
    shown = set()
    for one in queries.news(actor):
        if one.referral.pk in shown or one.action in TOLD_BY_LIST or one.action not in NEWS:
            continue
        shown.add(one.referral.pk)
        yield Item(
            title=NEWS[one.action],
            href=address(one.referral),
            detail=f"{one.referral.service.name} · {one.referral.to_organization.name}",
            due=one.told,
            badge=badges(one.referral)[-1],
        )
        if len(shown) == MOST_ITEMS:
            return


def by_reference(actor: Actor, text: str) -> Iterable[Hit]:
    """The referral whose reference was typed."""
    for row in queries.find(actor, text):
        yield Hit(row.reference, address(row), row.service.name, badges(row)[-1])


register(
    _("Referrals"),
    "referrals",
    permission="referral.view",
    order=20,
    phone=True,
    icon="exchange",
    count=waiting,
)
register_section("referrals", _("Referrals waiting for your answer"), waiting_items, order=9)
register_section("referral_answers", _("News about your referrals"), answers, order=30)
register_provider("referrals", _("Referrals"), by_reference, order=35)
tabs.register(
    "referrals",
    _("Referrals"),
    "case_referrals",
    order=50,
    category=Category.PLAN,
    count=lambda actor, case: case.open_referrals or None,
)
