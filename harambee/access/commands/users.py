"""People, their posts and duties. Nobody gives themselves a duty, and incompatible pairs are refused."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.access.commands.organizations import PlainSubject, desk_for
from harambee.access.gate import authorize, command, one, record, visible
from harambee.access.models import Duty, DutyConflict, Organization, Post, PostDuty, User
from harambee.access.models.identity import CURRENT
from harambee.kernel import clock
from harambee.kernel.errors import Invalid, NotVisible, WrongState
from harambee.kernel.text import clean


@command("user.manage")
def add_user(actor: Actor, *, email: str, name: str, password: str = "", language: str = "en") -> User:
    """Add a login for one human being. Without a password they set one by e-mail. Raises Invalid."""
    authorize(actor, "user.manage", None)
    address = clean(email).lower()
    try:
        validate_email(address)
        if password:
            validate_password(password)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages)) from error
    if User.objects.filter(email__iexact=address).exists():
        raise Invalid(
            _("There is a login with this e-mail already."), fields={"email": [_("In use already.")]}
        )
    if not clean(name):
        raise Invalid(_("Give the person's name."), fields={"name": [_("Give a name.")]})
    user = User(email=address, name=clean(name), language=language)
    user.set_password(password or None)
    user.save()
    record(actor, "user.manage", PlainSubject.of(user), change="added")
    return user


@command("user.disable")
def disable_user(actor: Actor, user_id: UUID, *, reason: str) -> User:
    """Close a login at once: the sessions end, and the database gives its posts nothing from now on."""
    user = one(actor, User, user_id, lock=True)
    authorize(actor, "user.disable", user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    record(actor, "user.disable", PlainSubject.of(user), reason=reason[:300])
    return user


@command("user.reset_password")
def reset_password(actor: Actor, user_id: UUID, *, password: str) -> User:
    """Give a person a new password, which also ends their sessions and tokens. Raises NotVisible, Invalid."""
    user = one(actor, User, user_id, lock=True)
    authorize(actor, "user.reset_password", user)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages)) from error
    user.set_password(password)
    user.save(update_fields=["password", "password_since"])
    record(actor, "user.reset_password", PlainSubject.of(user))
    return user


@command("post.give")
def give_post(
    actor: Actor,
    user_id: UUID,
    *,
    organization_id: UUID,
    duties: Sequence[str],
    title: str = "",
    area_id: UUID | None = None,
    until: datetime | None = None,
) -> Post:
    """Give a user a post at an organization with its duties. Raises Invalid for an incompatible pair."""
    user = one(actor, User, user_id)
    organization = one(actor, Organization, organization_id)
    authorize(actor, "post.give", user)
    found = _duties(duties, beside=_held(user, organization))
    post = Post.objects.create(
        user=user,
        organization=organization,
        title=clean(title),
        area_id=area_id,
        starts=clock.now(),
        until=until,
    )
    for duty in found:
        PostDuty.objects.create(post=post, duty=duty, starts=post.starts, until=until)
        desk_for(organization.pk, duty.code)
    record(
        actor, "post.give", PlainSubject.of(user), organization=str(organization.pk), duties=sorted(duties)
    )
    return post


def _held(user: User, organization: Organization) -> list[UUID]:
    """The duties that a user holds at an organization in other posts."""
    held = PostDuty.objects.filter(Q(until__isnull=True) | Q(until__gt=Now()), post__user=user)
    return list(held.filter(post__organization=organization).values_list("duty_id", flat=True))


def _duties(codes: Sequence[str], beside: Sequence[UUID]) -> list[Duty]:
    found = list(Duty.objects.filter(code__in=codes))
    unknown = set(codes) - {duty.code for duty in found}
    if unknown or not found:
        raise Invalid(_("Unknown duty: %(codes)s.") % {"codes": ", ".join(sorted(unknown)) or "–"})
    ids = [*beside, *(duty.pk for duty in found)]
    clash = DutyConflict.objects.filter(Q(one__in=ids) & Q(other__in=ids)).first()
    if clash is not None:
        raise Invalid(clash.reason)
    return found


@command("post.end")
def end_post(actor: Actor, post_id: UUID, *, reason: str) -> Post:
    """End a post: what was granted to it counts no longer from this moment. Raises NotVisible, WrongState."""
    post = one(actor, Post, post_id, lock=True)
    authorize(actor, "post.end", post)
    if post.until is not None and post.until <= clock.now():
        raise WrongState(_("This post has ended already."))
    post.until = clock.now()
    post.save(update_fields=["until"])
    PostDuty.objects.filter(CURRENT, post=post).update(until=post.until)
    record(
        actor,
        "post.end",
        PlainSubject.of(post.user),
        organization=str(post.organization_id),
        reason=reason[:300],
    )
    return post


@command("post.switch")
def switch_post(actor: Actor, post_id: UUID) -> Post:
    """Say which of one's own posts one acts in from now on; the session keeps it. Raises NotVisible."""
    post = visible(actor, Post).filter(CURRENT, pk=post_id, user_id=actor.user_id).first()
    if post is None:
        raise NotVisible
    authorize(actor, "post.switch", post)
    record(actor, "post.switch", PlainSubject.of(actor.user), organization=str(post.organization_id))
    return post
