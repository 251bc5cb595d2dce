"""Reading what was given: text within its limits, words from their lists, versions that still stand."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.access.commands import schedule
from harambee.access.gate import authorize, visible
from harambee.access.models import Organization
from harambee.access.states import Category
from harambee.cases.models import Case
from harambee.cases.states import REVIEW_CLOCK, Risk
from harambee.kernel import clock
from harambee.kernel.errors import Invalid, Stale, Text
from harambee.kernel.text import clean

LONGEST_TEXT = 20_000


def wrong(field: str, message: Text) -> Invalid:
    """An error about one field."""
    return Invalid(message, fields={field: [message]})


def text(field: str, value: str, *, required: Text = "", longest: int = LONGEST_TEXT) -> str:
    """`value`, cleaned. Raises Invalid where it is too long, or empty while `required` says why not."""
    cleaned = clean(value, lines=True)
    if not cleaned and required:
        raise wrong(field, required)
    if len(cleaned) > longest:
        message = _("This is too long: %(given)d characters. Use %(limit)d or fewer.")
        raise wrong(field, message % {"given": len(cleaned), "limit": longest})
    return cleaned


def choice(field: str, value: object, values: Iterable[object]) -> None:
    """Raises Invalid where `value` is not one of the list."""
    if value not in list(values):
        raise wrong(field, _("Choose one from the list."))


def categories(field: str, value: int) -> Category:
    """The categories of information meant by a number. Raises Invalid for none or unknown ones."""
    if not 0 < value <= Category.everything():
        raise wrong(field, _("Choose at least one kind of information."))
    return Category(value)


def organization(organization_id: UUID, actor: Actor, field: str = "organizations") -> Organization:
    """An organization that takes part. Raises Invalid."""
    found = visible(actor, Organization).filter(pk=organization_id, is_active=True).first()
    if found is None:
        raise wrong(field, _("Choose an organization from the list."))
    return found


def refuse_stale(
    now: int, version: int | None, *, yours: Mapping[str, object], theirs: Mapping[str, object]
) -> None:
    """Raises Stale, with both versions, where the row has changed since `version` was shown."""
    if version is not None and version != now:
        raise Stale(yours=dict(yours), theirs=dict(theirs), version=now)


def step(case: Case, actor: Actor, action: str, edge: str = "") -> None:
    """Ask the gate for `action`, then take its step in the table. Raises NotAllowed, WrongState."""
    authorize(actor, action, case)
    case.move_by(edge or action)


def save_case(case: Case, *fields: str) -> None:
    """Save state and `fields` as the case's next version; carry state and due date to the worklists."""
    case.version += 1
    case.save(update_fields=["state", "review_due", "version", *fields])
    schedule(case.pk, status=int(case.state), due=case.due)


def set_clock(case: Case) -> None:
    """Start the review clock of the case's risk from today."""
    case.review_due = clock.today() + REVIEW_CLOCK[Risk(case.risk)]
