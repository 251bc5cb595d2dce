"""Every write of the directory."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.access.gate import authorize, command, one, record
from harambee.access.models import Area, Organization
from harambee.directory.models import LONGEST_NAME, Location, Service
from harambee.directory.states import Need, ServiceStatus
from harambee.kernel import clock
from harambee.kernel.errors import Invalid, Text
from harambee.kernel.text import clean, words

OLDEST = 150  # years
LONGEST_TEXT = 20_000


@command("service.add")
def add_service(
    actor: Actor,
    *,
    organization_id: UUID,
    name: str,
    description: str = "",
    needs: Iterable[str] = (),
    min_age: int | None = None,
    max_age: int | None = None,
    eligibility: str = "",
    area_codes: Iterable[str] = (),
    status: str = ServiceStatus.ACTIVE,
    assured: date | None = None,
    assurer: str = "",
    **texts: str,
) -> Service:
    """Add a service of an organization. No area: wherever people come from.

    `texts`: application_process, fees, wait_time, interpretation, alert, url, email, alternate_name.
    Raises NotVisible, NotAllowed, Invalid.
    """
    organization = one(actor, Organization, organization_id)
    authorize(actor, "service.add", organization)
    service = Service(
        organization=organization,
        organization_ref=str(organization_id),
        name=_name(name),
        description=_long(description),
        needs=_needs(needs),
        eligibility=_long(eligibility),
        status=_status(status),
        assured=_past(assured),
        assurer=clean(assurer),
        **{field: _long(text) for field, text in _known(texts).items()},
    )
    service.min_age, service.max_age = _ages(min_age, max_age)
    served = _areas(area_codes)
    service.folded = folded(service)
    service.save(force_insert=True)
    service.areas.set(served)
    record(actor, "service.add", service, organization=str(organization_id))
    return service


@command("location.conceal")
def conceal_location(actor: Actor, location_id: UUID, *, is_confidential: bool = True) -> Location:
    """Say that a place must never be listed (a shelter), or may be again. Raises NotVisible, NotAllowed."""
    location = one(actor, Location, location_id, lock=True)
    authorize(actor, "location.conceal", location)
    location.is_confidential = is_confidential
    location.save(update_fields=["is_confidential"])
    record(actor, "location.conceal", location, is_confidential=is_confidential)
    return location


def folded(service: Service) -> str:
    """The words that text search looks through."""
    organization = service.organization.name if service.organization else ""
    parts = (service.name, service.alternate_name, service.description, organization)
    return " ".join(dict.fromkeys(words(" ".join(parts))))


TEXTS = {
    "alternate_name", "application_process", "fees", "wait_time", "interpretation", "alert", "url", "email",
}  # fmt: skip


def _known(texts: dict[str, str]) -> dict[str, str]:
    if unknown := set(texts) - TEXTS:
        raise TypeError(f"add_service has no {', '.join(sorted(unknown))}")
    return texts


def _refuse(field: str, message: Text) -> Invalid:
    return Invalid(message, fields={field: [message]})


def _name(name: str) -> str:
    text = clean(name)
    if not words(text):
        raise _refuse("name", _("Give the service a name."))
    if len(text) > LONGEST_NAME:
        raise _refuse("name", _("A name can have up to 300 characters."))
    return text


def _long(text: str) -> str:
    cleaned = clean(text, lines=True)
    if len(cleaned) > LONGEST_TEXT:
        raise _refuse("description", _("A text can have up to 20,000 characters."))
    return cleaned


def _needs(needs: Iterable[str]) -> list[str]:
    given = list(dict.fromkeys(needs))
    if set(given) - set(Need.values):
        raise _refuse("needs", _("Choose the needs from the list."))
    return given


def _status(status: str) -> str:
    if status not in ServiceStatus.values:
        raise _refuse("status", _("Choose the status from the list."))
    return status


def _past(day: date | None) -> date | None:
    if day is not None and day > clock.today():
        raise _refuse("assured", _("The day of the last check cannot be in the future."))
    return day


def _ages(least: int | None, most: int | None) -> tuple[int | None, int | None]:
    if any(age is not None and not 0 <= age <= OLDEST for age in (least, most)):
        raise _refuse("min_age", _("An age is between 0 and 150 years."))
    if least is not None and most is not None and least > most:
        raise _refuse("max_age", _("The highest age is below the lowest one."))
    return least, most


def _areas(codes: Iterable[str]) -> list[Area]:
    found = []
    for code in codes:
        area = Area.objects.filter(code__iexact=clean(code)).first()
        if area is None:
            raise _refuse("area", _("There is no area with the code “%(code)s”.") % {"code": code[:40]})
        found.append(area)
    return found
