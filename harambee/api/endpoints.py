"""What the API says about itself and its caller."""

from uuid import UUID

from harambee.access.actors import Actor
from harambee.web.api import Router, Shown, SignedInRequest, reads

router = Router(tags=["api"])


class MeShown(Shown):
    """Who the caller is, in which post, and which actions that post permits within the token's scopes."""

    id: UUID
    name: str
    email: str
    post_id: UUID | None
    organization_id: UUID | None
    organization: str
    duties: list[str]
    permissions: list[str]


@router.get("/me", **reads("me.read", MeShown))
def read_me(request: SignedInRequest) -> MeShown:
    """Who you are here, and what you may do."""
    actor: Actor = request.actor
    return MeShown(
        id=actor.user_id,
        name=actor.name,
        email=actor.user.email,
        post_id=actor.post_id,
        organization_id=actor.organization_id,
        organization=actor.post.organization.name if actor.post else "",
        duties=sorted(actor.duties),
        permissions=sorted(actor.permissions),
    )
