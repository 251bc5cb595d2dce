"""Who may see and do what in access itself, and the standard duties' names."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.access.gate import Verdict, granted, rule, scope
from harambee.access.models import Area, AuditEvent, Grant, Notice, Organization, Post, User, WorklistRow
from harambee.access.states import UserKind

OF_THE_SYSTEM = _("This is a service of the system, not a person. It is installed with the system.")

# The standard duties. Which actions each carries is said beside each rule, in the slices' policies.
STANDARD_DUTIES = {
    "case_worker": _("Case worker"),
    "supervisor": _("Supervisor"),
    "intake": _("Intake worker"),
    "referral_intake": _("Referral intake worker"),
    "team_member": _("Team member of another agency"),
    "reporter": _("Mandated reporter"),
    "coordinator": _("Partnership coordinator"),
    "planner": _("Planner"),
    "administrator": _("Administrator"),
    "auditor": _("Auditor"),
    "guest": _("Guest"),
    "service": _("Service of the system"),
}
# Pairs that one person may not hold in one post, with the reason shown.
INCOMPATIBLE_DUTIES = (
    (
        "administrator",
        "auditor",
        _("Who changes the settings may not also be the one who checks the record of it."),
    ),
)


@scope(Area, Organization)
def places_and_organizations(actor: Actor) -> Q:
    """Areas and organizations are public knowledge among partners."""
    return Q()


@scope(User)
def colleagues(actor: Actor) -> Q:
    """People of one's own organization; administrators see everyone."""
    if actor.may("user.manage"):
        return Q()
    return Q(posts__organization_id=actor.organization_id) | Q(pk=actor.user_id)


@scope(Post)
def posts(actor: Actor) -> Q:
    """Who works where is known among partners, because teams are built from it."""
    return Q()


@scope(Grant, WorklistRow, Notice)
def own_rows(actor: Actor) -> Q:
    """What is granted to, due for or told to the actor's own post and desks."""
    return Q(principal__in=actor.principals)


@scope(AuditEvent)
def events(actor: Actor) -> Q:
    """What happened under a record open to the actor, in its categories; everything for an auditor."""
    if actor.may("audit.read"):
        return Q()
    return granted(actor, "root_id", "subject_id", category="category")


def always(actor: Actor, subject: Any) -> Verdict:
    """The permission alone decides."""
    return True


rule("organization.add", duties={"administrator", "coordinator", "loader"})(always)
rule("organization.change", duties={"administrator", "coordinator", "loader"})(always)
rule("area.add", duties={"administrator"})(always)
rule("duty.edit", duties={"administrator"})(always)
rule("audit.read", duties={"auditor"})(always)
rule("audit.verify", duties={"auditor", "administrator"})(always)
rule("exclusion.add", duties={"supervisor", "administrator"})(always)


@rule("user.manage", duties={"administrator"})
def may_manage_user(actor: Actor, user: Any) -> Verdict:
    """Administrators manage people, but nobody gives themselves duties, and nobody becomes a service."""
    if getattr(user, "kind", UserKind.HUMAN) != UserKind.HUMAN:
        return OF_THE_SYSTEM
    if user is not None and getattr(user, "pk", None) == actor.user_id:
        return _("You cannot change your own posts and duties. Ask another administrator.")
    return True


rule("user.disable", duties={"administrator"})(may_manage_user)
rule("post.give", duties={"administrator"})(may_manage_user)


@rule("user.reset_password", duties={"administrator"})
def may_reset_password(actor: Actor, user: Any) -> Verdict:
    """Administrators let people in again; the system's own services have no password."""
    return user.kind == UserKind.HUMAN or OF_THE_SYSTEM


@rule("post.end", duties={"administrator"})
def may_end_post(actor: Actor, post: Any) -> Verdict:
    """Administrators end posts, but not their own: the last administrator must not lock everyone out."""
    if post.user.kind != UserKind.HUMAN:
        return OF_THE_SYSTEM
    if post.user_id == actor.user_id:
        return _("You cannot end your own post. Ask another administrator.")
    return True


@rule("post.switch", anyone=True)
def may_switch_post(actor: Actor, post: Any) -> Verdict:
    """One switches only between one's own posts."""
    return bool(post is not None and post.user_id == actor.user_id)


@rule("notice.see", anyone=True)
def may_mark_seen(actor: Actor, notice: Any) -> Verdict:
    """A notice is put away by whom it was told to."""
    return bool(notice is None or notice.principal in actor.principals)
