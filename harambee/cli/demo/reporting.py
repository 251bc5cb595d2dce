"""Reports of concern: those that lead to a case, those that do not, and those that still wait."""

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

from harambee.access.actors import Actor
from harambee.cli.demo.children import Child
from harambee.cli.demo.county import County
from harambee.cli.demo.diary import Diary
from harambee.cli.demo.dice import dice
from harambee.cli.demo.names import OTHER_BOYS, OTHER_FAMILIES, OTHER_GIRLS, STAFF_GIVEN
from harambee.cli.demo.organizations import subcounty
from harambee.cli.demo.places import SUBCOUNTIES
from harambee.cli.demo.texts import words
from harambee.intake import commands as intake

if TYPE_CHECKING:
    from harambee.cli.demo.casework import Casework

# Who noticed: through which door a report comes, and how often.
DOORS = ("teacher", "nurse", "officer", "telephone", "neighbour", "nobody")
OFTEN = (25, 15, 12, 18, 20, 10)
OTHERWISE = ("refer_on", "information", "no_action")


@dataclass
class Reporting:
    """Takes reports in, as the person who reports, and has them screened."""

    county: County
    diary: Diary
    siblings: dict[int, list[Child]] = field(default_factory=dict)
    received: dict[int, UUID] = field(default_factory=dict)

    def write(self, casework: "Casework") -> None:
        """The report that a case begins with; a sibling's case begins with the same one."""
        child = casework.child
        if not child.sibling:
            casework.at(0, 0, lambda: self._receive(casework))
            casework.at(0, 3, lambda: self._accept(casework))
        casework.at(0, 5, lambda: casework.open_on_report(self.received[child.sibling or child.number]))

    def _receive(self, casework: "Casework") -> None:
        child, roll = casework.child, casework.roll
        day = casework.day(0).date()
        named = [
            intake.ChildGiven(name=one.name.full, sex=one.sex, age_years=max(0, one.age(day)))
            for one in (child, *self.siblings.get(child.number, []))
        ]
        self.received[child.number] = self._report(
            roll,
            child.subcounty,
            area_code=child.ward,
            concerns=child.situation.concerns,
            what_happened=casework.voice(roll.choice(child.situation.report)),
            children=named,
            immediate_danger=child.situation.risk == 3 and roll.random() < 0.3,
            organization_id=self.county.agencies[child.agency],
        )

    def _accept(self, casework: "Casework") -> None:
        child = casework.child
        self._screen(self.received[child.number], child.subcounty, "accept", casework.roll)

    def _report(self, roll: Random, near: int, **given: Any) -> UUID:
        """Report as somebody who would: signed in, by telephone, or through the public door."""
        door = roll.choices(DOORS, OFTEN)[0]
        actor, who = self._reporter(door, roll, near)
        return intake.report_concern(actor, **who, **given).pk

    def _reporter(self, door: str, roll: Random, near: int) -> tuple[Actor, dict[str, Any]]:
        public = self.county.service("public-door")
        if door == "nobody":
            return public, {"is_anonymous": True, "reporter_capacity": "neighbour"}
        if door == "neighbour":
            number = f"+000 {roll.randint(100, 999)} {roll.randint(100, 999)}"
            name = f"{roll.choice(STAFF_GIVEN)} {roll.choice(OTHER_FAMILIES)}"
            return public, {
                "reporter_name": name,
                "reporter_contact": number,
                "reporter_capacity": "neighbour",
            }
        if door == "telephone":
            desk = self.county.working_at(f"office{near}", "intake")[0].actor
            return desk, {"reporter_name": "A relative, by telephone", "reporter_capacity": "family"}
        agency, duty, capacity = {
            "teacher": (f"primary{near}" if near <= 4 else "secondary2", "team_member", "education"),
            "nurse": (f"clinic{near}", "team_member", "health"),
            "officer": (f"police{near}", "reporter", "police"),
        }[door]
        person = self.county.working_at(agency, duty)[0]
        return person.actor, {"reporter_name": person.worker.name, "reporter_capacity": capacity}

    # Reports that lead to no case, or have not led to one yet

    def write_others(self, scale: float) -> None:
        """Reports that were decided otherwise, and those that wait on the desks today."""
        offices = range(1, len(SUBCOUNTIES) + 1)
        for number in range(max(3, round(26 * scale))):
            near = dice(self.county.seed, "where", number).choice(offices)
            days = timedelta(days=2 + number * 3)
            self._other(near, days, decision=OTHERWISE[number % len(OTHERWISE)])
        for near in offices:
            self._other(near, timedelta(hours=3 + 2 * near))
        self._other(1, timedelta(hours=31))
        self._other(1, timedelta(hours=2, minutes=10), danger=True)
        self._other(1, timedelta(minutes=25), danger=True)
        self._other(1, timedelta(hours=7), decision="accept")

    def _other(self, near: int, ago: timedelta, *, decision: str = "", danger: bool = False) -> None:
        roll = dice(self.county.seed, "other", near, ago)
        moment = self.diary.end - ago
        received: list[UUID] = []
        self.diary.note(moment, lambda: received.append(self._about_somebody(roll, near, danger=danger)))
        if decision:
            self.diary.note(moment + ago / 4, lambda: self._screen(received[0], near, decision, roll))

    def _about_somebody(self, roll: Random, near: int, *, danger: bool) -> UUID:
        text, concern, age, sex = roll.choice(words()["public"])
        name = ""
        if sex != "unknown" and roll.random() < 0.7:
            given = roll.choice(OTHER_GIRLS if sex == "female" else OTHER_BOYS)
            name = f"{given} {roll.choice(OTHER_FAMILIES)}"
        return self._report(
            roll,
            near,
            area_code=subcounty(near),
            concerns=[concern],
            what_happened=text,
            children=[intake.ChildGiven(name=name, sex=sex, age_years=age)],
            immediate_danger=danger,
            organization_id=self.county.agencies[f"office{near}"],
        )

    def _screen(self, report_id: UUID, near: int, decision: str, roll: Random) -> None:
        desk = self.county.working_at(f"office{near}", "intake")[0].actor
        reason = roll.choice(words()["screening"][decision])
        intake.screen_report(desk, report_id, decision=decision, reason=reason)
