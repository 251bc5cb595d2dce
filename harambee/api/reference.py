"""The API's own words for people: what a token may be allowed, and the description as a page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.access.gate import RULES
from harambee.web.api import ACTION

if TYPE_CHECKING:
    from harambee.api.mounting import HouseAPI

type Text = str | Promise

PROBLEMS: dict[str, Text] = {
    "unreadable": _("400. The request or its body cannot be read."),
    "bad_idempotency_key": _("400. The Idempotency-Key is not 16 to 200 letters and digits."),
    "unknown_caller": _("401. No token, or one that is unknown, has expired or was revoked."),
    "not_allowed": _("403. You may not do this, or the token’s scopes do not reach it."),
    "csrf": _("403. A write with a browser’s session came without its CSRF token."),
    "not_visible": _("404. There is no such record, or none that you can see."),
    "not_found": _("404. There is nothing at this address."),
    "method_not_allowed": _("405. The address takes other methods; see Allow."),
    "wrong_state": _("409. The record’s state has no such step now."),
    "stale": _("409. Someone else changed the record; “yours” and “theirs” hold both versions."),
    "replayed": _("409. The same form was sent before."),
    "too_large": _("413. The body is over the limit."),
    "not_json": _("415. The body is not application/json."),
    "invalid": _("422. Something that was given cannot be right; “errors” names each field."),
    "idempotency_key_reused": _("422. The Idempotency-Key was used for another request."),
    "too_many_requests": _("429. Too many requests in this minute; wait as long as Retry-After says."),
    "error": _("500. Something failed on our side. Nothing was changed."),
}


@dataclass(frozen=True)
class Field:
    """One parameter, or one member of a body."""

    name: str
    place: str
    kind: str
    required: bool
    words: str


@dataclass(frozen=True)
class Described:
    """One operation."""

    name: str
    method: str
    path: str
    summary: str
    action: str
    fields: list[Field]
    body: str
    answer: str
    status: str


def scopes_for(actor: Actor, api: "HouseAPI") -> dict[str, Text]:
    """What this person can let a token do, with a hint for each: reading first, then thing by thing."""
    actions: dict[str, str] = {}
    for operation in api.operations():
        action = (operation.openapi_extra or {})[ACTION]
        if action.endswith(".read") or action not in RULES or RULES[action].anyone or actor.may(action):
            actions.setdefault(action, (operation.description or operation.summary).splitlines()[0])
    found: dict[str, Text] = {"*.read": _("Read whatever you can see.")}
    for thing in sorted({action.partition(".")[0] for action in actions}):
        about = {action: words for action, words in sorted(actions.items()) if action.startswith(f"{thing}.")}
        if len(about) > 1:
            found[f"{thing}.*"] = _("Everything of this kind, also what is added later.")
        found |= about
    return found


def groups(schema: Mapping[str, Any]) -> dict[str, list[Described]]:
    """The operations by the part of the system that they belong to."""
    found: dict[str, list[Described]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            for tag in operation.get("tags") or ["other"]:
                found.setdefault(tag, []).append(_described(path, method, operation))
    return dict(sorted(found.items()))


def _described(path: str, method: str, operation: Mapping[str, Any]) -> Described:
    status, success = next(
        (code, one) for code, one in operation["responses"].items() if str(code).startswith("2")
    )
    body = _schema_in(operation.get("requestBody", {}))
    answer = _schema_in(success)
    return Described(
        name=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation.get("description") or operation["summary"],
        action=operation.get(ACTION, ""),
        fields=[
            Field(one["name"], one["in"], kind_of(one["schema"]), one["required"], one.get("description", ""))
            for one in operation["parameters"]
        ],
        body=kind_of(body) if body else "",
        answer=kind_of(answer) if answer else "",
        status=str(status),
    )


def _schema_in(carrier: Mapping[str, Any]) -> Mapping[str, Any]:
    contents: Mapping[str, Any] = carrier.get("content", {})
    return next((one["schema"] for one in contents.values()), {})


def bodies(schema: Mapping[str, Any]) -> dict[str, list[Field]]:
    """The members of each body and answer."""
    return {
        name: [
            Field(key, "", kind_of(value), key in one.get("required", []), value.get("description", ""))
            for key, value in one.get("properties", {}).items()
        ]
        for name, one in sorted(schema["components"]["schemas"].items())
        if one.get("properties")
    }


def kind_of(schema: Mapping[str, Any]) -> str:
    """A member's type in a few words: `string (uuid)`, `list of ChildGiven`, `"accept" | "decline"`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "enum" in schema or "const" in schema:
        return " | ".join(f'"{one}"' for one in schema.get("enum", [schema.get("const")]))
    for several in ("anyOf", "allOf", "oneOf"):
        if several in schema:
            return " | ".join(dict.fromkeys(kind_of(one) for one in schema[several]))
    kind = schema.get("type", "anything")
    if isinstance(kind, list):
        return " | ".join(kind)
    if kind == "array":
        return f"list of {kind_of(schema.get('items', {}))}"
    return f"{kind} ({schema['format']})" if "format" in schema else str(kind)
