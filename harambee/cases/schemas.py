"""What the API of cases takes and answers."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field
from pydantic import BeforeValidator, StringConstraints

from harambee.access.states import Category
from harambee.cases import queries
from harambee.cases.models import Consent, Plan
from harambee.cases.queries import CaseLine
from harambee.cases.states import Risk, State
from harambee.web.api import Code, Given, Line, Prose, Shown, Version

type CategoryName = Literal[
    "identity", "contact", "family", "protection", "health", "education", "legal", "livelihood", "plan",
    "narrative",
]  # fmt: skip
type StateName = Literal["registered", "assessed", "planned", "in_progress", "under_review", "closed"]
type RiskName = Literal["low", "medium", "high"]
Categories = Annotated[list[CategoryName], Field(min_length=1, max_length=10)]
Paragraph = Annotated[str, StringConstraints(max_length=1000)]
Shorter = Annotated[str, StringConstraints(max_length=500)]


def number_of(names: Iterable[str]) -> int:
    """The kinds of information as the one number that grants use."""
    return sum({int(Category[name.upper()]) for name in names})


def names_of(categories: Any) -> list[str]:
    """The kinds of information as words."""
    if isinstance(categories, int):
        return [str(one.name).lower() for one in Category if one in Category(categories)]
    return list(categories)


Kinds = Annotated[list[str], BeforeValidator(names_of)]


class CaseLineShown(Shown):
    """A case in a list. `name` and `risk` are empty where they are not open to you."""

    id: UUID = Field(alias="case.pk")
    reference: str = Field(alias="case.reference")
    name: str
    state: str
    risk: str
    review_due: date | None = Field(alias="case.review_due")
    area_code: str = Field(alias="case.area.code")
    lead_post_id: UUID = Field(alias="case.lead_id")
    lead_organization_id: UUID = Field(alias="case.lead_organization_id")
    version: int = Field(alias="case.version")

    @staticmethod
    def resolve_state(line: CaseLine) -> str:
        """The state as a word."""
        return State(line.case.state).name.lower()

    @staticmethod
    def resolve_risk(line: CaseLine) -> str:
        """The risk as a word."""
        return Risk(line.case.risk).name.lower() if line.shows_risk else ""


class CaseShown(CaseLineShown):
    """A case, and which kinds of information about it you may read and write."""

    reads: Kinds
    writes: Kinds
    opened_at: datetime = Field(alias="case.opened_at")
    closed_at: datetime | None = Field(alias="case.closed_at")
    close_reason: str = Field(alias="case.close_reason")
    open_referrals: int = Field(alias="case.open_referrals")

    @staticmethod
    def resolve_reads(line: CaseLine, context: dict[str, Any]) -> int:
        """What the caller may read."""
        return int(queries.seen_and_written(context["request"].actor, line.case)[0])

    @staticmethod
    def resolve_writes(line: CaseLine, context: dict[str, Any]) -> int:
        """What the caller may write."""
        return int(queries.seen_and_written(context["request"].actor, line.case)[1])


class TeamMemberShown(Shown):
    """Someone on the team; family members have no post."""

    id: UUID
    name: str
    role: str
    post_id: UUID | None
    organization_id: UUID | None
    categories: Kinds
    starts: datetime
    left_at: datetime | None


class ConsentShown(Shown):
    """What the family agreed to."""

    id: UUID
    given_by_name: str
    given_as: str
    organization_ids: list[UUID]
    categories: Kinds
    purpose: str
    how: str
    starts: date
    expires: date | None
    withdrawn_at: datetime | None
    in_force: bool
    version: int

    @staticmethod
    def resolve_organization_ids(consent: Consent) -> list[UUID]:
        """The organizations it names."""
        return [one.organization_id for one in consent.named.all()]


class GoalShown(Shown):
    """A goal, in whose words."""

    id: UUID
    words: str
    whose: str


class PlanActionShown(Shown):
    """One thing to be done."""

    id: UUID
    what: str
    owner_id: UUID
    goal_id: UUID | None
    service_id: UUID | None
    due: date
    state: str
    remark: str
    version: int


class PlanShown(Shown):
    """One version of the plan."""

    id: UUID
    number: int
    state: str
    starts: date
    goals: list[GoalShown]
    actions: list[PlanActionShown]
    version: int

    @staticmethod
    def resolve_goals(plan: Plan) -> list[Any]:
        """Its goals."""
        return list(plan.goals.all())

    @staticmethod
    def resolve_actions(plan: Plan) -> list[Any]:
        """Its actions."""
        return list(plan.actions.all())


class NoteShown(Shown):
    """A note, as it was written."""

    id: UUID
    kind: str
    category: Kinds
    text: str
    addendum_to_id: UUID | None
    written_at: datetime
    written_by: str = Field(alias="written_by.name")


class HappeningShown(Shown):
    """One thing that happened, in words."""

    number: int
    action: str
    title: str
    said: str
    by: str
    organization: str
    at: datetime


class SeesShown(Shown):
    """One line of "who can see this, and why"."""

    who: str = Field(alias="reason.who")
    organization: str = Field(alias="reason.organization")
    categories: list[str] = Field(alias="reason.categories")
    level: str = Field(alias="reason.level")
    basis: str = Field(alias="reason.basis")
    because: str
    since: datetime = Field(alias="reason.since")
    until: datetime | None = Field(alias="reason.until")
    opened: int = Field(alias="reason.opened")


class OpenCaseGiven(Given):
    """The child, as far as known, and where; from an accepted report where `report_id` is given."""

    names: list[Line] = Field(min_length=1, max_length=20)
    sex: Literal["female", "male", "other", "unknown"] = "unknown"
    birth: date | None = None
    birth_precision: Literal["exact", "month", "year", "unknown"] = "unknown"
    age_years: int | None = Field(None, ge=0, le=25)
    area_code: Code
    lead_post_id: UUID | None = None
    report_id: UUID | None = None
    report_child_id: UUID | None = None


class AssignLeadGiven(Given):
    """Who leads from now on."""

    post_id: UUID
    version: Version | None = None


class JoinTeamGiven(Given):
    """A worker by `post_id` with a basis, or someone of the family by `name`."""

    role: Code
    post_id: UUID | None = None
    name: Line = ""
    categories: list[CategoryName] = Field(default_factory=list, max_length=10)
    basis: Literal["team", "consent", "legal_duty"] = "team"
    consent_id: UUID | None = None
    law: Line = ""
    writes: bool = True


class LeaveTeamGiven(Given):
    """Why someone leaves."""

    reason: Line = ""


class GiveConsentGiven(Given):
    """What the family agreed to."""

    given_by_name: Line = Field(min_length=1)
    given_as: Literal["caregiver", "child", "guardian"]
    organization_ids: list[UUID] = Field(min_length=1, max_length=100)
    categories: Categories
    purpose: Paragraph = Field(min_length=1)
    how: Literal["signature", "thumbprint", "spoken"]
    witness: Line = ""
    language: Annotated[str, StringConstraints(max_length=35)] = ""
    expires: date | None = None


class WithdrawConsentGiven(Given):
    """What the family said; they owe nobody a reason."""

    reason: Shorter = ""
    version: Version | None = None


class AssessCaseGiven(Given):
    """What was found, and the risk decided on."""

    signs: list[Code] = Field(default_factory=list, max_length=20)
    risk: RiskName
    reason: Prose = Field(min_length=1)
    strengths: Prose = ""
    needs: Prose = ""
    version: Version | None = None


class GoalOfPlanGiven(Given):
    """A goal, and in whose words it is."""

    words: Paragraph = Field(min_length=1)
    whose: Literal["child", "family", "team"] = "family"


class WritePlanGiven(Given):
    """The first goals of a plan."""

    starts: date
    goals: list[GoalOfPlanGiven] = Field(default_factory=list, max_length=50)
    version: Version | None = None


class AddActionGiven(Given):
    """One thing to be done, by whom and until when."""

    what: Shorter = Field(min_length=1)
    owner_id: UUID
    due: date
    goal_id: UUID | None = None
    service_id: UUID | None = None


class CompleteActionGiven(Given):
    """What happened."""

    remark: Paragraph = ""
    version: Version | None = None


class DropActionGiven(Given):
    """Why it is not done."""

    reason: Paragraph = Field(min_length=1)
    version: Version | None = None


class AddNoteGiven(Given):
    """A note of one kind of information, or an addendum to one."""

    text: Prose = Field(min_length=1)
    kind: Literal["visit", "call", "meeting", "observation", "other"] = "other"
    category: CategoryName = "narrative"
    addendum_to: UUID | None = None


class ReviewCaseGiven(Given):
    """What a review found and decided."""

    summary: Prose = Field(min_length=1)
    decision: Literal["continue", "close"]
    version: Version | None = None


class CloseCaseGiven(Given):
    """Why the case ends."""

    reason: Code
    version: Version | None = None


class ReopenCaseGiven(Given):
    """Why the case is taken up again."""

    reason: Paragraph = Field(min_length=1)
    version: Version | None = None


class CaseVersionGiven(Given):
    """The version that was seen."""

    version: Version | None = None
