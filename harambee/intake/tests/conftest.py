"""Reports as tests need them."""

from collections.abc import Callable
from typing import Any

import pytest

from harambee.access.actors import Actor, service_actor
from harambee.access.tests.world import World
from harambee.intake.commands import ChildGiven, report_concern
from harambee.intake.models import Report

type Told = Callable[..., Report]

GIVEN: dict[str, Any] = {
    "area_code": "KL01",
    "concerns": ["neglect", "physical"],
    "what_happened": "He came to school with burns on both hands.",
    "children": [ChildGiven("Juma Ali", "male", 9), ChildGiven("ሰላም", "female", 4, note="His sister")],
    "reporter_name": "Tabitha T.",
    "reporter_capacity": "education",
    "reporter_contact": "0700 000 000",
    "whereabouts": "At home, behind the market.",
}


@pytest.fixture
def told(world: World) -> Told:
    """A report given by somebody; by the public door where nobody is named."""

    def report(actor: Actor | None = None, **given: Any) -> Report:
        return report_concern(actor or service_actor("public-door"), **(GIVEN | given))

    return report
