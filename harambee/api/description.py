"""The OpenAPI description: what operations say of themselves, completed with what they all share."""

from typing import Any

from harambee.api import idempotency, problems

INTRODUCTION = """\
Everything here is what the pages do, with the same rules: a token shows and does what its user could, as far
as its scopes reach.

Writes take an Idempotency-Key header, so that a request sent again happens once. Errors are problem documents
(RFC 9457) with a stable code. Lists take limit (at most 100) and offset.

Version 1 only ever grows: members and operations are added, never renamed or taken away. Ignore members
that you do not know. A change that would break a program becomes version 2, beside this one for a year."""

PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable; for programs."},
        "detail": {"type": "string", "description": "What to do, in the language asked for."},
        "errors": {
            "type": "array",
            "description": "One entry for each thing that cannot be right.",
            "items": {
                "type": "object",
                "required": ["in", "field", "message"],
                "properties": {
                    "in": {"type": "string"},
                    "field": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
        "yours": {"type": "object", "description": "With `stale`: what you sent, by label."},
        "theirs": {"type": "object", "description": "With `stale`: what is there now, by label."},
        "version": {"type": ["integer", "null"], "description": "With `stale`: the version now in force."},
    },
}
ALWAYS = {
    "400": "The request cannot be read.",
    "401": "No token, or none that counts.",
    "403": "You may not do this, or the token's scopes do not reach it.",
    "404": "There is nothing here that you can see.",
    "422": "Something that was given cannot be right; `errors` says what.",
    "429": "Too many requests; `Retry-After` says how many seconds to wait.",
}
OF_WRITES = {
    "409": "The record's state has no such step, or someone else changed it meanwhile.",
    "413": "The body is too large.",
    "415": "The body is not application/json.",
}
KEY_HEADER = {
    "in": "header",
    "name": idempotency.HEADER,
    "required": False,
    "description": "The same key again within 24 hours gives the same answer, and nothing happens twice.",
    "schema": {"type": "string", "pattern": idempotency.PATTERN},
}
WRITES = {"post", "put", "patch"}


def completed(schema: dict[str, Any]) -> dict[str, Any]:
    """`schema` with the problem answers of every operation and the Idempotency-Key header of every write."""
    schema["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    for methods in schema["paths"].values():
        for method, operation in methods.items():
            shared = ALWAYS | (OF_WRITES if method in WRITES else {})
            for status, words in shared.items():
                operation["responses"][status] = _problem(words)
            if method in WRITES:
                operation["parameters"] = [*operation["parameters"], KEY_HEADER]
    return schema


def _problem(words: str) -> dict[str, Any]:
    return {
        "description": words,
        "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
