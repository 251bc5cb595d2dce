"""What the county's organizations offer, in the words of a good directory entry."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files

from harambee.cli.demo.dice import dice
from harambee.kernel import clock


@dataclass(frozen=True)
class Offer:
    """A service: its name, what happens there, which needs it answers, from which age to which."""

    key: str
    name: str
    description: str
    needs: tuple[str, ...]
    ages: tuple[int | None, int | None]
    who: str

    def suits(self, age: int) -> bool:
        """Whether a child of this age may come."""
        least, most = self.ages
        return (least or 0) <= age <= (most if most is not None else 200)


@cache
def offers() -> dict[str, Offer]:
    """Every service by its key."""
    rows = tomllib.loads(files("harambee.cli.demo").joinpath("texts/services.toml").read_text("utf-8"))
    return {key: _offer(key, row) for key, row in rows.items()}


def _offer(key: str, row: dict[str, object]) -> Offer:
    ages = row.get("ages", [0, 17])
    assert isinstance(ages, list)
    least, most = ages or (None, None)
    needs = row["needs"]
    assert isinstance(needs, list)
    return Offer(
        key, str(row["name"]), str(row["description"]), tuple(needs), (least, most), str(row.get("who", ""))
    )


_FEES = ("Free of charge.", "Free of charge.", "Free of charge.", "A small contribution, if the family can.")
_WAITS = ("None: come today.", "About a week.", "Two to four weeks.", "Ask: it changes from week to week.")
_TONGUES = ("English, Kiswahili", "English, Kiswahili, French", "Kiswahili, Arabic", "English, Amharic")


def texts_of(offer: Offer, agency: str, seed: int) -> dict[str, object]:
    """What differs between two organizations with the same service; some entries are out of date."""
    roll = dice(seed, "service", agency, offer.key)
    status = "temporarily closed" if roll.random() < 0.02 else "active"
    return {
        "fees": roll.choice(_FEES),
        "wait_time": roll.choice(_WAITS),
        "interpretation": roll.choice(_TONGUES),
        "application_process": "Through a referral, or come yourself.",
        "email": f"{agency}@demo.example",
        "alert": "Closed for repairs until further notice." if status != "active" else "",
        "status": status,
        "assured": clock.today() - timedelta(days=roll.randint(3, 420)) if roll.random() < 0.85 else None,
    }
