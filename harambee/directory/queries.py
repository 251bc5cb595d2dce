"""Every read of the directory."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.access.gate import one, visible
from harambee.access.models import Area
from harambee.access.queries import area_with_code
from harambee.directory.models import Entry, Service, ServiceAtLocation
from harambee.directory.states import Need, ServiceStatus
from harambee.kernel.errors import Invalid
from harambee.kernel.text import words


def services(
    actor: Actor,
    *,
    text: str = "",
    need: str = "",
    age: int | None = None,
    area_code: str = "",
    organization_id: UUID | None = None,
) -> QuerySet[Service]:
    """Active services of known organizations that fit everything asked, by name.

    `text`: every word is in the name, the description or the organization's name. `age`: in full years.
    `area_code`: served are the area, the ones around it and those inside it. Raises Invalid for an unknown
    need or area.
    """
    rows = visible(actor, Service).filter(status=ServiceStatus.ACTIVE, organization__is_active=True)
    for word in words(text):
        rows = rows.filter(folded__contains=word)
    if need:
        if need not in Need.values:
            raise Invalid(_("Choose the need from the list."), fields={"need": [_("Unknown need.")]})
        rows = rows.filter(needs__contains=[need])
    if age is not None:
        rows = rows.filter(Q(min_age__isnull=True) | Q(min_age__lte=age))
        rows = rows.filter(Q(max_age__isnull=True) | Q(max_age__gte=age))
    if area_code:
        near = _around(actor, area_code)
        elsewhere = Service.areas.through.objects.exclude(area_id__in=near).values("service_id")
        here = Service.areas.through.objects.filter(area_id__in=near).values("service_id")
        rows = rows.filter(Q(pk__in=here) | ~Q(pk__in=elsewhere))
    if organization_id:
        rows = rows.filter(organization_id=organization_id)
    return rows.select_related("organization").order_by("name", "id")


def _around(actor: Actor, area_code: str) -> list[UUID]:
    """The ids of an area, of those above it and of those inside it. Raises Invalid for an unknown code."""
    area = area_with_code(area_code)
    if area is None:
        raise Invalid(
            _("There is no area with the code “%(code)s”. Choose one from the list of areas.")
            % {"code": area_code[:40]},
            fields={"area": [_("Unknown area code.")]},
        )
    found = [area.pk]
    above = area.parent
    while above is not None and above.pk not in found:
        found.append(above.pk)
        above = above.parent
    inside = [area.pk]
    while inside:
        inside = list(visible(actor, Area).filter(parent_id__in=inside).values_list("pk", flat=True))
        found.extend(inside)
    return found


def service(actor: Actor, service_id: UUID) -> Service:
    """One service, in whatever state. Raises NotVisible."""
    return one(actor, Service, service_id, related=("organization",))


def places(actor: Actor, service_id: UUID) -> list[ServiceAtLocation]:
    """Where a service is given, as far as that may be known, by the name of the place."""
    rows = visible(actor, ServiceAtLocation).filter(service_id=service_id, location__isnull=False)
    return list(rows.select_related("location").order_by("location__name", "id"))


def entries(actor: Actor, service_id: UUID) -> dict[str, list[Entry]]:
    """What the directory tells beside a service and its places, by table: telephones, opening hours …"""
    at = [place.location_id for place in places(actor, service_id)]
    rows = visible(actor, Entry).filter(
        Q(service_id=service_id) | Q(place__service_id=service_id) | Q(location_id__in=at)
    )
    found: dict[str, list[Entry]] = {}
    for entry in rows.select_related("term").order_by("table", "id"):
        found.setdefault(entry.table, []).append(entry)
    return found
