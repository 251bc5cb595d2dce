"""Reading the team, consents, and who can see a case and why."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from harambee.access import queries as access
from harambee.access.actors import Actor
from harambee.access.gate import one, visible
from harambee.access.states import Category
from harambee.cases import policies
from harambee.cases.models import Case, Consent, ConsentOrganization, TeamMember
from harambee.kernel import clock
from harambee.kernel.errors import NotVisible


def team(actor: Actor, case_id: UUID, *, left: bool = False) -> QuerySet[TeamMember]:
    """The members of the team, the lead first; those who left only where asked for."""
    rows = visible(actor, TeamMember).filter(case_id=case_id).select_related("post__user", "organization")
    if not left:
        rows = rows.filter(left_at__isnull=True)
    return rows.order_by("starts", "id")


def member(actor: Actor, case_id: UUID, member_id: UUID) -> TeamMember:
    """One member of this case's team. Raises NotVisible."""
    found = team(actor, case_id, left=True).filter(pk=member_id).first()
    if found is None:
        raise NotVisible
    return found


def consent(actor: Actor, case_id: UUID, consent_id: UUID) -> Consent:
    """One consent of this case. Raises NotVisible."""
    found = consents(actor, case_id).filter(pk=consent_id).first()
    if found is None:
        raise NotVisible
    return found


def member_for_update(actor: Actor, member_id: UUID) -> TeamMember:
    """One member with their case. Raises NotVisible."""
    return one(actor, TeamMember, member_id, related=("case", "post__user"))


def consents(actor: Actor, case_id: UUID) -> QuerySet[Consent]:
    """All consents of a case, the newest first, with the organizations they name."""
    named = visible(actor, ConsentOrganization).select_related("organization")
    return (
        visible(actor, Consent)
        .filter(case_id=case_id)
        .select_related("recorded_by")
        .prefetch_related(Prefetch("named", named))
        .order_by("-recorded_at", "-id")
    )


def consents_for(actor: Actor, case_id: UUID, organization_id: UUID) -> QuerySet[Consent]:
    """The consents in force that name this organization, those that last longest first."""
    lasts = Q(expires__isnull=True) | Q(expires__gte=clock.today())
    named = visible(actor, ConsentOrganization).filter(case_id=case_id, organization_id=organization_id)
    return (
        visible(actor, Consent)
        .filter(lasts, case_id=case_id, withdrawn_at__isnull=True, pk__in=named.values("consent_id"))
        .order_by("-expires", "-recorded_at")
    )


def consent_for_update(actor: Actor, consent_id: UUID) -> Consent:
    """One consent with its case, locked where the actor may change it. Raises NotVisible."""
    rows = visible(actor, Consent).select_related("case")
    locked = rows.select_for_update(of=("self",)).filter(pk=consent_id).first()
    return locked or one(actor, Consent, consent_id, related=("case",))


def share_categories(actor: Actor, case_id: UUID, organization_id: UUID) -> Category:
    """What the family agreed to share with this organization, today."""
    shared = Category(0)
    for consent in consents_for(actor, case_id, organization_id):
        shared |= consent.covers
    return shared


def seen_and_written(actor: Actor, case: Case) -> tuple[Category, Category]:
    """The categories of this case that the actor may read, and those they may write."""
    return policies.held(actor, case)


@dataclass(frozen=True)
class Sees:
    """One line of "who can see this, and why": the grant in words, and what it stands on."""

    reason: access.Reason
    because: str


def who_can_see(actor: Actor, case_id: UUID, *, ended: bool = False) -> list[Sees]:
    """Who can see the case, exactly as the database enforces it. Raises NotVisible."""
    reasons = access.why(actor, case_id, ended=ended)
    members = {
        member.pk: member
        for member in visible(actor, TeamMember).filter(case_id=case_id).select_related("consent")
    }
    found = []
    for reason in reasons:
        member = members.get(reason.basis_id)
        because = ""
        if member is not None:
            because = member.law or (member.consent.given_by_name if member.consent else "")
        found.append(Sees(reason, because))
    return found
