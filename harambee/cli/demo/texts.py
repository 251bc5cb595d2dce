"""What people in the county write, read from the text files beside this module."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("harambee.cli.demo").joinpath(f"texts/{name}.toml").read_text("utf-8"))


def words() -> Mapping[str, Any]:
    """What people write while they work, by occasion."""
    return _read("words")


@dataclass(frozen=True)
class Situation:
    """Why a child comes to be known, and what a team does about it; see situations.toml."""

    key: str
    ages: tuple[int, int]
    concerns: list[str]
    signs: list[str]
    risk: int
    report: list[str]
    strengths: str
    needs: str
    reason: str
    goals: list[tuple[str, str]]
    actions: list[tuple[str, str, int]]
    team: list[str]
    referrals: list[tuple[str, str]]
    notes: list[str]
    review: str


@cache
def situations() -> list[Situation]:
    """All situations, in the order of the file."""
    return [Situation(key=key, **row) for key, row in _read("situations").items()]


_PRONOUNS = {"female": ("she", "her", "her"), "male": ("he", "him", "his")}


@dataclass
class Voice:
    """Fills a child's name and pronouns into texts."""

    name: str
    sex: str
    _filled: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        they, them, their = _PRONOUNS[self.sex]
        self._filled = {
            "child": self.name, "they": they, "them": them, "their": their,
            "They": they.title(), "Them": them.title(), "Their": their.title(),
        }  # fmt: skip

    def __call__(self, text: str) -> str:
        """The text with everything filled in."""
        return text.format_map(self._filled)
