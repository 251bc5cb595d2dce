"""A limit on what one request may bring, answered in words before anything of it is stored."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

LARGEST_UPLOAD = 25 * 1024 * 1024
# A browser reads the answer only once it has sent everything, so that much is read and thrown away.
MOST_TO_DRAIN = 200 * 1024 * 1024
CHUNK = 256 * 1024


class UploadLimitMiddleware:
    """Refuses requests over 25 MB with a page that says so. Stands before whatever reads the body (CSRF)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        size = declared_size(request)
        if size <= LARGEST_UPLOAD:
            return self.get_response(request)
        drain(request, min(size, MOST_TO_DRAIN))
        return too_large(request)


def declared_size(request: HttpRequest) -> int:
    """The size that the request says it has, in bytes; nonsense counts as nothing, as in Django."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def drain(request: HttpRequest, size: int) -> None:
    """Read and drop up to `size` bytes of the body; a broken connection ends it."""
    try:
        while size > 0 and (chunk := request.read(min(CHUNK, size))):
            size -= len(chunk)
    except OSError:
        return


def too_large(request: HttpRequest) -> HttpResponse:
    """The 413 page."""
    limit = LARGEST_UPLOAD // (1024 * 1024)
    return render(request, "413.html", {"limit": limit}, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
