"""Every read of the API's own tables."""

from uuid import UUID

from django.db.models import QuerySet

from harambee.access.actors import Actor
from harambee.access.gate import one, visible
from harambee.api.models import ApiToken


def own_tokens(actor: Actor) -> QuerySet[ApiToken]:
    """The actor's own tokens, the newest first, revoked and expired ones too."""
    return visible(actor, ApiToken).filter(user_id=actor.user_id).select_related("post__organization")


def token(actor: Actor, token_id: UUID) -> ApiToken:
    """One token to look at or to revoke. Raises NotVisible."""
    return one(actor, ApiToken, token_id)
