"""The actor: a user in one post, with what the post's duties permit. Everything acts as one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from harambee.access.context import Identity, identified
from harambee.access.models import Desk, Post, PostDuty, User
from harambee.access.models.identity import CURRENT
from harambee.access.states import UserKind
from harambee.kernel.errors import NotAllowed


@dataclass(frozen=True)
class Actor:
    """Who acts: the user, the post they act in, and everything that follows from the post's duties.

    `principals` are the ids that grants can name for this actor: the post itself, then its desks.
    `permissions` are action names such as `referral.accept`.
    """

    user: User
    post: Post | None
    duties: frozenset[str]
    permissions: frozenset[str]
    principals: tuple[UUID, ...]

    @property
    def user_id(self) -> UUID:
        return self.user.pk

    @property
    def post_id(self) -> UUID | None:
        return self.post.pk if self.post else None

    @property
    def organization_id(self) -> UUID | None:
        return self.post.organization_id if self.post else None

    @property
    def name(self) -> str:
        return self.user.name

    @property
    def is_service(self) -> bool:
        return self.user.kind == UserKind.SERVICE

    @property
    def identity(self) -> Identity:
        return Identity(self.user_id, self.post_id)

    def may(self, action: str) -> bool:
        """Whether a duty of the post permits `action` at all; the gate still asks about the record."""
        return action in self.permissions


def current_posts(user: User) -> list[Post]:
    """The user's posts that count today, oldest first."""
    return list(
        Post.objects.filter(CURRENT, user=user)
        .select_related("organization", "area")
        .order_by("starts", "id")
    )


def actor_for(user: User, post_id: UUID | None = None) -> Actor:
    """The actor for `user` in the given post, or in their first one. A post that has ended does not count."""
    posts = current_posts(user)
    post = next((one for one in posts if one.pk == post_id), posts[0] if posts else None)
    if post is None or not user.is_active:
        return Actor(user, None, frozenset(), frozenset(), ())
    held = list(PostDuty.objects.filter(CURRENT, post=post).select_related("duty"))
    desks = Desk.objects.filter(
        organization_id=post.organization_id, duty__in=[one.duty_id for one in held]
    ).values_list("pk", flat=True)
    return Actor(
        user=user,
        post=post,
        duties=frozenset(one.duty.code for one in held),
        permissions=frozenset(action for one in held for action in one.duty.permissions),
        principals=(post.pk, *desks),
    )


def service_actor(code: str) -> Actor:
    """The named service (`public-door`, `clock`, `loader`) as an actor.

    Raises NotAllowed where it is not installed.
    """
    user = User.objects.filter(email=service_email(code), kind=UserKind.SERVICE, is_active=True).first()
    if user is None:
        raise NotAllowed(_("This service of the system is not set up. Run `harambee check`."))
    return actor_for(user)


def service_email(code: str) -> str:
    """The address-like name of a service; `.invalid` can never receive mail (RFC 2606)."""
    return f"{code}@service.invalid"


@contextmanager
def acting_as(actor: Actor | None) -> Iterator[None]:
    """Run a block as `actor`, so that the database sees what they may see and nothing else."""
    with identified(actor.identity if actor else Identity(None, None)):
        yield


def in_force() -> Q:
    """Condition on grants: they count at this moment."""
    return Q(ended_at__isnull=True, starts__lte=Now()) & (Q(until__isnull=True) | Q(until__gt=Now()))
