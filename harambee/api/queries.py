"""Every read of the API's own tables."""

import hashlib
from dataclasses import replace
from uuid import UUID

from django.db.models import QuerySet

from harambee.access.actors import Actor, actor_for
from harambee.access.gate import one, visible
from harambee.api.models import ApiToken
from harambee.api.states import covers
from harambee.kernel import clock


def own_tokens(actor: Actor) -> QuerySet[ApiToken]:
    """The actor's own tokens, the newest first, revoked and expired ones too."""
    return visible(actor, ApiToken).filter(user_id=actor.user_id).select_related("post__organization")


def token(actor: Actor, token_id: UUID) -> ApiToken:
    """One token to look at or to revoke. Raises NotVisible."""
    return one(actor, ApiToken, token_id)


def digest_of(secret: str) -> str:
    """What is kept of a token's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def token_with(secret: str) -> ApiToken | None:
    """The token that counts now and has this secret. No actor is asked for: this is how one gets known."""
    return (
        ApiToken.objects.filter(
            digest=digest_of(secret), revoked_at__isnull=True, expires__gt=clock.now(), user__is_active=True
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
