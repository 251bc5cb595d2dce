"""The directory's pages, for people who are signed in and for everyone else."""

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from harambee.access import queries as places
from harambee.access.actors import Actor, service_actor
from harambee.directory import queries
from harambee.directory.models import Service
from harambee.directory.showing import ages, assurance, needs, showing
from harambee.directory.states import NEEDS
from harambee.kernel.errors import Invalid
from harambee.web.components import Badge, Filter, Option
from harambee.web.search import cleaned

PER_PAGE = 25
MOST_AREAS = 400
ADULT = 18


@dataclass(frozen=True)
class Row:
    """One service in the list."""

    service: Service
    needs: list[str]
    ages: str
    areas: str
    assurance: Badge


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """Find a service by words, need, age and area."""
    actor, frame = _reader(request)
    asked = {name: request.GET.get(name, "") for name in ("need", "age", "area")}
    found = queries.services(
        actor,
        text=cleaned(request.GET.get("q", "")),
        need=asked["need"],
        age=_age(asked["age"]),
        area_code=asked["area"].replace("\x00", ""),
    )
    page = Paginator(found.prefetch_related("areas"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "frame": frame,
        "page": page,
        "rows": [_row(one) for one in page.object_list],
        "filters": _filters(actor, asked),
        "is_search": any(asked.values()) or bool(request.GET.get("q")),
    }
    return render(request, "directory/services.html", context)


@require_safe
def service(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Everything that is known of one service and may be known."""
    actor, frame = _reader(request)
    found = queries.service(actor, service_id)
    at = queries.places(actor, service_id)
    context = {
        "frame": frame,
        "service": found,
        "badge": assurance(found),
        "needs": needs(found),
        "showing": showing(found, at, queries.entries(actor, service_id)),
    }
    return render(request, "directory/service.html", context)


def _reader(request: HttpRequest) -> tuple[Actor, str]:
    """Who reads, and the base template; signed out, the public door reads for everyone."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is not None:
        return actor, "base.html"
    return service_actor("public-door"), "base_public.html"


def _row(service: Service) -> Row:
    areas = ", ".join(area.name for area in service.areas.all())
    return Row(service, needs(service), ages(service), areas, assurance(service))


def _age(text: str) -> int | None:
    if not text:
        return None
    if not (text.isdecimal() and len(text) <= 3):
        raise Invalid(_("Give the age in full years."))
    return int(text)


def _filters(actor: Actor, asked: dict[str, str]) -> list[Filter]:
    years = [Option(str(age), str(age)) for age in range(ADULT)]
    return [
        Filter("need", _("Need"), [Option(value, label) for value, label in NEEDS], asked["need"]),
        Filter("age", _("Age"), [*years, Option(str(ADULT), _("18 or older"))], asked["age"]),
        Filter(
            "area",
            _("Area"),
            [Option(area.code, area.name) for area in places.areas(actor)[:MOST_AREAS]],
            asked["area"],
        ),
    ]
