"""An API whose operations fail in every way, beside the real one."""

import json
from uuid import UUID

from django.db import DataError, connection
from django.http import HttpResponse
from django.urls import include, path
from ninja import Field

from harambee.access import commands
from harambee.access.models import Area
from harambee.api.mounting import mounted
from harambee.kernel import errors
from harambee.web.api import Given, Line, Page, Router, Shown, SignedInRequest, paginate, reads, writes
from tests.api.conftest import CALLS

router = Router(tags=["probe"])

RAISED: dict[str, Exception] = {
    "not_visible": errors.NotVisible(),
    "not_allowed": errors.NotAllowed(),
    "wrong_state": errors.WrongState("It is closed."),
    "stale": errors.Stale(yours={"Risk": "high"}, theirs={"Risk": "low"}, version=4),
    "replayed": errors.Replayed(),
    "invalid": errors.Invalid("Wrong.", fields={"birth": ["In the future."]}),
    "unexpected": RuntimeError("postgresql://owner:secret@host"),
    "data": DataError("value too long"),
}


class NumberShown(Shown):
    """One number."""

    number: int


class PartGiven(Given):
    """A part of a body."""

    count: int = Field(1, ge=0, le=9)


class AreaGiven(Given):
    """A body with every kind of member."""

    name: Line
    code: Line
    parts: list[PartGiven] = Field(default_factory=list, max_length=3)
    id: UUID | None = None


@router.get("/raise/{kind}", **reads("probe.read", None))
def raise_error(request: SignedInRequest, kind: str) -> None:
    """Write something, then fail."""
    connection.ensure_connection()
    commands.add_area(request.actor, name="Left behind", code=f"X-{kind}")
    raise RAISED[kind]


@router.get("/numbers", **reads("number.read", list[NumberShown]))
@paginate(Page)
def list_numbers(request: SignedInRequest, least: int = 0) -> object:
    """250 numbers."""
    return [{"number": one} for one in range(250) if one >= least]


@router.post("/areas", **writes("area.add", status=201))
def add_area(request: SignedInRequest, given: AreaGiven) -> Area:
    """Add an area, and count the call."""
    CALLS.append(given.code)
    return commands.add_area(request.actor, name=given.name, code=given.code)


@router.post("/half", **writes("area.add"))
def half(request: SignedInRequest) -> HttpResponse:
    """Write, then answer an error without raising it."""
    commands.add_area(request.actor, name="Half", code="HALF")
    return HttpResponse(json.dumps({}), status=409)


@router.get("/open", auth=None, **reads("open.read", NumberShown))
def read_open(request: SignedInRequest) -> dict[str, int]:
    """Anyone may read this."""
    return {"number": 1}


probe = mounted([router], namespace="probe")
urlpatterns = [path("api/probe/", probe.urls), path("", include("harambee.config.urls"))]
handler400 = "harambee.web.errors.bad_request"
handler404 = "harambee.web.errors.not_found"
handler500 = "harambee.web.errors.server_error"
