"""The team around the child: joining gives sight under a basis, leaving ends it in the same transaction."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harambee.access import queries as access
from harambee.access.actors import Actor
from harambee.access.commands import Sight, end_basis, exclude_person, give_sight
from harambee.access.gate import authorize, command, record
from harambee.access.models import Post
from harambee.access.states import Basis, Category, Level, SubjectKind
from harambee.cases import notices, queries
from harambee.cases.commands import answers
from harambee.cases.models import Case, Consent, TeamMember
from harambee.cases.states import FAMILY_ROLES, Role
from harambee.kernel import clock
from harambee.kernel.errors import Invalid, WrongState

BASES = {"team": Basis.TEAM, "consent": Basis.CONSENT, "legal_duty": Basis.LEGAL_DUTY}
LONGEST_NAME = 300


@command("case.join_team")
def join_team(
    actor: Actor,
    case_id: UUID,
    *,
    role: str,
    post_id: UUID | None = None,
    name: str = "",
    categories: int = 0,
    basis: str = "team",
    consent_id: UUID | None = None,
    law: str = "",
    level: int = Level.WRITE,
) -> TeamMember:
    """Add a member: a post with sight of `categories` on a basis, or someone of the family by `name`.

    `basis`: team (the lead organization's own people), consent (one in force that names their organization:
    only what it covers is opened, until it expires), legal_duty (with the `law` that requires it).
    Raises NotVisible, NotAllowed, WrongState, Invalid.
    """
    case = queries.case_for_update(actor, case_id)
    authorize(actor, "case.join_team", case)
    case.must_be_open()
    answers.choice("role", role, [one for one in Role.values if one != Role.LEAD])
    if post_id is None:
        member = _family_member(case, role, name)
    else:
        member = _worker(actor, case, role, access.post(actor, post_id), categories, level)
        _put_on_basis(actor, case, member, basis, consent_id, law)
        _open(actor, case, member)
        notices.tell_members({member.post_id} - {actor.post_id}, "case.join_team", case.pk)  # type: ignore[arg-type]
    member.save(force_insert=True)
    record(actor, "case.join_team", case, member=str(member.pk), role=role)
    return member


def _family_member(case: Case, role: str, name: str) -> TeamMember:
    given = answers.text("name", name, required=_("Give the person's name."), longest=LONGEST_NAME)
    if role not in FAMILY_ROLES | {Role.ADVOCATE, Role.OTHER}:
        raise answers.wrong("post_id", _("Choose the person who has this role, by their post."))
    return TeamMember(case=case, person_name=given, role=role, level=Level.KNOW, starts=clock.now())


def _worker(actor: Actor, case: Case, role: str, post: Post, categories: int, level: int) -> TeamMember:
    answers.choice("level", level, [Level.READ, Level.WRITE])
    if queries.team(actor, case.pk).filter(post_id=post.pk).exists():
        raise answers.wrong("post_id", _("This person is on the team already."))
    asked = answers.categories("categories", categories)
    seen, written = queries.seen_and_written(actor, case)
    if asked & ~(written if level == Level.WRITE else seen):
        raise answers.wrong(
            "categories",
            _("You cannot open to others what you do not see yourself, or let them write what you read."),
        )
    return TeamMember(
        case=case,
        post=post,
        organization_id=post.organization_id,
        role=role,
        categories=int(asked),
        level=level,
        starts=clock.now(),
    )


def _put_on_basis(
    actor: Actor, case: Case, member: TeamMember, basis: str, consent_id: UUID | None, law: str
) -> None:
    answers.choice("basis", basis, BASES)
    member.basis = BASES[basis]
    if member.basis == Basis.TEAM and member.organization_id != case.lead_organization_id:
        raise answers.wrong(
            "basis",
            _("People of other organizations join with the family's consent, or because a law requires it."),
        )
    if member.basis == Basis.LEGAL_DUTY:
        member.law = answers.text("law", law, required=_("Name the law that requires it."), longest=300)
    if member.basis == Basis.CONSENT:
        consent = _consent(actor, case, member, consent_id)
        covered = Category(member.categories) & consent.covers
        if not covered:
            raise answers.wrong("categories", _("The consent covers none of this information."))
        member.consent, member.categories, member.until = consent, int(covered), end_of(consent)


def _consent(actor: Actor, case: Case, member: TeamMember, consent_id: UUID | None) -> Consent:
    naming = queries.consents_for(actor, case.pk, member.organization_id)  # type: ignore[arg-type]
    if consent_id is not None:
        naming = naming.filter(pk=consent_id)
    # Locked, so that it cannot be withdrawn between this look and the sight given on it.
    consent = naming.select_for_update(of=("self",)).first()
    if consent is None:
        raise Invalid(
            _("No consent in force names this person's organization. Record the family's consent first."),
            fields={"consent_id": [_("No consent in force names this organization.")]},
        )
    return consent


def end_of(consent: Consent) -> datetime | None:
    """The moment from which a consent counts no longer: the end of its last day."""
    if consent.expires is None:
        return None
    return timezone.make_aware(datetime.combine(consent.expires + timedelta(days=1), time.min))


def _open(actor: Actor, case: Case, member: TeamMember) -> None:
    seen, level = Category(member.categories), Level(member.level)
    give_sight(
        actor,
        member.post,  # type: ignore[arg-type]  # workers have one
        [
            Sight(SubjectKind.CASE, case.pk, case.pk, seen, level, int(case.state), case.due),
            Sight(SubjectKind.PERSON, case.child_id, case.pk, seen, Level.READ),
        ],
        basis=Basis(member.basis),  # type: ignore[arg-type]
        basis_id=member.pk,
        until=member.until,
    )


@command("case.leave_team")
def leave_team(actor: Actor, member_id: UUID, *, reason: str = "") -> TeamMember:
    """End a membership, and with it everything that the member saw because of it. Also in a closed case.

    Raises NotVisible, NotAllowed, WrongState.
    """
    member = queries.member_for_update(actor, member_id)
    case = queries.case_for_update(actor, member.case_id)
    authorize(actor, "case.leave_team", case)
    if member.left_at is not None:
        raise WrongState(_("This person has left the team already."))
    if member.role == Role.LEAD:
        raise WrongState(_("The lead worker cannot leave. Name another lead worker first."))
    end_membership(member, actor, answers.text("reason", reason, longest=300))
    record(actor, "case.leave_team", case, member=str(member.pk))
    return member


def end_membership(member: TeamMember, actor: Actor, reason: str) -> None:
    """Part of commands: the member leaves, and every grant that stands on the membership ends."""
    end_basis(actor, member.pk, reason=reason)
    member.left_at, member.left_by_id, member.left_reason = clock.now(), actor.user_id, reason
    member.save(update_fields=["left_at", "left_by", "left_reason"])


@command("case.bar")
def bar_person(actor: Actor, case_id: UUID, *, user_id: UUID, reason: str) -> None:
    """Bar someone named in the case from all of it, the report that it began with included.

    Their duties may open the report by itself, and it says who reported them.
    Raises NotVisible, NotAllowed, Invalid.
    """
    case = queries.case(actor, case_id)
    authorize(actor, "case.bar", case)
    for root_id in (case.pk, case.report_id):
        if root_id is not None:
            exclude_person(actor, user_id, root_id=root_id, reason=reason)
    record(actor, "case.bar", case.about(Category.PROTECTION), user=str(user_id))
