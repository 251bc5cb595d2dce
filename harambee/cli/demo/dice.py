"""Chance that comes out the same each time: every choice is drawn from the seed and from what it is for."""

from random import Random


def dice(seed: int, *purpose: object) -> Random:
    """A source of chance of its own for one purpose, so that adding a child changes nothing about others."""
    return Random(f"{seed}:{purpose!r}")  # noqa: S311  # to be repeated, not to be secret
