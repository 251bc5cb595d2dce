"""Reports of concern over the API."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field
from pydantic import StringConstraints

from harambee.intake import commands, queries
from harambee.intake.models import Report, ReportChild
from harambee.intake.states import (
    LONGEST_NOTE,
    LONGEST_REASON,
    LONGEST_TEXT,
    MOST_CHILDREN,
    OLDEST,
    WAITING,
    State,
)
from harambee.kernel.errors import NotVisible
from harambee.web.api import (
    Code,
    Done,
    Given,
    Line,
    Page,
    Router,
    Shown,
    SignedInRequest,
    Version,
    paginate,
    reads,
    writes,
)

router = Router(tags=["reports"])

MOST_LISTED = 1_000
type StateName = Literal["received", "accepted", "linked", "referred_on", "information", "no_action"]
Story = Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]
Note = Annotated[str, StringConstraints(max_length=LONGEST_NOTE)]
Reason = Annotated[str, StringConstraints(max_length=LONGEST_REASON)]


class ReportChildGiven(Given):
    """A child as far as the reporter knows them."""

    name: Line = ""
    sex: Literal["female", "male", "other", "unknown"] = "unknown"
    age_years: int | None = Field(None, ge=0, le=OLDEST)
    birth: date | None = None
    note: Note = ""


class ReportConcernGiven(Given):
    """What was seen, said or heard. Without `organization_id` it goes to the office that serves the area."""

    what_happened: Story = Field(min_length=1)
    area_code: Code = ""
    concerns: list[Code] = Field(default_factory=list, max_length=20)
    children: list[ReportChildGiven] = Field(default_factory=list, max_length=MOST_CHILDREN)
    reporter_name: Line = ""
    reporter_capacity: Code = ""
    reporter_contact: Line = ""
    is_anonymous: bool = False
    immediate_danger: bool = False
    whereabouts: Note = ""
    organization_id: UUID | None = None


class ScreenReportGiven(Given):
    """The decision about a report, with its reason."""

    decision: Literal["accept", "refer_on", "information", "no_action"]
    reason: Reason = Field(min_length=1)
    version: Version | None = None


class ReportDoneShown(Done):
    """A written report: where it stands now."""

    state: str

    @staticmethod
    def resolve_state(report: Report) -> str:
        """The state as a word."""
        return State(report.state).name.lower()


class OwnReportShown(Shown):
    """What the one who reported learns: not whether a case was opened, so no version either."""

    id: UUID
    reference: str
    state: str

    @staticmethod
    def resolve_state(report: Report) -> str:
        """The state as a word; linked or not, the office is acting on it."""
        state = State(report.state)
        return (State.ACCEPTED if state is State.LINKED else state).name.lower()


class ReportLineShown(ReportDoneShown):
    """A report in a list."""

    immediate_danger: bool
    concerns: list[str]
    area_code: str | None
    organization_id: UUID
    received_at: datetime
    due: datetime | None

    @staticmethod
    def resolve_area_code(report: Report) -> str | None:
        """The area's code, where the reporter knew it."""
        return report.area.code if report.area else None


class ReportChildShown(Shown):
    """A child named in a report."""

    id: UUID
    name: str
    sex: str
    age_years: int | None
    birth: date | None
    note: str
    case_id: UUID | None


class ReportShown(ReportLineShown):
    """A report, as far as it is open to you. Who reported and why it was decided so the office alone sees."""

    what_happened: str
    whereabouts: str
    children: list[ReportChildShown]
    reporter_name: str
    reporter_capacity: str
    reporter_contact: str
    is_anonymous: bool
    decision: str
    decision_reason: str
    case_id: UUID | None

    @staticmethod
    def resolve_children(report: Report, context: dict[str, Any]) -> list[ReportChild]:
        """The children named, as far as they are open to the caller."""
        return queries.children(context["request"].actor, report.pk)


@router.post("/reports", **writes("report.submit", ReportDoneShown, status=201))
def report_concern(request: SignedInRequest, given: ReportConcernGiven) -> Any:
    """Report a concern about a child. You keep sight of its state."""
    told = given.model_dump(exclude={"children"})
    children = [commands.ChildGiven(**child.model_dump()) for child in given.children]
    return commands.report_concern(request.actor, children=children, **told)


@router.get("/reports", **reads("report.read", list[ReportLineShown]))
@paginate(Page)
def list_reports(request: SignedInRequest, state: StateName | None = None) -> list[Report]:
    """Reports at your desks, the most urgent first: those that wait, or those in one state."""
    states = WAITING if state is None else (State[state.upper()],)
    return queries.inbox(request.actor, states=states, limit=MOST_LISTED)


@router.get("/reports/{uuid:report_id}", **reads("report.read", ReportShown))
def read_report(request: SignedInRequest, report_id: UUID) -> Report:
    """One report that you work with. Raises 404 for the one who sent it: see `GET /my-reports`."""
    found = queries.report(request.actor, report_id)
    if not queries.works_with(request.actor, found):
        raise NotVisible
    queries.note_reading(request.actor, found)
    return found


@router.get("/my-reports", **reads("report.read", list[OwnReportShown]))
@paginate(Page)
def list_own_reports(request: SignedInRequest) -> Any:
    """What you reported, newest first: where each stands, and nothing about the child."""
    return queries.own_reports(request.actor)


@router.post("/reports/{uuid:report_id}/screen", **writes("report.screen", ReportDoneShown))
def screen_report(request: SignedInRequest, report_id: UUID, given: ScreenReportGiven) -> Report:
    """Decide what happens with a report that your office received."""
    return commands.screen_report(request.actor, report_id, **given.model_dump())
