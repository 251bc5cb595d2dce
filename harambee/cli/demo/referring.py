"""One referral of a child, from sending to where it stands: each side acts as itself."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from harambee.cli.demo.county import Given, Person
from harambee.cli.demo.texts import words
from harambee.referrals import commands as referrals
from harambee.referrals.states import ANSWER_WITHIN, REMIND_AFTER, Urgency

if TYPE_CHECKING:
    from harambee.cli.demo.casework import Casework

BY_LAW = {"child_interview", "investigation", "safe_house", "host_families"}
# What a health centre is asked for most, whatever else the child needs.
CHECK_UP = ("child_clinic", "A general examination is due; the last one was more than a year ago.")


@dataclass(frozen=True)
class Course:
    """How a referral goes: how many days it takes from sending until it stands so (at least, at most)."""

    name: str
    days: tuple[int, int]
    is_open: bool = False


WAITING, LATE = Course("waiting", (0, 1), True), Course("late", (6, 9), True)
WAITLISTED, ACCEPTED = Course("waitlisted", (3, 12), True), Course("accepted", (1, 6), True)
IN_PROGRESS, REROUTED = Course("in_progress", (5, 14), True), Course("rerouted", (3, 5), True)
MET, PARTLY = Course("needs_met", (12, 40)), Course("partly", (12, 40))
NOT_MET, DECLINED = Course("not_met", (12, 40)), Course("declined", (1, 3))
RETURNED, CANCELLED = Course("returned", (6, 20)), Course("cancelled", (1, 5))
FIRST_STEPS = (WAITING, WAITLISTED, LATE)
AT_WORK = (
    WAITING, IN_PROGRESS, WAITLISTED, ACCEPTED, REROUTED, RETURNED, DECLINED, MET, CANCELLED, LATE,
    PARTLY, NOT_MET,
)  # fmt: skip
ALL_OVER = (MET, CANCELLED, MET, DECLINED, PARTLY, MET, NOT_MET, RETURNED)
EMERGENCIES = (
    (
        timedelta(minutes=70),
        "A deep cut in the foot since this morning, not cleaned yet. The aunt is on the way.",
    ),
    (timedelta(hours=6), "High fever for two days and now very sleepy. A neighbour can bring the child."),
)
REASONS = ("capacity", "not_eligible", "area", "documents", "other")


@dataclass
class Referring:
    """One referral. `services` are the one asked, and the one asked next where it is sent on."""

    casework: "Casework"
    course: Course
    services: list[Given]
    reason: str
    sent: int
    took: int
    turn: int
    referral_id: UUID = field(init=False)

    @property
    def urgency(self) -> Urgency:
        """How soon an answer is needed."""
        grave = self.casework.child.situation.risk == 3 and self.course is not LATE
        return Urgency.URGENT if grave else Urgency.ROUTINE

    @property
    def receiver(self) -> Person:
        """Who answers at the organization that is asked."""
        found = self.casework.county.answering(self.services[0].agency)
        assert found is not None
        return found

    def write(self) -> None:
        """Put everything that happens to it into the diary."""
        self._on(0, 3, lambda: self._send(self.services[0]))
        steps: dict[Course, Callable[[], None]] = {
            WAITING: self._stay,
            LATE: self._stay,
            WAITLISTED: lambda: self._answer(self._waitlist),
            DECLINED: lambda: self._answer(self._decline),
            CANCELLED: lambda: self._on(1, 4, self._cancel),
            REROUTED: self._send_on,
        }
        steps.get(self.course, self._be_accepted)()

    def _on(self, days: int, step: int, act: Callable[[], object]) -> None:
        self.casework.at(self.sent + days, step, act)

    def _answer(self, act: Callable[[], object]) -> None:
        self._on(1, 0, act)

    def _send(self, service: Given) -> None:
        casework = self.casework
        by_law = service.offer.key in BY_LAW
        self.referral_id = referrals.send_referral(
            casework.lead.actor,
            casework.case_id,
            service_id=service.id,
            need=service.offer.needs[0],
            urgency=self.urgency,
            reason=casework.voice(self.reason),
            consent_id=None if by_law else casework.consent_id,
            legal_duty=words()["law"][1] if by_law else "",
        ).pk

    def _stay(self) -> None:
        """Nobody answers: the clock reminds, and when the time is over tells both sides."""
        within = ANSWER_WITHIN[self.urgency]
        clock = self.casework.county.service("clock")
        self._later(within * REMIND_AFTER, lambda: referrals.remind_referral(clock, self.referral_id))
        self._later(within, lambda: referrals.escalate_referral(clock, self.referral_id))

    def _later(self, after: timedelta, act: Callable[[], object]) -> None:
        moment: datetime = self.casework.day(self.sent, 3) + after + timedelta(minutes=1)
        self.casework.diary.note(moment, act)

    def _waitlist(self) -> None:
        note = self._say("waitlisted")
        referrals.waitlist_referral(self.receiver.actor, self.referral_id, note=note)

    def _decline(self) -> None:
        reason = REASONS[self.turn % len(REASONS)]
        note = words()["referral"]["declined"][reason]
        referrals.decline_referral(self.receiver.actor, self.referral_id, reason=reason, note=note)

    def _cancel(self) -> None:
        referrals.cancel_referral(self.casework.lead.actor, self.referral_id, why=self._say("cancelled"))

    def _send_on(self) -> None:
        """The first organization declines, the sender asks the next one."""
        self._answer(self._decline)
        service = self.services[-1]
        by_law = service.offer.key in BY_LAW

        def send_on() -> None:
            referrals.reroute_referral(
                self.casework.lead.actor,
                self.referral_id,
                service_id=service.id,
                consent_id=None if by_law else self.casework.consent_id,
                legal_duty=words()["law"][1] if by_law else "",
            )

        self._on(2, 5, send_on)

    def _be_accepted(self) -> None:
        self._answer(self._accept)
        receiver = self.receiver.actor
        if self.course is ACCEPTED:
            return
        self._on(2, 7, lambda: referrals.start_referral(receiver, self.referral_id))
        if self.course is RETURNED:
            note = words()["referral"]["declined"]["other"]
            self._on(
                self.took, 0,
                lambda: referrals.return_referral(receiver, self.referral_id, reason="other", note=note),
            )  # fmt: skip
        elif self.course is not IN_PROGRESS:
            self._on(self.took, 0, self._record_outcome)

    def _accept(self) -> None:
        referrals.accept_referral(self.receiver.actor, self.referral_id, note=self._say("accepted"))

    def _record_outcome(self) -> None:
        why = self._say(f"outcome_{self.course.name}")
        referrals.record_outcome(self.receiver.actor, self.referral_id, outcome=self.course.name, why=why)

    def _say(self, occasion: str) -> str:
        said: list[str] = words()["referral"][occasion]
        return said[self.turn % len(said)]


def plan(
    casework: "Casework", courses: tuple[Course, ...], turn: int, earliest: int, until: int
) -> Referring | None:
    """A referral that goes the way whose turn it is, sent after `earliest`, with nothing after `until`.

    None where no organization gives what the child needs, or the time is too short for any way.
    """
    course = courses[turn % len(courses)]
    least, most = course.days
    if course is WAITING and casework.child.situation.risk < 3:
        most = 3
    if until - earliest < least:
        course, least, most = WAITING, 0, 1
        if until < earliest or course not in courses:
            return None
    took = casework.roll.randint(least, min(most, until - earliest))
    sent = until - took if course.is_open else earliest + casework.roll.randint(0, until - earliest - took)
    services, reason = _asked(casework, turn, 2 if course is REROUTED else 1)
    return Referring(casework, course, services, reason, sent, took, turn) if services else None


def _asked(casework: "Casework", turn: int, many: int) -> tuple[list[Given], str]:
    """As many organizations that could help, the nearest first, and what they are asked for."""
    child, county = casework.child, casework.county
    wishes = [*child.situation.referrals, CHECK_UP]
    start = turn % len(wishes)
    age = child.age(county.today.date())
    for key, reason in wishes[start:] + wishes[:start]:
        found = [one for one in county.giving(key, child.subcounty) if one.agency != child.agency]
        if len(found) >= many and found[0].offer.suits(age):
            return found[:many], reason
    return [], ""


def emergencies(caseworks: list["Casework"]) -> None:
    """At the first health centre today: one emergency asked just now, one that nobody answered in time."""
    going = [one for one in caseworks if one.child.ending == "in_progress" and one.child.subcounty == 1]
    for casework, (ago, reason) in zip(going, EMERGENCIES, strict=False):
        _emergency(casework, casework.diary.end - ago, reason)


def _emergency(casework: "Casework", moment: datetime, reason: str) -> None:
    county, diary = casework.county, casework.diary
    service = next(one for one in county.giving("child_clinic", 1))
    sent: list[UUID] = []

    def send() -> None:
        made = referrals.send_referral(
            casework.lead.actor,
            casework.case_id,
            service_id=service.id,
            need="health_care",
            urgency=Urgency.EMERGENCY,
            reason=reason,
            legal_duty=words()["law"][1],
        )
        sent.append(made.pk)

    within, clock = ANSWER_WITHIN[Urgency.EMERGENCY], county.service("clock")
    diary.note(moment, send)
    diary.note(moment + within * REMIND_AFTER, lambda: referrals.remind_referral(clock, sent[0]))
    diary.note(moment + within, lambda: referrals.escalate_referral(clock, sent[0]))
