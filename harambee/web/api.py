"""What a slice's `endpoints.py` is written with; `harambee.api` mounts the routers and does all the rest."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, get_args
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.pagination import PaginationBase, paginate
from pydantic import (
    BaseModel,
    ConfigDict,
    StringConstraints,
    TypeAdapter,
    ValidationInfo,
    field_validator,
)

from harambee.web.current import SignedInRequest

__all__ = [
    "ACTION", "Code", "Done", "Given", "Line", "Page", "Prose", "Router", "Shown", "SignedInRequest",
    "Version", "paginate", "reads", "writes",
]  # fmt: skip

ACTION = "x-action"  # where an operation says its action, in the OpenAPI description too
LARGEST_OFFSET = 100_000

Line = Annotated[str, StringConstraints(max_length=300)]
"""Text of one line, such as a name or a reason."""
Prose = Annotated[str, StringConstraints(max_length=20_000)]
"""Text of many lines."""
Code = Annotated[str, StringConstraints(max_length=60)]
"""A word out of a fixed list, such as a state or an area code."""
Version = Annotated[int, Field(ge=1, le=2_000_000_000)]
"""The version of the record that the sender has seen; an older one is answered with 409."""


class Given(BaseModel):
    """The base of every body: unknown members are refused, and nothing is guessed (`"1"` is no number)."""

    model_config = ConfigDict(extra="forbid", strict=True)

    @field_validator("*", mode="before")
    @classmethod
    def as_json(cls, value: Any, info: ValidationInfo) -> Any:
        """Read the dates, times and ids that JSON can only write as texts; nothing else is converted."""
        kinds = _kinds(cls.model_fields[str(info.field_name)].annotation)
        wanted = next((kind for kind in _READERS if kind in kinds), None)
        if wanted is None or str in kinds:
            return value
        if isinstance(value, list):
            return [_READERS[wanted](one) if isinstance(one, str) else one for one in value]
        return _READERS[wanted](value) if isinstance(value, str) else value


def _reader(kind: Any) -> Callable[[str], Any]:
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    return lambda text: adapter.validate_json(json.dumps(text), strict=True)


_READERS = {kind: _reader(kind) for kind in (UUID, datetime, date)}


def _kinds(annotation: Any) -> set[Any]:
    """The plain types within a member's annotation."""
    inner = get_args(annotation)
    return set[Any]().union(*map(_kinds, inner)) if inner else {annotation}


class Shown(Schema):
    """The base of every answer; its fields are read from a model instance, a dataclass or a dict."""


class Done(Shown):
    """What a write answers: which record, and its version now. What stands in the record is read by a GET."""

    id: UUID
    reference: str | None = None
    version: int | None = None


class Page(PaginationBase):
    """`?limit=&offset=`, at most 100 at once; `next` is the address of the following page, or null.

    Works on querysets and on lists: `@paginate(Page)` under a route of `reads("case.read", list[CaseShown])`.
    """

    class Input(Schema):
        """The query parameters of every list."""

        limit: int = Field(50, ge=1, le=100, description="How many at once.")
        offset: int = Field(0, ge=0, le=LARGEST_OFFSET, description="How many to skip.")

    class Output(Schema):
        """The envelope of every list."""

        items: list[Any]
        count: int
        next: str | None

    def paginate_queryset(
        self, queryset: QuerySet[Any] | list[Any], pagination: Any, request: HttpRequest, **params: Any
    ) -> dict[str, Any]:
        """One page of `queryset`."""
        count = self._items_count(queryset)  # type: ignore[arg-type]  # lists are taken as well
        after = pagination.offset + pagination.limit
        query = request.GET.copy()
        query["offset"] = str(after)
        more = after < count and after <= LARGEST_OFFSET
        return {
            "items": queryset[pagination.offset : after],
            "count": count,
            "next": f"{request.path}?{urlencode(list(query.items()))}" if more else None,
        }


def reads(action: str, response: Any) -> dict[str, Any]:
    """Arguments of a GET route. `action` is what a token's scopes must cover, such as `case.read`."""
    return {"response": {200: response}, "openapi_extra": {ACTION: action}}


def writes(action: str, response: Any = Done, *, status: int = 200) -> dict[str, Any]:
    """Arguments of a POST, PUT or PATCH route. `action` is the command's; `status` 201: a record is made."""
    return {"response": {status: response}, "openapi_extra": {ACTION: action}}
