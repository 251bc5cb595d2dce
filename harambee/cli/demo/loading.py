"""Loading the demonstration county, whole or not at all."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from harambee.access.actors import Actor
from harambee.cli.demo import county
from harambee.cli.demo.county import County
from harambee.kernel import clock

SEED = 1963


@transaction.atomic
def build(
    *,
    scale: float = 1.0,
    seed: int = SEED,
    founder: Actor | None = None,
    advance: Callable[[], None] = lambda: None,
) -> County:
    """Make the county in one transaction, so that an interrupted load leaves nothing behind."""
    today = clock.now()
    made = County(seed, today - timedelta(days=900), today)
    county.found(made, scale, founder, advance)
    return made


def load(size: str = "small") -> None:
    """Load."""
    build()
