"""Every refusal as `application/problem+json` (RFC 9457). The system's inside never shows in one."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DataError, IntegrityError
from django.http import Http404, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError, HttpError, ValidationError

from harambee.kernel.errors import HarambeeError, Invalid, NotAllowed, NotVisible, Replayed, Stale, WrongState

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
DOCS = "/api/v1/docs"
STATUS: dict[type[HarambeeError], HTTPStatus] = {
    NotVisible: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    WrongState: HTTPStatus.CONFLICT,
    Stale: HTTPStatus.CONFLICT,
    Replayed: HTTPStatus.CONFLICT,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
}


class Refused(Exception):
    """An answer of the API itself, before any command: `status`, a `code` of its own, plain words."""

    def __init__(self, status: int, code: str, detail: str, **headers: str) -> None:
        super().__init__(code)
        self.status, self.code, self.detail = status, code, detail
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def problem(
    status: int,
    code: str,
    detail: str = "",
    *,
    headers: Mapping[str, str] | None = None,
    **members: Any,
) -> HttpResponse:
    """A problem document; `code` is for programs and stable; `detail` says what to do."""
    content = {
        "type": f"{DOCS}#problem-{code}",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "code": code,
        "detail": detail,
        **members,
    }
    return JsonResponse(content, status=status, content_type=MEDIA_TYPE, headers=dict(headers or {}))


def from_status(status: int, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """The problem for an answer that Django or a layer outside gave without words of ours."""
    if status not in [*HTTPStatus]:
        status = HTTPStatus.INTERNAL_SERVER_ERROR
    words = {
        HTTPStatus.NOT_FOUND: ("not_found", _("There is nothing at this address.")),
        HTTPStatus.METHOD_NOT_ALLOWED: ("method_not_allowed", _("This address takes no such method.")),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("too_large", _("The body is too large.")),
        HTTPStatus.BAD_REQUEST: ("unreadable", _("The request cannot be read.")),
        HTTPStatus.FORBIDDEN: ("forbidden", _("This is not allowed.")),
    }
    code, detail = words.get(HTTPStatus(status), ("error", _("This did not work. Try again later.")))
    return problem(status, code, detail, headers=headers)


def from_error(error: Exception) -> HttpResponse:
    """The problem for an exception; one that nobody foresaw is logged and answered with a bare 500."""
    match error:
        case HarambeeError():
            return _from_rule(error)
        case ValidationError():
            return _from_validation(error)
        case Refused():
            return problem(error.status, error.code, error.detail, headers=error.headers)
        case AuthenticationError():
            return unknown_caller()
        case HttpError():
            return _from_ninja(error)
        case RequestDataTooBig():
            return from_status(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        case Http404():
            return from_status(HTTPStatus.NOT_FOUND)
        case PermissionDenied():
            return from_status(HTTPStatus.FORBIDDEN)
        case SuspiciousOperation() | BadRequest() | UnreadablePostError() | MultiPartParserError():
            return from_status(HTTPStatus.BAD_REQUEST)
        case DataError() | IntegrityError():
            # The endpoint let through what the database cannot hold: ours to mend, theirs to correct.
            log.error("the database refused a value", exc_info=error)
            return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", str(Invalid.default), errors=[])
    log.error("unexpected error", exc_info=error)
    return from_status(HTTPStatus.INTERNAL_SERVER_ERROR)


def unknown_caller() -> HttpResponse:
    """401: no token, or none that counts. The same words for each reason: nothing can be tried out."""
    return problem(
        HTTPStatus.UNAUTHORIZED,
        "unknown_caller",
        _("Send a valid token: Authorization: Bearer …"),
        headers={"WWW-Authenticate": 'Bearer realm="harambee"'},
    )


def _from_rule(error: HarambeeError) -> HttpResponse:
    status = next(status for kind, status in STATUS.items() if isinstance(error, kind))
    members: dict[str, Any] = {}
    if isinstance(error, Stale):
        members = {side: _plain(error.detail.get(side, {})) for side in ("yours", "theirs")}
        members["version"] = error.detail.get("version")
    if isinstance(error, Invalid):
        members["errors"] = [
            {"in": "body", "field": str(field), "message": str(message)}
            for field, messages in error.detail.get("fields", {}).items()
            for message in messages
        ]
    return problem(status, error.code, str(error.message), **members)


def _plain(values: Mapping[Any, Any]) -> dict[str, str | None]:
    return {str(label): None if value is None else str(value) for label, value in values.items()}


def _from_validation(error: ValidationError) -> HttpResponse:
    errors = []
    for one in error.errors:
        place, *path = one.get("loc") or ("body",)
        if place == "body":
            path = path[1:]  # the name of the function's parameter, which no sender knows
        errors.append(
            {"in": str(place), "field": ".".join(map(str, path)), "message": str(one.get("msg", ""))}
        )
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", str(Invalid.default), errors=errors)


def _from_ninja(error: HttpError) -> HttpResponse:
    # The parser's reason, where the body could not be read at all.
    reason = error.__cause__ if isinstance(error.__cause__, Refused) else None
    if reason is not None:
        return problem(reason.status, reason.code, reason.detail)
    return from_status(error.status_code)


def too_many(wait: int) -> HttpResponse:
    """429, with the seconds to wait in `Retry-After`."""
    return problem(
        HTTPStatus.TOO_MANY_REQUESTS,
        "too_many_requests",
        _("Too many requests in this minute. Wait, then go on."),
        headers={"Retry-After": str(wait)},
    )
