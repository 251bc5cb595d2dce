"""What was typed when a sign-in ran out is kept for the same person in the same browser, for one hour.

A POST that is answered with "sign in first" leaves its fields in the session, encrypted with a key that
only a cookie of that browser holds. After sign-in the page shows its form filled in again. Whoever signs in
as somebody else finds nothing: the browser remembers (as a keyed hash) who was signed in last, and the fields
are dropped unless it is the same person. Files are never kept, nor passwords and codes.
"""

import json
from collections.abc import Callable
from http import HTTPStatus

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render, resolve_url
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from harambee.web.current import current_request

SESSION_KEY = "kept_form"
KEY_COOKIE = "kept"
WHO_COOKIE = "last_person"
ONE_HOUR = 3600
WHO_AGE = 30 * 24 * 3600
LARGEST = 200_000
NEVER = {"csrfmiddlewaretoken", "form_token", "credential", "code"}


def typed_before() -> QueryDict | None:
    """What was typed here before the person had to sign in again; None on every other day."""
    request = current_request()
    return getattr(request, "kept", None) if request is not None and request.method == "GET" else None


class KeptMiddleware:
    """Keeps a refused form over the sign-in and hands it back. Stands after session, user and messages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        signed_in = request.user.is_authenticated
        if signed_in and request.method == "GET" and SESSION_KEY in request.session:
            give_back(request)
        response = self.get_response(request)
        if not signed_in and request.method == "POST" and leads_to_sign_in(request, response):
            return keep(request, response)
        if signed_in:
            response = send_again(request, response)
            self._after(request, response)
        return response

    @staticmethod
    def _after(request: HttpRequest, response: HttpResponse) -> None:
        if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
            held = request.session.get(SESSION_KEY)
            if held and held["path"] == request.path:
                forget(request, response)
        if request.user.is_authenticated and not constant_time_compare(
            request.COOKIES.get(WHO_COOKIE, ""), mark_of(request.user.pk)
        ):
            _set_cookie(response, WHO_COOKIE, mark_of(request.user.pk), WHO_AGE)


def send_again(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An address that only takes a POST (a button with a note) has no page: show the fields to send."""
    typed: QueryDict | None = getattr(request, "kept", None)
    if typed is None or response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
        return response
    fields = [(name, value) for name, values in typed.lists() for value in values]
    return render(request, "web/kept.html", {"fields": fields, "action": request.get_full_path()})


def leads_to_sign_in(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the answer sends the person to the sign-in page (and they did not come from it)."""
    sign_in = resolve_url(settings.LOGIN_URL)
    location = response.headers.get("Location", "")
    return location.split("?")[0] == sign_in and not request.path.startswith(sign_in)


def keep(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Put the typed fields away and send the person to sign in, with a word about it."""
    who = request.COOKIES.get(WHO_COOKIE)
    fields = {
        name: values
        for name, values in request.POST.lists()
        if name not in NEVER and "password" not in name.lower() and not name.endswith("csrfmiddlewaretoken")
    }
    text = json.dumps(fields)
    if not who or not fields or len(text) > LARGEST:
        return response
    key = Fernet.generate_key()
    request.session[SESSION_KEY] = {
        "path": request.path,
        "who": who,
        "files": bool(request.FILES),
        "text": Fernet(key).encrypt(text.encode()).decode(),
    }
    messages.info(request, _("You were signed out. Sign in again: what you typed is kept for one hour."))
    _set_cookie(response, KEY_COOKIE, key.decode(), ONE_HOUR)
    return response


def give_back(request: HttpRequest) -> None:
    """Put what was typed on this address into `request.kept`, or drop it where it is not this person's."""
    held = request.session[SESSION_KEY]
    if not constant_time_compare(held["who"], mark_of(request.user.pk)):
        del request.session[SESSION_KEY]
        return
    if held["path"] != request.path:
        return
    try:
        text = Fernet(request.COOKIES.get(KEY_COOKIE, "").encode()).decrypt(
            held["text"].encode(), ttl=ONE_HOUR
        )
    except (InvalidToken, ValueError):
        del request.session[SESSION_KEY]
        return
    typed = QueryDict(mutable=True)
    for name, values in json.loads(text).items():
        typed.setlist(name, values)
    request.kept = typed  # type: ignore[attr-defined]
    words = _("Welcome back. What you typed is here again: check it and send it.")
    if held["files"]:
        words = f"{words} {_('Choose your files again.')}"
    messages.info(request, words)


def forget(request: HttpRequest, response: HttpResponse) -> None:
    """The form has arrived: nothing is kept any longer."""
    request.session.pop(SESSION_KEY, None)
    response.delete_cookie(KEY_COOKIE)


def mark_of(user_id: object) -> str:
    """A keyed hash of a user's id: says whether it is the same person, and nothing else."""
    return salted_hmac("harambee.web.kept", str(user_id), algorithm="sha256").hexdigest()


def _set_cookie(response: HttpResponse, name: str, value: str, age: int) -> None:
    response.set_cookie(
        name, value, max_age=age, httponly=True, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE)
    )
