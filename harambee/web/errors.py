"""Every refusal becomes a page here, once: no page of a slice has a `try`."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.template import loader

from harambee.access import audit
from harambee.kernel.errors import HarambeeError, Invalid, NotAllowed, NotVisible, Replayed, Stale, WrongState
from harambee.web.uploads import too_large

ANSWERS: dict[type[HarambeeError], tuple[int, str]] = {
    NotVisible: (HTTPStatus.NOT_FOUND, "404.html"),
    NotAllowed: (HTTPStatus.FORBIDDEN, "403.html"),
    WrongState: (HTTPStatus.CONFLICT, "web/errors/wrong_state.html"),
    Stale: (HTTPStatus.CONFLICT, "web/errors/stale.html"),
    Replayed: (HTTPStatus.CONFLICT, "web/errors/replayed.html"),
    Invalid: (HTTPStatus.BAD_REQUEST, "400.html"),
}
NOT_SHOWN = {"csrfmiddlewaretoken", "form_token", "version"}


class ErrorMiddleware:
    """Answers the house's errors and NUL bytes in addresses. The API answers its own errors (`/api/`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return bad_request(request)
        return whole_page_sign_in(request, self.get_response(request))

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for an error of the house; None leaves any other error to Django."""
        if not isinstance(error, HarambeeError) or request.path.startswith("/api/"):
            return None
        actor = getattr(request, "actor", None)
        if isinstance(error, NotAllowed | NotVisible):
            audit.record_refusal(actor, error)
        if isinstance(error, NotAllowed) and actor is None:
            return redirect_to_login(request.get_full_path())
        status, template = next(answer for kind, answer in ANSWERS.items() if isinstance(error, kind))
        context = {"message": error.message, "detail": error.detail, "typed": typed_fields(request)}
        if isinstance(error, Stale):
            context |= stale_context(request, error)
        return render(request, template, context, status=status)


def whole_page_sign_in(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A part of a page whose sign-in ran out: the whole page goes to sign in, not the part."""
    htmx = getattr(request, "htmx", None)
    if not htmx or response.headers.get("Location", "").split("?")[0] != resolve_url(settings.LOGIN_URL):
        return response
    sign_in = redirect_to_login(htmx.current_url_abs_path or "/").url
    return HttpResponse(headers={"HX-Redirect": sign_in})


def typed_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, so that an error page loses nothing; secrets and hidden fields of ours are left out."""
    if request.method != "POST":
        return []
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_SHOWN and "password" not in name.lower()
        for value in values
        if isinstance(value, str)
    ]


def stale_context(request: HttpRequest, error: Stale) -> dict[str, Any]:
    """Both versions side by side, and what is needed to save again over the version now in force."""
    yours, theirs = error.detail.get("yours", {}), error.detail.get("theirs", {})
    rows = [(label, yours.get(label), theirs.get(label)) for label in _union(yours, theirs)]
    return {
        "rows": [(label, mine, other, mine != other) for label, mine, other in rows],
        "version": error.detail.get("version"),
        "action": request.get_full_path(),
        "back": error.detail.get("href") or request.path,
    }


def _union(first: Iterable[str], second: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*first, *second]))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400; a body over the limit gets the page that names the limit."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: PermissionDenied | None = None) -> HttpResponse:
    """403 from Django itself."""
    return render(request, "403.html", status=HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Http404 | None = None) -> HttpResponse:
    """404 from Django itself; also for what exists and may not be known."""
    return render(request, "404.html", status=HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: drawn without the request, because what failed may be anything."""
    return HttpResponse(loader.render_to_string("500.html"), status=HTTPStatus.INTERNAL_SERVER_ERROR)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's key is too old: what was typed is shown, so that it can be copied and sent again."""
    return render(
        request,
        "403_csrf.html",
        {"reason": reason, "typed": typed_fields(request)},
        status=HTTPStatus.FORBIDDEN,
    )
