"""Reporting a concern, screening the report, joining it to a case."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.access.commands import Sight, desk_for, give_sight, lend_sight, schedule
from harambee.access.gate import authorize, command, one, record
from harambee.access.models import Area, Desk, Organization, Post
from harambee.access.queries import desk_serving
from harambee.access.states import Basis, Category, Level, SubjectKind
from harambee.intake import notices
from harambee.intake.commands.given import (
    ChildGiven,
    Problems,
    checked_area,
    checked_capacity,
    checked_children,
    checked_concerns,
    checked_story,
)
from harambee.intake.models import Report, ReportChild, Reporter, Screening
from harambee.intake.states import (
    LONGEST_NAME,
    LONGEST_NOTE,
    LONGEST_REASON,
    OPEN_CASE_WITHIN,
    Decision,
    State,
    screen_within,
)
from harambee.kernel import clock
from harambee.kernel.errors import Invalid, Stale

NO_OFFICE = _("No office receives reports here yet. Call the police or the child helpline instead.")


@command("report.submit")
def report_concern(
    actor: Actor,
    *,
    area_code: str = "",
    concerns: Sequence[str] = (),
    what_happened: str,
    children: Sequence[ChildGiven] = (),
    reporter_name: str = "",
    reporter_capacity: str = "",
    reporter_contact: str = "",
    is_anonymous: bool = False,
    immediate_danger: bool = False,
    whereabouts: str = "",
    organization_id: UUID | None = None,
) -> Report:
    """Take in a report of concern and lay it before the desk serving the area, or of `organization_id`.

    The one who reports keeps sight of its state only; through the public door, not even that.
    Raises Invalid (with `fields`), NotAllowed.
    """
    authorize(actor, "report.submit")
    problems = Problems()
    area = checked_area(problems, area_code)
    given = {
        "concerns": checked_concerns(problems, concerns),
        "what_happened": checked_story(problems, what_happened),
        "whereabouts": problems.text("whereabouts", whereabouts, LONGEST_NOTE, lines=True),
        "immediate_danger": immediate_danger,
    }
    reporter = _reporter(problems, reporter_name, reporter_capacity, reporter_contact, is_anonymous)
    named = checked_children(problems, children)
    desk = _receiving_desk(problems, area, organization_id)
    problems.check()
    report = _new_report(actor, area, desk.organization, given)
    reporter.report = report
    desks = _lay_before_desks(actor, report, desk, [reporter, *_rows(report, named)])
    notices.tell_desks(desks, report.pk)
    record(actor, "report.submit", report, danger=immediate_danger, organization=str(desk.organization_id))
    return report


def _reporter(problems: Problems, name: str, capacity: str, contact: str, is_anonymous: bool) -> Reporter:
    """Who reports. What an anonymous reporter typed about themselves before is not kept."""
    return Reporter(
        name="" if is_anonymous else problems.text("reporter_name", name, LONGEST_NAME),
        contact="" if is_anonymous else problems.text("reporter_contact", contact, LONGEST_NAME),
        capacity=checked_capacity(problems, capacity),
        is_anonymous=is_anonymous,
    )


def _receiving_desk(problems: Problems, area: Area | None, organization_id: UUID | None) -> Desk:
    if organization_id is None:
        found = desk_serving(area, "intake")
    else:
        found = Desk.objects.filter(
            organization_id=organization_id, duty__code="intake", organization__is_active=True
        ).first()
        if found is None:
            problems.add(
                "organization_id",
                _("This organization takes in no reports. Choose another, or leave it empty."),
            )
    problems.check()
    if found is None:
        raise Invalid(NO_OFFICE)
    return found


def _new_report(actor: Actor, area: Area | None, organization: Organization, given: dict[str, Any]) -> Report:
    report = Report(
        area=area,
        organization=organization,
        reporter_post=None if actor.is_service else actor.post,
        received_by=actor.user,
        **given,
    )
    report.move("submit")
    report.due = report.received_at + screen_within(report.immediate_danger)
    return report


def _rows(report: Report, named: list[ChildGiven]) -> list[ReportChild]:
    return [
        ReportChild(
            report=report,
            number=number,
            name=child.name,
            sex=child.sex,
            age_years=child.age_years,
            birth=child.birth,
            note=child.note,
        )
        for number, child in enumerate(named)
    ]


def _lay_before_desks(
    actor: Actor, report: Report, desk: Desk, beside: list[Reporter | ReportChild]
) -> list[UUID]:
    """Write the report, open to the desk and its supervisors; the writer's sight ends with the writing."""
    whole = _sight(report, Category.everything(), Level.WRITE)
    on_list = Sight(
        whole.kind, report.pk, report.pk, whole.categories, whole.level, status=report.state, due=report.due
    )
    desks = {
        desk: Basis.LEGAL_DUTY,
        desk_for(desk.organization_id, "supervisor"): Basis.SUPERVISION,
    }
    with lend_sight(actor, [whole], basis=Basis.REPORT, basis_id=report.pk):
        for one_desk, basis in desks.items():
            give_sight(actor, one_desk, [on_list], basis=basis, basis_id=report.pk)
        for row in (report, *beside):
            row.save(force_insert=True)
    if isinstance(report.reporter_post, Post):
        own = _sight(report, Category.PROTECTION, Level.READ)
        give_sight(actor, report.reporter_post, [own], basis=Basis.REPORT, basis_id=report.pk)
    return [one_desk.pk for one_desk in desks]


