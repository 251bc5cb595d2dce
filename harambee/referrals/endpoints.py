"""Referrals over the API: the same queries and commands as the pages."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field

from harambee.access.audit import record_read
from harambee.access.states import Category
from harambee.referrals import commands, queries
from harambee.referrals.models import Referral
from harambee.referrals.states import State
from harambee.web.api import (
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

router = Router(tags=["referrals"])
MOST_LISTED = 1_000

type Urgency = Literal["emergency", "urgent", "routine"]
type DeclineReason = Literal["capacity", "not_eligible", "area", "documents", "other"]
type Need = Literal[
    "counselling",
    "health_care",
    "education",
    "shelter",
    "legal_aid",
    "family_support",
    "livelihood",
    "documentation",
    "protection",
    "other",
]


class ReferralShown(Shown):
    """A referral: the minimum before acceptance, the answer, the outcome. The case is read by itself."""

    id: UUID
    reference: str
    version: int
    state: str
    case_id: UUID
    from_organization: str
    to_organization: str
    service_id: UUID
    service: str
    need: str
    urgency: str
    reason: str
    child_age_band: str
    child_sex: str
    area: str
    opens: list[str]
    consent_ended: bool
    due: datetime
    sent_at: datetime
    answered_at: datetime | None
    answer_note: str
    decline_reason: str
    outcome: str
    outcome_why: str
    closed_at: datetime | None
    previous_id: UUID | None


class ReferralDone(Done):
    """Which referral was written, and where it stands now."""

    state: str


class SendReferralGiven(Given):
    """What is asked of a service, on a consent or a legal duty."""

    service_id: UUID
    need: Need
    urgency: Urgency
    reason: str = Field(max_length=2_000)
    consent_id: UUID | None = None
    legal_duty: Line = ""


class AcceptReferralGiven(Given):
    """Who leads (you, where nobody is named), and a word for the sender."""

    lead_post_id: UUID | None = None
    note: str = Field("", max_length=2_000)
    version: Version | None = None


class DeclineReferralGiven(Given):
    """Why not."""

    reason: DeclineReason
    note: str = Field(max_length=2_000)
    version: Version | None = None


class WaitlistReferralGiven(Given):
    """What the child waits for, and when the answer is looked at again."""

    note: str = Field(max_length=2_000)
    until: date | None = None
    version: Version | None = None


class StartReferralGiven(Given):
    """The work has begun."""

    version: Version | None = None


class RecordOutcomeGiven(Given):
    """What came of it."""

    outcome: Literal["needs_met", "partly", "not_met"]
    why: str = Field(max_length=2_000)
    version: Version | None = None


class CancelReferralGiven(Given):
    """Why it is taken back."""

    why: str = Field(max_length=2_000)
    version: Version | None = None


class RerouteReferralGiven(Given):
    """Where to send the same request, and on what ground; reason and urgency stay where none is given."""

    service_id: UUID
    urgency: Urgency | None = None
    reason: str = Field("", max_length=2_000)
    consent_id: UUID | None = None
    legal_duty: Line = ""
    version: Version | None = None


def shown(referral: Referral, lapsed: set[UUID]) -> dict[str, Any]:
    """The referral as the API shows it."""
    fields = (
        "id", "reference", "version", "case_id", "service_id", "need", "urgency", "reason", "child_age_band",
        "child_sex", "due", "sent_at", "answered_at", "answer_note", "decline_reason", "outcome",
        "outcome_why", "closed_at", "previous_id",
    )  # fmt: skip
    return {name: getattr(referral, name) for name in fields} | {
        "state": State(referral.state).name.lower(),
        "from_organization": referral.from_organization.name,
        "to_organization": referral.to_organization.name,
        "service": referral.service.name,
        "area": referral.area.code if referral.area else "",
        "opens": [str(one.name).lower() for one in Category if one in referral.opens],
        "consent_ended": referral.pk in lapsed,
    }


def done(referral: Referral) -> dict[str, Any]:
    """What a write answers."""
    return {
        "id": referral.pk,
        "reference": referral.reference,
        "version": referral.version,
        "state": State(referral.state).name.lower(),
    }


@router.get("/referrals", **reads("referral.read", list[ReferralShown]))
@paginate(Page)
def list_referrals(
    request: SignedInRequest, tab: Literal["waiting", "in_work", "sent", "closed"] = "waiting"
) -> object:
    """One of your lists: waiting for you, in work, sent by you, closed. What is due first stands first."""
    rows = queries.queue(request.actor, queries.Tab(tab), limit=MOST_LISTED)
    lapsed = queries.lapsed(request.actor, rows)
    return [shown(row, lapsed) for row in rows]


@router.get("/cases/{uuid:case_id}/referrals", **reads("referral.read", list[ReferralShown]))
@paginate(Page)
def list_case_referrals(request: SignedInRequest, case_id: UUID) -> object:
    """The referrals of one case that you may see, the newest first."""
    rows = queries.of_case(request.actor, case_id)
    for row in rows:
        record_read(request.actor, "referral.read", row)
    lapsed = queries.lapsed(request.actor, rows)
    return [shown(row, lapsed) for row in rows]


@router.get("/referrals/{uuid:referral_id}", **reads("referral.read", ReferralShown))
def read_referral(request: SignedInRequest, referral_id: UUID) -> dict[str, Any]:
    """One referral."""
    found = queries.referral(request.actor, referral_id)
    record_read(request.actor, "referral.read", found)
    return shown(found, queries.lapsed(request.actor, [found]))


@router.post("/cases/{uuid:case_id}/referrals", **writes("referral.send", ReferralDone, status=201))
def send_referral(request: SignedInRequest, case_id: UUID, given: SendReferralGiven) -> dict[str, Any]:
    """Refer the child of a case to another organization's service."""
    return done(commands.send_referral(request.actor, case_id, **given.model_dump()))


