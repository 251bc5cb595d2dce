"""Who asks: each request acts as its user's post; signed out, as nobody."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from harambee.access.actors import Actor, acting_as, actor_for

POST_KEY = "post"


class ActorMiddleware:
    """Puts `request.actor` (an Actor, or None when signed out) and runs the view as that actor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = self.actor_of(request)
        request.actor = actor  # type: ignore[attr-defined]
        with acting_as(actor):
            response = self.get_response(request)
        if actor is not None and not response.has_header("Cache-Control"):
            # After signing out, the button "back" must not show a child from the browser's memory.
            response["Cache-Control"] = "no-store, private"
        return response

    @staticmethod
    def actor_of(request: HttpRequest) -> Actor | None:
        """The signed-in user in the post that the session keeps."""
        if not request.user.is_authenticated:
            return None
        chosen = request.session.get(POST_KEY)
        return actor_for(request.user, UUID(chosen) if chosen else None)