def _sight(report: Report, categories: Category, level: Level) -> Sight:
    return Sight(SubjectKind.REPORT, report.pk, report.pk, categories, level)


@command("report.screen")
def screen_report(
    actor: Actor, report_id: UUID, *, decision: str, reason: str, version: int | None = None
) -> Report:
    """Decide what becomes of a received report, with the reason; the reporter learns the new state.

    Raises NotVisible, NotAllowed, WrongState (somebody decided before), Stale, Invalid.
    """
    report = one(actor, Report, report_id, lock=True)
    authorize(actor, "report.screen", report)
    problems = Problems()
    if decision not in Decision.values:
        problems.add("decision", _("Choose what happens with this report."))
    reason = problems.text("reason", reason, LONGEST_REASON, lines=True)
    if not reason and "reason" not in problems.fields:
        problems.add("reason", _("Give the reason. Whoever looks at this later must understand it."))
    problems.check()
    report.move("screen")
    _check_version(report, version, decision)
    report.move(decision)
    report.due = clock.now() + OPEN_CASE_WITHIN if report.state == State.ACCEPTED else None
    Screening.objects.create(report=report, decision=decision, reason=reason, screened_by=actor.user)
    _save(report, "state", "due")
    notices.tell_reporter(report.reporter_post_id, report.pk)
    record(actor, "report.screen", report, decision=decision)
    return report


def _check_version(report: Report, version: int | None, decision: str) -> None:
    if version is not None and version != report.version:
        raise Stale(
            yours={str(_("Decision")): Decision(decision).label},
            theirs={str(_("State")): State.RECEIVED.label},
            version=report.version,
        )


@command("report.link")
def link_report_to_case(
    actor: Actor, report_id: UUID, *, case_id: UUID, child_id: UUID | None = None
) -> Report:
    """Join an accepted report to the case that was opened for it; its team then sees what was reported.

    A report on several children is joined once for each, with `child_id`; the report itself hangs under the
    first case. Raises NotVisible, NotAllowed, WrongState.
    """
    report = one(actor, Report, report_id, lock=True)
    authorize(actor, "report.link", report)
    report.move("link")
    if report.case_id is None:
        report.case_id, report.linked_at, report.linked_by = case_id, clock.now(), actor.user
        report.due = None
        _save(report, "state", "due", "case_id", "linked_at", "linked_by")
    _link_child(actor, report, case_id, child_id)
    record(actor, "report.link", report, case=str(case_id))
    return report


def _link_child(actor: Actor, report: Report, case_id: UUID, child_id: UUID | None) -> None:
    children = list(ReportChild.objects.filter(report=report).select_for_update())
    if child_id is not None:
        child = one(actor, ReportChild, child_id)
    elif len(children) == 1:
        child = children[0]
    else:
        return
    child.case_id = case_id
    child.save(update_fields=["case_id"])


def _save(report: Report, *fields: str) -> None:
    """Save a changed report and carry its state and due time to everybody's worklist."""
    report.version += 1
    report.save(update_fields=[*fields, "version"])
    schedule(report.pk, status=report.state, due=report.due)
