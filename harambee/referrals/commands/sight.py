"""Parts of the commands: what each side sees at each step, given and ended with the step itself."""

from uuid import UUID

from django.db.models import Q

from harambee.access.actors import Actor
from harambee.access.commands import Sight, desk_for, end_basis, give_sight, schedule
from harambee.access.models import Desk, Post
from harambee.access.queries import holds, service_post
from harambee.access.states import Basis, Category, Level, SubjectKind
from harambee.cases import commands as cases
from harambee.cases import queries as case_queries
from harambee.referrals.models import Referral
from harambee.referrals.states import OPEN, WAITING, State


def receiving_desk(referral: Referral) -> Desk:
    """Where the receiving organization answers referrals."""
    return desk_for(referral.to_organization_id, "referral_intake")


def open_to_both_sides(actor: Actor, referral: Referral) -> None:
    """What sending opens: the referral's row to the receiving desk, to the sender and to the clock.

    Where a consent is the basis, a grant on the row stands on it as well. It opens nothing more, ends with
    the consent, and so shows either side that the case may be opened no longer.
    """
    desk = receiving_desk(referral)
    open_to_receiver(actor, referral, desk)
    open_to_sender(actor, referral)
    _open_row(actor, referral, service_post("clock"), Basis.REFERRAL, referral.pk, listed=False)
    if referral.consent_id is not None:
        agreed = Sight(SubjectKind.REFERRAL, referral.pk, referral.case_id, referral.opens, Level.KNOW)
        give_sight(
            actor,
            desk,
            [agreed],
            basis=Basis.CONSENT,
            basis_id=referral.consent_id,
            until=referral.shared_until,
        )


def open_to_receiver(actor: Actor, referral: Referral, to: Post | Desk) -> None:
    """Open the referral's own row, which is the minimum, to somebody of the receiving organization."""
    _open_row(actor, referral, to, Basis.REFERRAL, referral.pk)


def open_to_sender(actor: Actor, referral: Referral) -> None:
    """Open the row to the actor as a member of the team, and to the supervisors, while they see the case."""
    assert actor.post is not None
    member = case_queries.team(actor, referral.case_id).filter(post_id=actor.post.pk).first()
    if member is not None:
        _open_row(actor, referral, actor.post, Basis.TEAM, member.pk)
    supervisors = desk_for(referral.from_organization_id, "supervisor")
    case = case_queries.case(actor, referral.case_id)
    if case.lead_organization_id == referral.from_organization_id:
        _open_row(actor, referral, supervisors, Basis.SUPERVISION, referral.case_id)


def take_up(actor: Actor, referral: Referral) -> None:
    """A colleague who has the case in hand acts on what somebody else sent: now it is theirs as well."""
    if not holds(actor, referral.pk, category=Category.PLAN, level=Level.WRITE):
        open_to_sender(actor, referral)


def _open_row(
    actor: Actor, referral: Referral, to: Post | Desk, basis: Basis, basis_id: UUID, *, listed: bool = True
) -> None:
    row = Sight(
        SubjectKind.REFERRAL,
        referral.pk,
        referral.case_id,
        Category.PLAN,
        Level.WRITE,
        status=referral.state if listed else None,
        due=referral.due,
    )
    give_sight(actor, to, [row], basis=basis, basis_id=basis_id)


def open_case(actor: Actor, referral: Referral, lead: Post) -> None:
    """Open what was fixed at sending to the desk and to whoever leads. Raises WrongState without consent."""
    cases.open_to_receiver(
        actor,
        referral.case_id,
        referral_id=referral.pk,
        desk=receiving_desk(referral),
        post=lead,
        categories=referral.shared_categories,
        basis=referral.basis,
        consent_id=referral.consent_id,
    )


def follow(actor: Actor, referral: Referral, before: int) -> None:
    """Carry a referral's new state to the lists, to the case's count and to what the receiver sees of it.

    `before` is the state that it had. The referral's own row stays readable for both sides.
    """
    schedule(referral.pk, status=referral.state, due=referral.list_due)
    if before in WAITING and referral.state not in WAITING:
        watch = Q(principal=service_post("clock").pk)
        end_basis(actor, referral.pk, reason="answered", only=watch)
    if before in OPEN and referral.state not in OPEN:
        cases.count_referral(actor, referral.case_id, -1)
        _close_case(actor, referral, before)


def _close_case(actor: Actor, referral: Referral, before: int) -> None:
    reason = f"referral {State(referral.state).name.lower()}"
    if referral.consent_id is not None:
        end_basis(actor, referral.consent_id, reason=reason, only=Q(subject_id=referral.pk))
    if before not in WAITING:
        cases.close_to_receiver(actor, referral.case_id, referral_id=referral.pk, reason=reason)
