"""One child's way through the county's agencies, step by step, each taken by the person whose step it is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random
from uuid import UUID

from django.utils import timezone

from harambee.access.actors import acting_as
from harambee.access.states import Category
from harambee.cases import commands as cases
from harambee.cases import queries
from harambee.cases.states import REVIEW_CLOCK, USUAL_CATEGORIES, Risk
from harambee.cli.demo import referring
from harambee.cli.demo.children import Child
from harambee.cli.demo.county import County, Person
from harambee.cli.demo.diary import Diary
from harambee.cli.demo.dice import dice
from harambee.cli.demo.referring import ALL_OVER, AT_WORK, FIRST_STEPS, Course, Referring
from harambee.cli.demo.reporting import Reporting
from harambee.cli.demo.texts import Voice, words
from harambee.intake import queries as intake

# The kind of information that a colleague of another agency writes in.
WRITES = {
    "health": Category.HEALTH,
    "education": Category.EDUCATION,
    "police": Category.PROTECTION,
    "legal": Category.LEGAL,
}
CONSENTED = Category.everything() & ~(Category.NARRATIVE | Category.LIVELIHOOD)


@dataclass
class Casework:
    """The case of one child, from the report until where it stands today."""

    county: County
    child: Child
    diary: Diary
    reporting: Reporting
    roll: Random = field(init=False)
    voice: Voice = field(init=False)
    lead: Person = field(init=False)
    supervisor: Person = field(init=False)
    team: dict[str, Person] = field(default_factory=dict)
    referrals: list[Referring] = field(default_factory=list)
    case_id: UUID = field(init=False)
    members: dict[str, UUID] = field(default_factory=dict)
    consent_id: UUID | None = None
    plan_id: UUID = field(init=False)
    todo: list[tuple[str, str, int]] = field(init=False)
    actions: list[UUID] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.roll = dice(self.county.seed, "case", self.child.number)
        self.voice = Voice(self.child.name.given, self.child.sex)
        workers = self.county.working_at(self.child.agency, "case_worker")
        # The first worker of the first office is the one who can sign in: her list is a full one.
        self.lead = workers[0] if self.roll.random() < 0.3 else self.roll.choice(workers)
        self.todo = self._todo()
        self.supervisor = self.county.working_at(self.child.agency, "supervisor")[0]

    def day(self, number: int, step: int = 0) -> datetime:
        """A moment in working hours, `number` days after the case began; `step` orders one day's steps."""
        start = timezone.localtime(self.county.today) - timedelta(days=self.child.began - number)
        return start.replace(hour=8, minute=self.child.number % 30, second=0, microsecond=0) + timedelta(
            minutes=45 * step
        )

    @property
    def last(self) -> int:
        """The number of yesterday, the last day that is wholly over."""
        return self.child.began - 1

    def at(self, number: int, step: int, act: Callable[[], object]) -> None:
        """Have something happen on a day of the case."""
        self.diary.note(self.day(number, step), act)

    def write(self) -> None:
        """Put the whole way into the diary."""
        ending = self.child.ending
        self._begin()
        if ending == "registered":
            return
        self._team()
        self.at(3, 0, lambda: self._assess(self.child.situation.risk))
        self.at(4, 0, self._visit)
        if ending == "assessed":
            return
        self.at(5, 0, self._write_plan)
        if ending == "awaiting_approval":
            return
        self.at(6, 2, lambda: cases.approve_plan(self.supervisor.actor, self.plan_id))
        if ending == "planned":
            self._refer(1, FIRST_STEPS, 7, self.last)
            return
        self.at(7, 1, lambda: cases.start_plan(self.lead.actor, self.case_id))
        {"in_progress": self._go_on, "under_review": self._review_to_close}.get(
            ending, self._come_to_an_end
        )()

    # Beginning

    def _begin(self) -> None:
        if self.child.twin or not self.child.agency.startswith("office"):
            self.at(0, 1, self._open_without_report)
        else:
            self.reporting.write(self)
        self.at(1, 1, lambda: self._join_family("caregiver", self.child.caregiver))
        if self.child.age(self.diary.end.date()) >= 10:
            self.at(1, 2, lambda: self._join_family("child", self.child.name.full))

    def given(self) -> cases.ChildGiven:
        """The child as this agency knows them."""
        if self.child.precision == "age":
            age = self.child.age(self.day(0).date())
            return cases.ChildGiven(names=self.child.written, sex=self.child.sex, age_years=max(age, 0))
        return cases.ChildGiven(
            names=self.child.written,
            sex=self.child.sex,
            birth=min(self.child.birth, self.day(0).date()),
            birth_precision=self.child.precision,
        )

    def _open_without_report(self) -> None:
        case = cases.open_case(self.lead.actor, child=self.given(), area_code=self.child.ward)
        self.case_id = case.pk

    def open_on_report(self, report_id: UUID) -> None:
        """The intake desk opens the case for the lead worker."""
        desk = self.county.working_at(self.child.agency, "intake")[0].actor
        child_id = None
        with acting_as(desk):
            named = list(intake.children(desk, report_id))
        if len(named) > 1:
            child_id = next(one.pk for one in named if one.name == self.child.name.full)
        case = cases.open_case(
            desk,
            child=self.given(),
            area_code=self.child.ward,
            lead_post_id=self.lead.post_id,
            report_id=report_id,
            report_child_id=child_id,
        )
        self.case_id = case.pk

    def _join_family(self, role: str, name: str) -> None:
        member = cases.join_team(self.lead.actor, self.case_id, role=role, name=name)
        self.members["family" if role == "caregiver" else role] = member.pk

    # Team and consent

    def _team(self) -> None:
        for role in self.child.situation.team[: 1 + self.roll.randint(0, 1)]:
            self.team[role] = self._colleague(role)
        self.at(2, 0, self._give_consent)
        for step, role in enumerate(self.team, 1):
            self.at(2, step, partial(self._join, role))

    @property
    def consent_ends(self) -> bool:
        """Whether the family takes its consent back, so that nobody else works on this case by now."""
        return self.child.ending == "in_progress" and self.child.number % 31 == 0

    def _colleague(self, role: str) -> Person:
        """Somebody of the right agency, near to the child where there is one."""
        near = self.child.subcounty
        agencies = {
            "health": [f"clinic{near}"] if self.roll.random() < 0.7 else ["hospital", "minds"],
            "education": [f"primary{near}"] if near <= 4 else ["secondary2", "nursery", "special"],
            "police": [f"police{near}"],
            "legal": ["legal", "paralegals"],
        }[role]
        return self.roll.choice(self.county.working_at(self.roll.choice(agencies), "team_member"))

    def _give_consent(self) -> None:
        named = {person.agency for role, person in self.team.items() if role != "police"}
        named |= {service.agency for one in self.referrals for service in one.services}
        agencies = sorted(named or {f"clinic{self.child.subcounty}"})
        how = self.roll.choice(("signature", "signature", "thumbprint", "spoken"))
        lasts = self.roll.choice((4, 9, 25, 90, 180, 300))
        self.consent_id = cases.give_consent(
            self.lead.actor,
            self.case_id,
            given_by_name=self.child.caregiver,
            given_as="caregiver",
            organization_ids=[self.county.agencies[one] for one in agencies],
            categories=int(CONSENTED),
            purpose=self.voice(self.roll.choice(words()["consent"]["purpose"])),
            how=how,
            witness=self.lead.worker.name if how != "signature" else "",
            language=self.roll.choice(words()["consent"]["languages"]),
            expires=(self.diary.end + timedelta(days=lasts)).date(),
        ).pk

    def _join(self, role: str) -> None:
        by_law = role == "police"
        categories = USUAL_CATEGORIES.get(role, Category.IDENTITY) | Category.PLAN  # type: ignore[call-overload]
        self.members[role] = cases.join_team(
            self.lead.actor,
            self.case_id,
            role=role,
            post_id=self.team[role].post_id,
            categories=int(categories),
            basis="legal_duty" if by_law else "consent",
            consent_id=None if by_law else self.consent_id,
            law=words()["law"][0] if by_law else "",
        ).pk

    def _withdraw(self) -> None:
        assert self.consent_id is not None
        reason = words()["consent"]["withdrawn"][0]
        cases.withdraw_consent(self.lead.actor, self.consent_id, reason=reason)

    # Assessment and plan

    def _assess(self, risk: int) -> None:
        situation = self.child.situation
        cases.assess_case(
            self.lead.actor,
            self.case_id,
            signs=situation.signs,
            risk=risk,
            reason=self.voice(situation.reason),
            strengths=self.voice(situation.strengths),
            needs=self.voice(situation.needs),
        )

    def _write_plan(self) -> None:
        situation = self.child.situation
        starts = self.day(5).date()
        goals = [cases.GoalGiven(self.voice(text), whose) for text, whose in situation.goals]
        self.plan_id = cases.write_plan(self.lead.actor, self.case_id, starts=starts, goals=goals).pk
        for what, owner, days in self.todo:
            due = starts + timedelta(days=days)
            made = cases.add_action(
                self.lead.actor,
                self.plan_id,
                what=self.voice(what),
                owner_id=self.members.get(owner) or self._lead_member(),
                due=due,
            )
            self.actions.append(made.pk)

    def _todo(self) -> list[tuple[str, str, int]]:
        """The situation's actions; where work still goes on, the last one is due about now."""
        found = list(self.child.situation.actions)
        if self.child.ending == "in_progress":
            what, owner, _days = found[-1]
            found[-1] = (what, owner, max(3, self.child.began - 5 + self.roll.randint(-6, 14)))
        return found

    def _lead_member(self) -> UUID:
        if "lead" not in self.members:
            actor = self.lead.actor
            with acting_as(actor):
                rows = queries.team(actor, self.case_id)
                self.members["lead"] = rows.get(post_id=self.lead.post_id).pk
        return self.members["lead"]

    def _complete(self, number: int) -> None:
        _what, owner, _days = self.todo[number]
        by = self.lead if self.consent_ends else self.team.get(owner, self.lead)
        cases.complete_action(by.actor, self.actions[number])

    # Work, reviews, the end

    def _go_on(self) -> None:
        if self.consent_ends:
            self.at(self.last, 3, self._withdraw)
        else:
            self._refer(2 if self.child.number % 3 == 0 else 1, AT_WORK, 9, self.last)
        for number, (_what, _owner, days) in enumerate(self.todo):
            on = max(8, 5 + days + self.roll.randint(-3, 1))
            # Some are forgotten, and those due about now are still to do.
            if on < self.last and self.roll.random() < 0.9:
                self.at(on, 4 + number, partial(self._complete, number))
        self._notes(self.last)
        risk = self.child.situation.risk
        if self.child.began > 60 and risk > Risk.LOW and self.roll.random() < 0.5:
            risk -= 1
            self.at(40, 0, partial(self._assess, risk))
        self._reviews(REVIEW_CLOCK[Risk(risk)].days)

    def _reviews(self, rhythm: int) -> None:
        """The last two reviews; of some cases the next one is late."""
        late = self.roll.random() < 0.16
        ago = rhythm * (self.roll.uniform(1.05, 1.5) if late else self.roll.random())
        last = self.child.began - max(1, round(ago))
        for on in (last - rhythm, last):
            if on > 12:
                self.at(on, 5, partial(self._review, "continue"))

    def _notes(self, until: int) -> None:
        span = max(1, until - 10)
        for time in range(1 + self.child.number % 2):
            on = 9 + round(span * self.roll.random())
            role = self.roll.choice(["", *([] if self.consent_ends else self.team)])
            if role:
                text = self.voice(self.roll.choice(words()["notes"][role]))
                self.at(on, 7 + time, partial(self._note, self.team[role], text, "observation", WRITES[role]))
            else:
                self.at(on, 7 + time, self._visit)

    def _visit(self) -> None:
        self._note(self.lead, self._fresh_note(), "visit", Category.NARRATIVE)

    def _fresh_note(self) -> str:
        """A note in the words of the situation, or in another language that the worker writes in."""
        if self.roll.random() < 0.25:
            language = self.roll.choice(("swahili", "french", "arabic"))
            return self.voice(self.roll.choice(words()["notes"][language]))
        return self.voice(self.roll.choice([*self.child.situation.notes, *words()["signs_of_hope"][:2]]))

    def _note(self, by: Person, text: str, kind: str, category: Category) -> None:
        cases.add_note(by.actor, self.case_id, text=text, kind=kind, category=category)

    def _review(self, decision: str) -> None:
        summary = self.child.situation.review if decision == "close" else words()["signs_of_hope"][2]
        cases.review_case(self.lead.actor, self.case_id, summary=self.voice(summary), decision=decision)

    def _review_to_close(self) -> None:
        self._finish_work(self.last - self.roll.randint(1, 6))

    def _finish_work(self, on: int) -> None:
        """Everything is done before the review that decides to close."""
        self._refer(1, ALL_OVER, 9, on - 2)
        self._notes(on - 3)
        for number in range(len(self.todo)):
            self.at(on - 1, number, partial(self._complete, number))
        self.at(on, 6, partial(self._review, "close"))

    def _come_to_an_end(self) -> None:
        again = self.child.ending == "reopened"
        on = self.last - (self.roll.randint(40, 90) if again else self.roll.randint(3, 30))
        self._finish_work(on - 2)
        reason = self.roll.choice(("goals_met", "goals_met", "goals_met", "moved", "transferred"))
        self.at(on, 2, lambda: cases.close_case(self.supervisor.actor, self.case_id, reason=reason))
        if again:
            back = self.last - self.roll.randint(1, 9)
            self.at(back, 0, self._reopen)

    def _reopen(self) -> None:
        reason = self.voice("{child} came to the office alone and asked for {their} worker.")
        cases.reopen_case(self.supervisor.actor, self.case_id, reason=reason)

    # Referrals

    def _refer(self, many: int, courses: tuple[Course, ...], earliest: int, until: int) -> None:
        for _one in range(many):
            turn = self.county.turn(courses[-1].name)
            made = referring.plan(self, courses, turn, earliest, until)
            if made is not None:
                self.referrals.append(made)
                made.write()
