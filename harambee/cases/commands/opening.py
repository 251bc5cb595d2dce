"""Opening a case for a child, and naming who leads it."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from harambee.access import queries as access
from harambee.access.actors import Actor
from harambee.access.commands import Sight, desk_for, end_principal, give_sight, lend_sight
from harambee.access.gate import authorize, command, record
from harambee.access.models import Area, Post
from harambee.access.states import Basis, Category, Level, SubjectKind
from harambee.cases import notices, queries
from harambee.cases.commands import answers
from harambee.cases.models import Case, TeamMember
from harambee.cases.states import Role, State
from harambee.intake import commands as intake
from harambee.kernel import clock
from harambee.kernel.errors import WrongState
from harambee.kernel.ids import uuid7
from harambee.people import commands as people

EVERYTHING = Category.everything()


@dataclass(frozen=True)
class ChildGiven:
    """The child as far as known when the case is opened."""

    names: Sequence[str]
    sex: str = "unknown"
    birth: date | None = None
    birth_precision: str = "unknown"
    age_years: int | None = None


@command("case.open")
def open_case(
    actor: Actor,
    *,
    child: ChildGiven,
    area_code: str,
    lead_post_id: UUID | None = None,
    report_id: UUID | None = None,
    report_child_id: UUID | None = None,
) -> Case:
    """Open a case for a child, led by a worker of the actor's organization; the report becomes part of it.

    Of a report on several children, `report_child_id` is the one that this case is for.

    Whoever opens it for somebody else does not see it afterwards, unless their duty is to supervise.
    Raises NotAllowed, NotVisible, Invalid, WrongState.
    """
    authorize(actor, "case.open")
    lead = access.post(actor, lead_post_id or actor.post_id)  # type: ignore[arg-type]  # the rule asks for a post
    authorize(actor, "case.open", lead)
    case = _new_case(actor, lead, _area(area_code), report_id)
    supervisors = desk_for(lead.organization_id, "supervisor")
    member = _lead_member(case, lead)
    with _sight_to_write(actor, case, {lead.pk, supervisors.pk}):
        give_sight(actor, lead, _all(case), basis=Basis.TEAM, basis_id=member.pk)
        give_sight(actor, supervisors, _all(case), basis=Basis.SUPERVISION, basis_id=case.pk)
        people.add_person(
            actor,
            person_id=case.child_id,
            root_id=case.pk,
            names=child.names,
            sex=child.sex,
            birth=child.birth,
            birth_precision=child.birth_precision,
            age_years=child.age_years,
        )
        case.save(force_insert=True)
        member.save(force_insert=True)
        if report_id is not None:
            intake.link_report_to_case(actor, report_id, case_id=case.pk, child_id=report_child_id)
        notices.tell_members({lead.pk} - {actor.post_id}, "case.open", case.pk)
        record(actor, "case.open", case)
    return case


def _new_case(actor: Actor, lead: Post, area: Area, report_id: UUID | None) -> Case:
    case = Case(
        child_id=uuid7(),
        lead_organization_id=lead.organization_id,
        lead=lead,
        area=area,
        report_id=report_id,
        opened_at=clock.now(),
        opened_by_id=actor.user_id,
        state=State.IDENTIFIED,
    )
    case.move_by("case.open")
    answers.set_clock(case)
    return case


def _area(code: str) -> Area:
    area = access.area_with_code(code)
    if area is None:
        raise answers.wrong(
            "area_code", _("There is no area with this code. Choose one from the list of areas.")
        )
    return area


def _lead_member(case: Case, lead: Post) -> TeamMember:
    return TeamMember(
        case=case,
        post=lead,
        organization_id=lead.organization_id,
        role=Role.LEAD,
        categories=int(EVERYTHING),
        level=Level.WRITE,
        basis=Basis.TEAM,
        starts=clock.now(),
    )


def _all(case: Case) -> list[Sight]:
    """Everything about the case and its child, to be written."""
    return [
        Sight(SubjectKind.CASE, case.pk, case.pk, EVERYTHING, Level.WRITE, int(case.state), case.due),
        Sight(SubjectKind.PERSON, case.child_id, case.pk, EVERYTHING, Level.WRITE),
    ]


def _sight_to_write(actor: Actor, case: Case, given: set[UUID]) -> AbstractContextManager[None]:
    """Nothing for those who will see the case anyway; for others (the intake desk) sight while they write."""
    if given & set(actor.principals):
        return nullcontext()
    sights = [Sight(one.kind, one.subject_id, one.root_id, one.categories, one.level) for one in _all(case)]
    return lend_sight(actor, sights, basis=Basis.REPORT, basis_id=case.report_id or case.pk)


@command("case.assign_lead")
def assign_lead(actor: Actor, case_id: UUID, *, post_id: UUID, version: int | None = None) -> Case:
    """Give the case to another worker of the lead organization; the one before loses sight of it at once.

    Raises NotVisible, NotAllowed, WrongState, Invalid, Stale.
    """
    case = queries.case_for_update(actor, case_id)
    authorize(actor, "case.assign_lead", case)
    case.must_be_open()
    lead = access.post(actor, post_id)
    if lead.organization_id != case.lead_organization_id:
        raise answers.wrong(
            "post_id", _("The lead worker must belong to the organization that leads the case.")
        )
    if lead.pk == case.lead_id:
        raise WrongState(_("This person leads the case already."))
    label = str(_("Lead worker"))
    answers.refuse_stale(
        case.version, version, yours={label: lead.user.name}, theirs={label: case.lead.user.name}
    )
    for member in queries.team(actor, case_id).filter(post_id__in=[case.lead_id, lead.pk]):
        end_principal(actor, member.post_id, case.pk, reason="new lead worker")  # type: ignore[arg-type]
        member.left_at, member.left_by_id, member.left_reason = clock.now(), actor.user_id, "new lead worker"
        member.save(update_fields=["left_at", "left_by", "left_reason"])
    before, case.lead = case.lead_id, lead
    member = _lead_member(case, lead)
    give_sight(actor, lead, _all(case), basis=Basis.TEAM, basis_id=member.pk)
    member.save(force_insert=True)
    answers.save_case(case, "lead")
    notices.tell_members([before, lead.pk], "case.assign_lead", case.pk)
    record(actor, "case.assign_lead", case, member=str(member.pk))
    return case
