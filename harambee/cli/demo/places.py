"""The county's places: six sub-counties and forty wards, with borders that fit together.

Nothing here is a real place. The county lies in the open sea off the equator, so that no map shows a real
village under a made-up name, and its codes begin with XH, which ISO 3166 never gives to a country.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from harambee.cli.demo.dice import dice

COLUMNS, ROWS = 8, 5
WEST, SOUTH, SIDE = 2.10, -1.35, 0.14  # degrees
WOBBLE = 0.28  # of a side: how far a corner may lie from the regular grid
COUNTY = ("Tumaini County", "XH01")
# Each sub-county with its wards; plain words, so that they are easy to say.
SUBCOUNTIES: dict[str, tuple[str, ...]] = {
    "Mawingu": ("Mbuyu Pacha", "Kisima", "Mwembe Tatu", "Daraja Mbili", "Soko Jipya", "Kilele", "Bustani"),
    "Bandari Kuu": ("Mnara", "Samaki Njema", "Ufukwe", "Nanga", "Mikoko", "Jahazi", "Mawimbi"),
    "Nyika Njema": ("Twiga Mbili", "Mchanga", "Kambi Kongwe", "Bonde Dogo", "Malisho", "Mto Kavu", "Upepo"),
    "Mto Mweupe": ("Chemchemi", "Mawe Saba", "Kivuko", "Bwawa", "Mwanzi", "Shamba Kubwa", "Ukingo"),
    "Milima Saba": ("Theluji", "Msitu Mnene", "Korongo", "Nyuki", "Pango", "Tambarare"),
    "Jua Kali Mpya": ("Kiwanda", "Reli", "Njia Panda", "Mtaa Mpya", "Stendi", "Uwanja"),
}  # fmt: skip

type Point = tuple[float, float]
type Border = list[Point]


@dataclass(frozen=True)
class Place:
    """An area to be added: its name, code, the code above it, and its border as GeoJSON."""

    name: str
    code: str
    parent: str
    boundary: dict[str, object]


def places(seed: int) -> list[Place]:
    """The county, its sub-counties and wards, larger ones first."""
    corners = _corners(seed)
    cells = _snake()
    found: list[Place] = []
    wards: list[Place] = []
    for number, (name, inside) in enumerate(SUBCOUNTIES.items(), 1):
        code = f"{COUNTY[1]}{number:02}"
        own = [cells.pop(0) for _ward in inside]
        found.append(Place(name, code, COUNTY[1], _polygon(own, corners, seed)))
        for place, (ward, cell) in enumerate(zip(inside, own, strict=True), 1):
            wards.append(Place(f"{ward} Ward", f"{code}{place:02}", code, _polygon([cell], corners, seed)))
    whole = Place(COUNTY[0], COUNTY[1], "", _polygon(_snake(), corners, seed))
    return [whole, *found, *wards]


def _snake() -> list[tuple[int, int]]:
    """All cells column by column, up and down in turn, so that neighbours in the list touch."""
    rows = range(ROWS)
    return [(x, y) for x in range(COLUMNS) for y in (rows if x % 2 == 0 else reversed(rows))]


def _corners(seed: int) -> dict[tuple[int, int], Point]:
    """The grid's corners, each a little away from its regular place."""
    roll = dice(seed, "corners")
    return {
        (x, y): (
            WEST + SIDE * (x + WOBBLE * (2 * roll.random() - 1)),
            SOUTH + SIDE * (y + WOBBLE * (2 * roll.random() - 1)),
        )
        for x in range(COLUMNS + 1)
        for y in range(ROWS + 1)
    }


def _polygon(
    cells: list[tuple[int, int]], corners: dict[tuple[int, int], Point], seed: int
) -> dict[str, object]:
    """The outline of adjoining cells: sides that two of them share in opposite directions fall away."""
    sides: set[tuple[tuple[int, int], tuple[int, int]]] = set()
    for x, y in cells:
        round_trip = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)]
        for side in pairwise(round_trip):
            if side[::-1] in sides:
                sides.remove(side[::-1])
            else:
                sides.add(side)
    following = defaultdict(list)
    for start, end in sides:
        following[start].append(end)
    first = here = min(following)
    ring: Border = []
    while True:
        there = following[here].pop()
        ring += _side(here, there, corners, seed)
        here = there
        if here == first:
            return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def _side(
    start: tuple[int, int], end: tuple[int, int], corners: dict[tuple[int, int], Point], seed: int
) -> Border:
    """The points from one corner towards the next, without the last; the same for both neighbours."""
    low, high = sorted((start, end))
    (x1, y1), (x2, y2) = corners[low], corners[high]
    roll = dice(seed, "side", low, high)
    points: Border = [(x1, y1)]
    for share in (0.3, 0.55, 0.8):
        away = 0.09 * (2 * roll.random() - 1)
        points.append((x1 + (x2 - x1) * share + (y2 - y1) * away, y1 + (y2 - y1) * share - (x2 - x1) * away))
    points.append((x2, y2))
    ordered = points if start == low else points[::-1]
    return [(round(x, 5), round(y, 5)) for x, y in ordered[:-1]]