@router.post("/referrals/{uuid:referral_id}/accept", **writes("referral.accept", ReferralDone))
def accept_referral(
    request: SignedInRequest, referral_id: UUID, given: AcceptReferralGiven
) -> dict[str, Any]:
    """Your organization takes responsibility and names who leads."""
    return done(commands.accept_referral(request.actor, referral_id, **given.model_dump()))


@router.post("/referrals/{uuid:referral_id}/decline", **writes("referral.decline", ReferralDone))
def decline_referral(
    request: SignedInRequest, referral_id: UUID, given: DeclineReferralGiven
) -> dict[str, Any]:
    """Say no, with a reason."""
    return done(commands.decline_referral(request.actor, referral_id, **given.model_dump()))


@router.post("/referrals/{uuid:referral_id}/waitlist", **writes("referral.waitlist", ReferralDone))
def waitlist_referral(
    request: SignedInRequest, referral_id: UUID, given: WaitlistReferralGiven
) -> dict[str, Any]:
    """Put the child on the waiting list."""
    return done(commands.waitlist_referral(request.actor, referral_id, **given.model_dump()))


@router.post("/referrals/{uuid:referral_id}/start", **writes("referral.start", ReferralDone))
def start_referral(request: SignedInRequest, referral_id: UUID, given: StartReferralGiven) -> dict[str, Any]:
    """Say that the work has begun."""
    return done(commands.start_referral(request.actor, referral_id, **given.model_dump()))


@router.post("/referrals/{uuid:referral_id}/return", **writes("referral.return", ReferralDone))
def return_referral(
    request: SignedInRequest, referral_id: UUID, given: DeclineReferralGiven
) -> dict[str, Any]:
    """Give an accepted referral back, with a reason."""
    return done(commands.return_referral(request.actor, referral_id, **given.model_dump()))


@router.post("/referrals/{uuid:referral_id}/outcome", **writes("referral.record_outcome", ReferralDone))
def record_outcome(request: SignedInRequest, referral_id: UUID, given: RecordOutcomeGiven) -> dict[str, Any]:
    """Say whether the need was met and why; this closes the referral."""
    return done(commands.record_outcome(request.actor, referral_id, **given.model_dump()))


@router.post("/referrals/{uuid:referral_id}/cancel", **writes("referral.cancel", ReferralDone))
def cancel_referral(
    request: SignedInRequest, referral_id: UUID, given: CancelReferralGiven
) -> dict[str, Any]:
    """Take back what your organization sent."""
    return done(commands.cancel_referral(request.actor, referral_id, **given.model_dump()))


@router.post("/referrals/{uuid:referral_id}/reroute", **writes("referral.reroute", ReferralDone, status=201))
def reroute_referral(
    request: SignedInRequest, referral_id: UUID, given: RerouteReferralGiven
) -> dict[str, Any]:
    """Send the same request to another service; answers the new referral."""
    asked = given.model_dump() | {"urgency": given.urgency or ""}
    return done(commands.reroute_referral(request.actor, referral_id, **asked))
