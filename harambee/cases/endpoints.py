"""Cases over the API: each read and each command, as the pages have them."""

from typing import Any
from uuid import UUID

from harambee.access.audit import record_read
from harambee.access.gate import authorize
from harambee.access.states import Category, Level
from harambee.cases import commands, queries, schemas
from harambee.cases.models import Assessment, Case, Consent, Note, Plan, PlanAction, Review, TeamMember
from harambee.cases.queries import CaseLine, Happening
from harambee.cases.schemas import number_of
from harambee.cases.states import OPEN_STATES, Risk, State
from harambee.web.api import Page, Router, SignedInRequest, paginate, reads, writes

router = Router(tags=["cases"])

MOST_LISTED = 1_000
ONE = "/cases/{uuid:case_id}"


def seen(request: SignedInRequest, case_id: UUID) -> Case:
    """The case; that it was read is written into the audit trail. Raises NotVisible, NotAllowed."""
    case = queries.case(request.actor, case_id)
    authorize(request.actor, "case.read", case)
    record_read(request.actor, "case.read", case)
    return case


@router.get("/cases", **reads("case.read", list[schemas.CaseLineShown]))
@paginate(Page)
def list_cases(request: SignedInRequest, state: schemas.StateName | None = None) -> list[CaseLine]:
    """Your cases, the one that is due first on top: the open ones, or those in one state."""
    authorize(request.actor, "case.read")
    states = [State[state.upper()]] if state else OPEN_STATES
    return queries.lines(request.actor, queries.worklist(request.actor, states=states, limit=MOST_LISTED))


@router.get(ONE, **reads("case.read", schemas.CaseShown))
def read_case(request: SignedInRequest, case_id: UUID) -> CaseLine:
    """One case, as far as it is open to you."""
    return queries.lines(request.actor, [seen(request, case_id)])[0]


@router.get(f"{ONE}/team", **reads("case.read", list[schemas.TeamMemberShown]))
@paginate(Page)
def list_team(request: SignedInRequest, case_id: UUID) -> Any:
    """Who works with the child."""
    seen(request, case_id)
    return queries.team(request.actor, case_id)


@router.get(f"{ONE}/consents", **reads("case.read", list[schemas.ConsentShown]))
@paginate(Page)
def list_consents(request: SignedInRequest, case_id: UUID) -> Any:
    """What the family agreed to."""
    seen(request, case_id)
    return queries.consents(request.actor, case_id)


@router.get(f"{ONE}/plans", **reads("case.read", list[schemas.PlanShown]))
@paginate(Page)
def list_plans(request: SignedInRequest, case_id: UUID) -> Any:
    """All versions of the plan, the newest first."""
    seen(request, case_id)
    return queries.plans(request.actor, case_id)


@router.get(f"{ONE}/notes", **reads("case.read", list[schemas.NoteShown]))
@paginate(Page)
def list_notes(request: SignedInRequest, case_id: UUID) -> Any:
    """The notes that you may read, the newest first."""
    seen(request, case_id)
    return queries.notes(request.actor, case_id)


@router.get(f"{ONE}/timeline", **reads("case.read", list[schemas.HappeningShown]))
@paginate(Page)
def list_timeline(request: SignedInRequest, case_id: UUID) -> list[Happening]:
    """What happened, the newest first."""
    seen(request, case_id)
    return queries.timeline(request.actor, case_id, limit=MOST_LISTED)


@router.get(f"{ONE}/access", **reads("case.read", list[schemas.SeesShown]))
@paginate(Page)
def list_access(request: SignedInRequest, case_id: UUID) -> Any:
    """Who can see the case, and why: exactly what the database enforces."""
    seen(request, case_id)
    return queries.who_can_see(request.actor, case_id)


@router.post("/cases", **writes("case.open", status=201))
def open_case(request: SignedInRequest, given: schemas.OpenCaseGiven) -> Case:
    """Open a case for a child, led by a worker of your organization."""
    about = given.model_dump()
    child = {name: about.pop(name) for name in ("names", "sex", "birth", "birth_precision", "age_years")}
    return commands.open_case(request.actor, child=commands.ChildGiven(**child), **about)


@router.post(f"{ONE}/lead", **writes("case.assign_lead"))
def assign_lead(request: SignedInRequest, case_id: UUID, given: schemas.AssignLeadGiven) -> Case:
    """Give the case to another worker of the lead organization."""
    return commands.assign_lead(request.actor, case_id, **given.model_dump())


@router.post(f"{ONE}/team", **writes("case.join_team", status=201))
def join_team(request: SignedInRequest, case_id: UUID, given: schemas.JoinTeamGiven) -> TeamMember:
    """Add a member to the team, with sight of what they need on its basis."""
    about = given.model_dump(exclude={"writes", "categories"})
    level = Level.WRITE if given.writes else Level.READ
    return commands.join_team(
        request.actor, case_id, categories=number_of(given.categories), level=level, **about
    )


