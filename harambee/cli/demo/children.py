"""Who the children are: names, births, families, where they live, why they are known and how far it went."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from harambee.cli.demo import names
from harambee.cli.demo.dice import dice
from harambee.cli.demo.names import Name, name_of
from harambee.cli.demo.organizations import subcounty
from harambee.cli.demo.places import SUBCOUNTIES
from harambee.cli.demo.texts import Situation, situations

# How many of the children's cases stand where, and how many days ago they began (at least, at most).
ENDINGS: dict[str, tuple[int, int, int]] = {
    "registered": (50, 2, 9),
    "assessed": (34, 4, 12),
    "awaiting_approval": (26, 6, 11),
    "planned": (34, 8, 13),
    "in_progress": (92, 24, 240),
    "under_review": (16, 60, 200),
    "closed": (40, 90, 420),
    "reopened": (8, 160, 400),
}
# Of a hundred families, how many live in each sub-county; most in the first, whose people can sign in.
HOMES = (30, 16, 14, 14, 13, 13)
PRECISIONS = ("exact", "exact", "exact", "month", "year", "age")
SIBLINGS = 0.15
TWICE = 0.1


@dataclass(frozen=True)
class Child:
    """A child of the county as one agency knows them. `began` counts days before today.

    `twin` is the number of the same child at another agency, `sibling` that of a brother or sister who was
    named in the same report; both are zero where there is none.
    """

    number: int
    name: Name
    written: tuple[str, ...]
    sex: str
    birth: date
    precision: str
    subcounty: int
    ward: str
    caregiver: str
    situation: Situation
    ending: str
    agency: str
    began: int
    twin: int = 0
    sibling: int = 0

    def age(self, today: date) -> int:
        """In full years."""
        return today.year - self.birth.year - ((today.month, today.day) < (self.birth.month, self.birth.day))


def children(seed: int, today: date, scale: float) -> list[Child]:
    """Everyone, every ending among them however small the scale."""
    endings = [
        ending for ending, (many, *_days) in ENDINGS.items() for _one in range(max(1, round(many * scale)))
    ]
    dice(seed, "endings").shuffle(endings)
    found: list[Child] = []
    for number, ending in enumerate(endings, 1):
        roll = dice(seed, "child", number)
        before = found[-1] if found else None
        luck = roll.random()
        if before and luck < SIBLINGS and before.ending == ending and not (before.twin or before.sibling):
            found.append(_sibling(number, before, roll, today))
        elif luck > 1 - TWICE and (other := _not_met_twice(found, roll)):
            found.append(_known_twice(number, other, ending, roll))
        else:
            found.append(_child(number, ending, roll, today))
    return found


def _child(number: int, ending: str, roll: Random, today: date) -> Child:
    situation = roll.choice(situations())
    sex = roll.choice(("female", "male"))
    name = _name(sex, roll)
    home = roll.choices(range(1, len(HOMES) + 1), HOMES)[0]
    wards = len(list(SUBCOUNTIES.values())[home - 1])
    days = roll.randint(*situation.ages) * 365 + roll.randint(5, 360)
    led_by_office = roll.random() < 0.86
    return Child(
        number=number,
        name=name,
        written=_written(name, roll),
        sex=sex,
        birth=today - timedelta(days=days),
        precision=roll.choice(PRECISIONS),
        subcounty=home,
        ward=f"{subcounty(home)}{roll.randint(1, wards):02}",
        caregiver=f"{roll.choice(names.STAFF_GIVEN)} {name.family}",
        situation=situation,
        ending=ending,
        agency=f"office{home}" if led_by_office else roll.choice(("daraja", "upendo")),
        began=_began(ending, roll),
    )


def _began(ending: str, roll: Random) -> int:
    _many, least, most = ENDINGS[ending]
    return roll.randint(least, most)


def _name(sex: str, roll: Random) -> Name:
    spelled = names.GIRLS if sex == "female" else names.BOYS
    plain = names.OTHER_GIRLS if sex == "female" else names.OTHER_BOYS
    if roll.random() < 0.45:
        return name_of(roll.choice(spelled), roll.choice(names.FAMILIES))
    return name_of(roll.choice(plain), roll.choice(names.OTHER_FAMILIES))


def _written(name: Name, roll: Random) -> tuple[str, ...]:
    """As the first agency writes it: in Latin letters, sometimes with the family's own spelling beside it."""
    if name.spelled and roll.random() < 0.3:
        return (name.full, roll.choice(name.spelled))
    return (name.full,)


def _sibling(number: int, other: Child, roll: Random, today: date) -> Child:
    """A brother or sister in the same report: another given name, two years or so between them."""
    sex = roll.choice(("female", "male"))
    given = _name(sex, roll).given
    name = Name(given if given != other.name.given else "Imani", other.name.family, ())
    apart = timedelta(days=roll.randint(500, 1100))
    younger = other.age(today) >= 14 or (other.age(today) > 3 and roll.random() < 0.5)
    birth = other.birth + apart if younger else other.birth - apart
    return replace(
        other, number=number, name=name, written=(name.full,), sex=sex, birth=birth, sibling=other.number
    )


def _not_met_twice(found: list[Child], roll: Random) -> Child | None:
    known = {one.twin for one in found}
    open_to = [one for one in found if one.name.spelled and not one.twin and one.number not in known]
    return roll.choice(open_to) if open_to else None


def _known_twice(number: int, other: Child, ending: str, roll: Random) -> Child:
    """The same child at another agency, which knows neither the spelling nor the exact birth."""
    spelling = roll.choice((*other.name.spelled, names.otherwise(other.name)))
    elsewhere = [
        one for one in ("daraja", "upendo", f"office{other.subcounty % 6 + 1}") if one != other.agency
    ]
    return replace(
        other,
        number=number,
        written=(spelling,),
        precision=roll.choice(("month", "year", "age")),
        ending=ending,
        agency=roll.choice(elsewhere),
        began=_began(ending, roll),
        twin=other.number,
    )
