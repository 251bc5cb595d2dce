"""What referrals ask of a case: counting those that are open, and opening the case to a receiver.

A receiver who accepts does not see the case before; they are lent sight only while these commands write.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.access.commands import Sight, give_sight, lend_sight
from harambee.access.gate import authorize, command, one, record, visible
from harambee.access.models import Desk, Post
from harambee.access.states import Basis, Category, Level, SubjectKind
from harambee.cases import policies
from harambee.cases.commands.consent import end_disclosure
from harambee.cases.commands.team import end_of
from harambee.cases.models import Case, Consent, Disclosure
from harambee.kernel.errors import WrongState


@contextmanager
def _to_write(actor: Actor, case_id: UUID, referral_id: UUID) -> Iterator[None]:
    if policies.writes_plan(actor, case_id):
        yield
        return
    sight = Sight(SubjectKind.CASE, case_id, case_id, Category.PLAN, Level.WRITE)
    with lend_sight(actor, [sight], basis=Basis.REFERRAL, basis_id=referral_id):
        yield


@command("case.count_referral")
def count_referral(actor: Actor, case_id: UUID, change: int) -> int:
    """Count one referral more (+1) or less (-1) as open; a case with open referrals cannot be closed.

    Returns how many are open. Raises NotAllowed, WrongState where a referral is sent from a closed case.
    """
    authorize(actor, "case.count_referral", case_id)
    with _to_write(actor, case_id, case_id):
        case = one(actor, Case, case_id, lock=True)
        if change > 0:
            case.must_be_open()
        Case.objects.filter(pk=case_id).update(open_referrals=Greatest(F("open_referrals") + change, 0))
        record(actor, "case.count_referral", case.about(Category.PLAN), change=change)
    return max(case.open_referrals + change, 0)


@command("case.open_to_receiver")
def open_to_receiver(
    actor: Actor,
    case_id: UUID,
    *,
    referral_id: UUID,
    desk: Desk,
    post: Post | None = None,
    categories: int,
    basis: int,
    consent_id: UUID | None = None,
) -> Category:
    """Open `categories` of the case and its child for reading, to the receiver's desk and to who leads there.

    On a consent only what it covers at this moment is opened: what was withdrawn since sending stays shut.
    Returns what was opened. Raises NotAllowed, WrongState where the consent counts no longer.
    """
    authorize(actor, "case.open_to_receiver", case_id)
    with _to_write(actor, case_id, referral_id):
        case = one(actor, Case, case_id)
        consent = _consent(actor, case, consent_id) if basis == Basis.CONSENT else None
        opened = Category(categories) & (consent.covers if consent else Category.everything())
        disclosure = Disclosure.objects.create(
            case=case,
            referral_id=referral_id,
            organization_id=desk.organization_id,
            categories=int(opened),
            basis=basis,
            consent=consent,
            disclosed_by_id=actor.user_id,
        )
        for principal in (desk, post):
            if principal is not None and opened:
                _give(actor, principal, case, disclosure)
        record(actor, "case.open_to_receiver", case.about(Category.PLAN), referral=str(referral_id))
    return opened


def _consent(actor: Actor, case: Case, consent_id: UUID | None) -> Consent:
    rows = visible(actor, Consent).select_for_update(of=("self",))
    consent = rows.filter(pk=consent_id, case=case).first() if consent_id else None
    if consent is None or not consent.in_force:
        raise WrongState(
            _("The family's consent counts no longer. Ask the sender to agree it with them again.")
        )
    return consent


def _give(actor: Actor, principal: Desk | Post, case: Case, disclosure: Disclosure) -> None:
    seen = Category(disclosure.categories)
    give_sight(
        actor,
        principal,
        [
            Sight(SubjectKind.CASE, case.pk, case.pk, seen, Level.READ, int(case.state), case.due),
            Sight(SubjectKind.PERSON, case.child_id, case.pk, seen, Level.READ),
        ],
        basis=Basis(disclosure.basis),
        basis_id=disclosure.pk,
        until=end_of(disclosure.consent) if disclosure.consent else None,
    )


@command("case.close_to_receiver")
def close_to_receiver(actor: Actor, case_id: UUID, *, referral_id: UUID, reason: str) -> None:
    """The referral is over: its receiver sees the case no longer. Raises NotAllowed."""
    authorize(actor, "case.close_to_receiver", case_id)
    with _to_write(actor, case_id, referral_id):
        case = one(actor, Case, case_id)
        for disclosure in visible(actor, Disclosure).filter(
            case=case, referral_id=referral_id, ended_at__isnull=True
        ):
            end_disclosure(disclosure, actor, reason)
        record(actor, "case.close_to_receiver", case.about(Category.PLAN), referral=str(referral_id))