@router.post("/team-members/{uuid:member_id}/leave", **writes("case.leave_team"))
def leave_team(request: SignedInRequest, member_id: UUID, given: schemas.LeaveTeamGiven) -> TeamMember:
    """End a membership, and everything seen because of it."""
    return commands.leave_team(request.actor, member_id, **given.model_dump())


@router.post(f"{ONE}/consents", **writes("case.give_consent", status=201))
def give_consent(request: SignedInRequest, case_id: UUID, given: schemas.GiveConsentGiven) -> Consent:
    """Record what the family agreed to."""
    about = given.model_dump(exclude={"categories"})
    return commands.give_consent(request.actor, case_id, categories=number_of(given.categories), **about)


@router.post("/consents/{uuid:consent_id}/withdraw", **writes("case.withdraw_consent"))
def withdraw_consent(
    request: SignedInRequest, consent_id: UUID, given: schemas.WithdrawConsentGiven
) -> Consent:
    """Take a consent back: whoever saw anything because of it sees it no longer."""
    return commands.withdraw_consent(request.actor, consent_id, **given.model_dump())


@router.post(f"{ONE}/assessments", **writes("case.assess", status=201))
def assess_case(request: SignedInRequest, case_id: UUID, given: schemas.AssessCaseGiven) -> Assessment:
    """Write down what was found and decide the risk."""
    about = given.model_dump(exclude={"risk"})
    return commands.assess_case(request.actor, case_id, risk=Risk[given.risk.upper()], **about)


@router.post(f"{ONE}/plans", **writes("case.write_plan", status=201))
def write_plan(request: SignedInRequest, case_id: UUID, given: schemas.WritePlanGiven) -> Plan:
    """Begin a plan as a draft."""
    goals = [commands.GoalGiven(one.words, one.whose) for one in given.goals]
    return commands.write_plan(
        request.actor, case_id, starts=given.starts, goals=goals, version=given.version
    )


@router.post("/plans/{uuid:plan_id}/goals", **writes("case.add_goal", status=201))
def add_goal(request: SignedInRequest, plan_id: UUID, given: schemas.GoalOfPlanGiven) -> Any:
    """Add a goal to a draft plan."""
    return commands.add_goal(request.actor, plan_id, **given.model_dump())


@router.post("/plans/{uuid:plan_id}/actions", **writes("case.add_action", status=201))
def add_action(request: SignedInRequest, plan_id: UUID, given: schemas.AddActionGiven) -> PlanAction:
    """Add an action to a draft plan, owned by a member of the team."""
    return commands.add_action(request.actor, plan_id, **given.model_dump())


@router.post("/plans/{uuid:plan_id}/approve", **writes("case.approve_plan"))
def approve_plan(request: SignedInRequest, plan_id: UUID, given: schemas.CaseVersionGiven) -> Plan:
    """Approve a plan that somebody else wrote."""
    return commands.approve_plan(request.actor, plan_id, version=given.version)


@router.post(f"{ONE}/start", **writes("case.start"))
def start_plan(request: SignedInRequest, case_id: UUID, given: schemas.CaseVersionGiven) -> Case:
    """Start to work on the approved plan."""
    return commands.start_plan(request.actor, case_id, version=given.version)


@router.post("/plan-actions/{uuid:action_id}/complete", **writes("case.complete_action"))
def complete_action(
    request: SignedInRequest, action_id: UUID, given: schemas.CompleteActionGiven
) -> PlanAction:
    """Mark an action as done."""
    return commands.complete_action(request.actor, action_id, **given.model_dump())


@router.post("/plan-actions/{uuid:action_id}/drop", **writes("case.drop_action"))
def drop_action(request: SignedInRequest, action_id: UUID, given: schemas.DropActionGiven) -> PlanAction:
    """Give up an action, with the reason."""
    return commands.drop_action(request.actor, action_id, **given.model_dump())


@router.post(f"{ONE}/notes", **writes("case.add_note", status=201))
def add_note(request: SignedInRequest, case_id: UUID, given: schemas.AddNoteGiven) -> Note:
    """Write a note, or an addendum to one."""
    about = given.model_dump(exclude={"category"})
    return commands.add_note(request.actor, case_id, category=Category[given.category.upper()], **about)


@router.post(f"{ONE}/reviews", **writes("case.review", status=201))
def review_case(request: SignedInRequest, case_id: UUID, given: schemas.ReviewCaseGiven) -> Review:
    """Record a review: go on, or close."""
    return commands.review_case(request.actor, case_id, **given.model_dump())


@router.post(f"{ONE}/close", **writes("case.close"))
def close_case(request: SignedInRequest, case_id: UUID, given: schemas.CloseCaseGiven) -> Case:
    """End the work with the child."""
    return commands.close_case(request.actor, case_id, **given.model_dump())


@router.post(f"{ONE}/reopen", **writes("case.reopen"))
def reopen_case(request: SignedInRequest, case_id: UUID, given: schemas.ReopenCaseGiven) -> Case:
    """Take a closed case up again."""
    return commands.reopen_case(request.actor, case_id, **given.model_dump())
