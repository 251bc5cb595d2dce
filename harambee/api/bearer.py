"""Who holds a token: the one read that no actor can be asked for, because it is how one gets known."""

import hashlib
from dataclasses import replace

from django.db.models import F, Q

from harambee.access.actors import Actor, actor_for
from harambee.api.models import ApiToken
from harambee.api.states import covers
from harambee.kernel import clock


def digest_of(secret: str) -> str:
    """What is kept of a token's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def token_with(secret: str) -> ApiToken | None:
    """The token that counts now and has this secret.

    One made before the user's present password does not count: whoever knew the former one may have made it.
    """
    password = Q(user__password_since__isnull=True) | Q(user__password_since__lte=F("created_at"))
    return (
        ApiToken.objects.filter(
            password,
            digest=digest_of(secret),
            revoked_at__isnull=True,
            expires__gt=clock.now(),
            user__is_active=True,
        )
        .select_related("user")
        .first()
    )


def actor_of(token: ApiToken) -> Actor | None:
    """The token's user in its post, with no permission beyond the scopes; None once the post has ended."""
    actor = actor_for(token.user, token.post_id)
    if actor.post_id != token.post_id:
        return None
    reached = frozenset(action for action in actor.permissions if covers(token.scopes, action))
    return replace(actor, permissions=reached)
