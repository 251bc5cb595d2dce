"""Pages of the kit itself: Today (or the public front page), search, more, the theme, the gallery."""

from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from harambee.web import gallery as samples
from harambee.web.context import THEME_COOKIE, THEMES
from harambee.web.current import Request
from harambee.web.search import cleaned, search
from harambee.web.today import sections_for

ONE_YEAR = 365 * 24 * 3600


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """What waits for the person who opened it; signed out, the public front page."""
    actor = cast(Request, request).actor
    if actor is None:
        return render(request, "web/front.html")
    return render(request, "web/today.html", {"sections": sections_for(actor), "now": timezone.localtime()})


@require_safe
@login_required
def search_page(request: HttpRequest) -> HttpResponse:
    """Results for `?q=`, grouped by kind; htmx asks for the results alone."""
    asked = cast(Request, request)
    text = cleaned(request.GET.get("q", ""))
    groups = search(asked.actor, text) if asked.actor is not None else []
    template = "web/search.html#results" if asked.htmx else "web/search.html"
    return render(request, template, {"search_text": text, "groups": groups})


@require_safe
@login_required
def more(request: HttpRequest) -> HttpResponse:
    """Everything that has no place in the bottom bar of a phone."""
    return render(request, "web/more.html")


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep light, dark or "as the device" in a cookie, and go back."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(THEME_COOKIE, theme, max_age=ONE_YEAR, samesite="Lax", httponly=True)
    return response


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component with its states. `?dir=rtl` shows it in Arabic direction."""
    if not settings.DEBUG and not request.user.is_authenticated:
        raise Http404
    return render(request, "web/gallery.html", samples.context(rtl=request.GET.get("dir") == "rtl"))
