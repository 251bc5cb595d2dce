"""Services over the API."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Query, Schema

from harambee.directory import commands, queries
from harambee.directory.models import Service
from harambee.web.api import (
    Code,
    Done,
    Given,
    Line,
    Page,
    Prose,
    Router,
    Shown,
    SignedInRequest,
    paginate,
    reads,
    writes,
)

router = Router(tags=["services"])

type Need = Literal[
    "counselling",
    "health_care",
    "education",
    "shelter",
    "legal_aid",
    "family_support",
    "livelihood",
    "documentation",
    "protection",
    "other",
]
type Age = Annotated[int, Field(ge=0, le=150)]


class ServiceShown(Shown):
    """A service: whose it is, which needs it answers, for whom and where, and when it was last checked."""

    id: UUID
    name: str
    description: str
    organization_id: UUID | None
    organization: str
    status: str
    needs: list[str]
    min_age: int | None
    max_age: int | None
    eligibility: str
    application_process: str
    fees: str
    wait_time: str
    area_codes: list[str]
    assured: date | None
    version: int

    @staticmethod
    def resolve_organization(service: Service) -> str:
        """The name of the organization."""
        return service.organization.name if service.organization else ""

    @staticmethod
    def resolve_area_codes(service: Service) -> list[str]:
        """The p-codes of the areas served; none: wherever people come from."""
        return [area.code for area in service.areas.all()]


class ServicesAsked(Schema):
    """What services must fit."""

    text: Line = ""
    need: Need | None = None
    age: Age | None = None
    area_code: Code = ""


class AddServiceGiven(Given):
    """A new service of an organization."""

    organization_id: UUID
    name: Line
    description: Prose = ""
    needs: Annotated[list[Need], Field(max_length=10)] = []
    min_age: Age | None = None
    max_age: Age | None = None
    eligibility: Prose = ""
    application_process: Prose = ""
    fees: Prose = ""
    wait_time: Prose = ""
    area_codes: Annotated[list[Code], Field(max_length=100)] = []


@router.get("/services", **reads("service.read", list[ServiceShown]))
@paginate(Page)
def list_services(request: SignedInRequest, asked: Query[ServicesAsked]) -> object:
    """Active services that fit everything asked, by name."""
    found = queries.services(
        request.actor,
        text=asked.text,
        need=asked.need or "",
        age=asked.age,
        area_code=asked.area_code,
    )
    return found.prefetch_related("areas")


@router.get("/services/{uuid:service_id}", **reads("service.read", ServiceShown))
def read_service(request: SignedInRequest, service_id: UUID) -> Service:
    """One service, in whatever state."""
    return queries.service(request.actor, service_id)


@router.post("/services", **writes("service.add", Done, status=201))
def add_service(request: SignedInRequest, given: AddServiceGiven) -> Service:
    """Add a service to the directory."""
    return commands.add_service(request.actor, **given.model_dump())
