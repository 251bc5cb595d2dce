"""Scopes: how far a token reaches, as action names or patterns of them."""

import re
from collections.abc import Iterable

SCOPE = re.compile(r"\*|(?:[a-z_]+|\*)\.(?:[a-z_]+|\*)")
"""An action (`referral.accept`), a thing (`referral.*`), a verb on all (`*.read`), or everything (`*`)."""


def covers(scopes: Iterable[str], action: str) -> bool:
    """Whether one of `scopes` reaches `action`."""
    thing, _, verb = action.partition(".")
    return not {action, f"{thing}.*", f"*.{verb}", "*", "*.*"}.isdisjoint(scopes)
