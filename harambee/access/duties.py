"""Installing what is shipped: the standard duties with their permissions, the services and their desks."""

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor, acting_as, actor_for, service_email
from harambee.access.audit import write_event
from harambee.access.commands.organizations import PlainSubject
from harambee.access.gate import RULES
from harambee.access.models import Desk, Duty, DutyConflict, Organization, Post, PostDuty, User
from harambee.access.models.identity import CURRENT
from harambee.access.policies import INCOMPATIBLE_DUTIES, STANDARD_DUTIES
from harambee.access.states import OrganizationKind, Outcome, UserKind
from harambee.kernel.errors import WrongState

SYSTEM_ORGANIZATION = "Harambee"
# Each service: the duty it holds is named after it, and carries only what its rules list.
SERVICES = {
    "public-door": "public_door",
    "clock": "clock",
    "loader": "loader",
}


def permissions_of(duty: str) -> list[str]:
    """The actions that the slices' rules give to a standard duty."""
    return sorted(action for action, one in RULES.items() if duty in one.duties)


@transaction.atomic
def install_standard() -> None:
    """Bring duties, services and their desks up to this release; duties edited here stay as they are.

    Runs after each migration, as the owner: these tables hold nothing about a child.
    """
    names = {**STANDARD_DUTIES, **{code: service for service, code in SERVICES.items()}}
    for code, name in names.items():
        duty, _ = Duty.objects.get_or_create(code=code, defaults={"name": gettext(str(name))})
        wanted = permissions_of(code)
        if not duty.is_edited and duty.permissions != wanted:
            duty.permissions = wanted
            duty.save(update_fields=["permissions"])
    for one, other, reason in INCOMPATIBLE_DUTIES:
        DutyConflict.objects.get_or_create(
            one=Duty.objects.get(code=one),
            other=Duty.objects.get(code=other),
            defaults={"reason": str(reason)},
        )
    _install_services()


@transaction.atomic
def appoint_first_administrator(*, email: str, name: str, password: str, organization: str) -> Actor:
    """Appoint the administrator who appoints all others, while there is none. Raises WrongState."""
    duty = Duty.objects.get(code="administrator")
    if PostDuty.objects.filter(CURRENT, duty=duty, post__user__is_active=True).exists():
        raise WrongState(_("There is an administrator already. Ask them to add people."))
    user = User(email=email.lower(), name=name)
    user.set_password(password)
    user.save()
    home, _made = Organization.objects.get_or_create(
        name=organization, defaults={"kind": OrganizationKind.GOVERNMENT}
    )
    post = Post.objects.create(user=user, organization=home)
    PostDuty.objects.create(post=post, duty=duty)
    Desk.objects.get_or_create(organization=home, duty=duty)
    actor = actor_for(user)
    with acting_as(actor):
        write_event(actor, "administrator.appoint", PlainSubject.of(user), Outcome.DONE)
    return actor


def _install_services() -> None:
    home = Organization.objects.filter(name=SYSTEM_ORGANIZATION, parent=None).first()
    if home is None:
        home = Organization.objects.create(name=SYSTEM_ORGANIZATION, kind=OrganizationKind.GOVERNMENT)
    for service, code in SERVICES.items():
        user, made = User.objects.get_or_create(
            email=service_email(service), defaults={"name": service, "kind": UserKind.SERVICE}
        )
        if made:
            user.set_unusable_password()
            user.save(update_fields=["password"])
        duty = Duty.objects.get(code=code)
        post = Post.objects.filter(user=user, organization=home).first() or Post.objects.create(
            user=user, organization=home, title=service
        )
        PostDuty.objects.get_or_create(post=post, duty=duty, until=None)
        Desk.objects.get_or_create(organization=home, duty=duty)
