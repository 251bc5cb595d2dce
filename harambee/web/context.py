"""What every template knows: who acts, the navigation, the theme."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from harambee.access.actors import current_posts
from harambee.web import navigation

THEME_COOKIE = "theme"
THEMES = ("auto", "light", "dark")


def theme_of(request: HttpRequest) -> str:
    """The chosen theme; anything unknown in the cookie counts as "as the device says"."""
    chosen = request.COOKIES.get(THEME_COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"


def web(request: HttpRequest) -> dict[str, Any]:
    """`actor`, `navigation`, `posts` (for the post switcher) and `theme`."""
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "navigation": SimpleLazyObject(lambda: navigation.shown_to(actor, request)),
        "posts": SimpleLazyObject(lambda: current_posts(actor.user) if actor is not None else []),
        "theme": theme_of(request),
    }
