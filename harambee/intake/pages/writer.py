"""Who writes a report, and where what they typed is kept between two pages.

Signed-in people have one draft each, found again wherever they sign in. Everybody else writes through the
public door; their draft can be read only with the key in a cookie of their own browser.
"""

from base64 import urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass
from uuid import UUID

from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from harambee.access.actors import Actor, service_actor
from harambee.intake import commands, queries
from harambee.intake.models import Answers
from harambee.intake.states import KEPT_FOR_PUBLIC

COOKIE = "report_draft"
COOKIE_PATH = "/report"


@dataclass
class Writer:
    """Who writes (`actor`), the key of their draft, the draft if there is one, and what it holds."""

    actor: Actor
    key: str
    draft_id: UUID | None
    answers: Answers

    @property
    def is_public(self) -> bool:
        """Whether the writer came through the public door."""
        return self.actor.is_service

    @property
    def has_typed(self) -> bool:
        """Whether anything is kept of a report that has not been sent."""
        return any(any(values) for step in self.answers.steps.values() for values in step.values())

    def keep(self, step: str, typed: dict[str, list[str]]) -> None:
        """Put away what was typed on one page."""
        self.answers.steps[step] = typed
        draft = commands.keep_draft(self.actor, answers=self.answers, key=self.key, draft_id=self.draft_id)
        self.draft_id = draft.pk

    def remember(self, response: HttpResponse) -> HttpResponse:
        """Give the browser of a public writer what finds and opens their draft."""
        if self.is_public and self.draft_id is not None:
            response.set_cookie(
                COOKIE,
                f"{self.draft_id}.{self.key}",
                max_age=int(KEPT_FOR_PUBLIC.total_seconds()),
                path=COOKIE_PATH,
                httponly=True,
                samesite="Lax",
                secure=bool(settings.SESSION_COOKIE_SECURE),
            )
        return response


def writer_of(request: HttpRequest) -> Writer:
    """The writer behind a request. A login without a post writes through the public door like everybody."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is not None and actor.post is not None:
        key = own_key(actor)
        return _writer(actor, key, queries.draft(actor, key))
    door = service_actor("public-door")
    draft_id, key = _from_cookie(request.COOKIES.get(COOKIE, ""))
    return _writer(door, key, queries.draft(door, key, draft_id) if draft_id else None)


def _writer(actor: Actor, key: str, found: queries.OpenDraft | None) -> Writer:
    if found is None:
        return Writer(actor, key, None, Answers())
    return Writer(actor, key, found.draft.pk, found.answers)


def own_key(actor: Actor) -> str:
    """The key of a signed-in person's draft, derived from the installation's secret."""
    secret = salted_hmac("harambee.intake.draft", str(actor.user_id), algorithm="sha256").digest()
    return urlsafe_b64encode(secret).decode()


def _from_cookie(value: str) -> tuple[UUID | None, str]:
    """The draft and the key that a cookie names; a fresh key where it names none that could be right."""
    draft_id, _dot, key = value.partition(".")
    try:
        Fernet(key)
        return UUID(draft_id), key
    except (ValueError, Error):
        return None, Fernet.generate_key().decode()
