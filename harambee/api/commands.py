"""Making and revoking tokens, and noting their use."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.access.gate import authorize, command, one, record
from harambee.api.bearer import digest_of
from harambee.api.models import ApiToken
from harambee.api.states import SCOPE
from harambee.kernel import clock
from harambee.kernel.errors import Invalid, WrongState
from harambee.kernel.text import clean

PREFIX = "harambee_"  # lets a scanner for leaked secrets know one when it sees it
LONGEST = timedelta(days=366)
MOST_TOKENS = 20
MOST_SCOPES = 50
NOTED_EVERY = timedelta(minutes=5)


@command("token.create")
def create_token(
    actor: Actor, *, name: str, scopes: Sequence[str], expires: datetime
) -> tuple[ApiToken, str]:
    """Make a token for oneself in the present post; returns it with its secret, which is never shown again.

    Raises NotAllowed without a post, Invalid for an empty name, unknown scopes or a time over a year.
    """
    authorize(actor, "token.create")
    assert actor.post is not None
    _check(actor, clean(name), scopes, expires)
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=actor.user,
        post=actor.post,
        name=clean(name),
        digest=digest_of(secret),
        scopes=sorted(set(scopes)),
        created_by=actor.user,
        expires=expires,
    )
    record(actor, "token.create", token, scopes=token.scopes)
    return token, secret


def _check(actor: Actor, name: str, scopes: Sequence[str], expires: datetime) -> None:
    wrong: dict[str, list[object]] = {}
    if not name or len(name) > 100:
        wrong["name"] = [_("Say in a few words what the token is for.")]
    if not scopes or len(scopes) > MOST_SCOPES or not all(SCOPE.fullmatch(one) for one in scopes):
        wrong["scopes"] = [_("Choose at least one thing that the token may do.")]
    if not clock.now() < expires <= clock.now() + LONGEST:
        wrong["expires"] = [_("Choose a day within the next year.")]
    if wrong:
        raise Invalid(fields=wrong)
    live = ApiToken.objects.filter(user=actor.user, revoked_at__isnull=True, expires__gt=clock.now())
    if live.count() >= MOST_TOKENS:
        raise Invalid(_("You have %(count)d tokens. Revoke one first.") % {"count": MOST_TOKENS})


@command("token.revoke")
def revoke_token(actor: Actor, token_id: UUID) -> ApiToken:
    """End a token at once: the next request with it is refused. Raises NotVisible, NotAllowed, WrongState."""
    token = one(actor, ApiToken, token_id, lock=True)
    authorize(actor, "token.revoke", token)
    if token.revoked_at is not None:
        raise WrongState(_("This token has been revoked already."))
    token.revoked_at, token.revoked_by = clock.now(), actor.user
    token.save(update_fields=["revoked_at", "revoked_by"])
    record(actor, "token.revoke", token)
    return token


def note_use(token: ApiToken) -> None:
    """Keep when the token was used last, to a few minutes. No command: it changes nobody's rights."""
    now = clock.now()
    stale = Q(last_used__isnull=True) | Q(last_used__lt=now - NOTED_EVERY)
    if token.last_used is None or token.last_used < now - NOTED_EVERY:
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used=now)
