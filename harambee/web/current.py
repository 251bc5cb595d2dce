"""The request being answered, for the few places that cannot be handed it (forms, form fields)."""

from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponseBase
from django_htmx.middleware import HtmxDetails

from harambee.access.actors import Actor


class Request(HttpRequest):
    """What pages receive: Django's request, who acts (None: signed out) and what htmx asked for."""

    actor: Actor | None
    htmx: HtmxDetails


class SignedInRequest(Request):
    """A request on a page that only signed-in people reach, so somebody acts."""

    actor: Actor


_request: ContextVar[HttpRequest | None] = ContextVar("harambee_request", default=None)


def current_request() -> HttpRequest | None:
    """The request being answered now, or None in commands, jobs and plain tests."""
    return _request.get()


class CurrentRequestMiddleware:
    """Remembers the request while it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = _request.set(request)
        try:
            return self.get_response(request)
        finally:
            _request.reset(token)
