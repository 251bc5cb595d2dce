"""Two layers around every request under `/api/`: problems outside, and inside them who asks."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from harambee.access import audit
from harambee.access.actors import acting_as
from harambee.api import bearer, problems
from harambee.api.commands import note_use
from harambee.api.limits import seconds_to_wait
from harambee.kernel.errors import NotAllowed, NotVisible

API = "/api/"


class ProblemMiddleware:
    """Answers whatever went wrong under `/api/` as a problem document, once everything has been rolled back.

    Endpoints and the code around them raise, and the transaction of the request ends with the exception. Only
    then does `process_exception` run, so that refusals are recorded in a transaction of their own. Errors
    that other layers answered with a page (an unknown address, a body too large) are said again as a problem.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(API):
            return self.get_response(request)
        response = self.get_response(request)
        if response.status_code >= 400 and response.headers.get("Content-Type") != problems.MEDIA_TYPE:
            kept = {name: response.headers[name] for name in ("Allow",) if name in response.headers}
            response = problems.from_status(response.status_code, kept)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The problem for an exception of a view under `/api/`."""
        if not request.path.startswith(API):
            return None
        if isinstance(error, NotAllowed | NotVisible):
            audit.record_refusal(getattr(request, "actor", None), error)
        return problems.from_error(error)


class TokenMiddleware:
    """Lets a bearer token say who acts, before the request's transaction begins, and counts requests.

    Puts `request.actor` (cut down to the token's scopes) and `request.api_token` (None for a signed-in user).
    A token that does not count is answered with 401 even where the same browser is signed in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(API):
            return self.get_response(request)
        actor, token = getattr(request, "actor", None), None
        if "Authorization" in request.headers:
            token = bearer.token_with(_bearer(request.headers["Authorization"]))
            actor = bearer.actor_of(token) if token else None
            if token is None or actor is None:
                return problems.unknown_caller()
            note_use(token)
        request.actor, request.api_token = actor, token  # type: ignore[attr-defined]
        if actor is not None and (wait := seconds_to_wait(token.pk if token else actor.user_id)):
            return problems.too_many(wait)
        with acting_as(actor):
            return self.get_response(request)


def _bearer(header: str) -> str:
    scheme, _space, secret = header.partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""
