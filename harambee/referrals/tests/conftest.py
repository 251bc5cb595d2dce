"""A case with the family's consent for the clinic, the clinic's service, and referrals at their steps."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from harambee.access.actors import Actor, actor_for
from harambee.access.commands import add_user, give_post
from harambee.access.states import Category
from harambee.access.tests.world import PASSWORD, World
from harambee.cases import commands as cases
from harambee.cases.commands import ChildGiven
from harambee.directory.commands import add_service
from harambee.kernel import clock
from harambee.referrals import commands
from harambee.referrals.models import Referral

AGREED = Category.IDENTITY | Category.HEALTH | Category.PLAN


@dataclass
class Story:
    """Everyone and everything that a referral needs; each method returns what it made."""

    world: World
    people: dict[str, Actor] = field(default_factory=dict)
    case: Any = None
    consent: Any = None
    service: Any = None

    def hire(self, name: str, agency: str, *duties: str) -> Actor:
        """One more person with a post."""
        user = add_user(self.world.admin, email=f"{name}@example.org", name=name.title(), password=PASSWORD)
        give_post(
            self.world.admin, user.pk, organization_id=self.world.agencies[agency].pk, duties=list(duties)
        )
        return actor_for(user)

    def new_service(self, agency: str = "clinic", name: str = "Counselling for children", **more: Any) -> Any:
        return add_service(
            self.world.coordinator,
            organization_id=self.world.agencies[agency].pk,
            name=name,
            needs=["counselling"],
            **more,
        )

    def agree(self, *agencies: str, categories: int = AGREED, days: int | None = 90) -> Any:
        """A consent of the caregiver for these agencies."""
        return cases.give_consent(
            self.world.worker,
            self.case.pk,
            given_by_name="Mary Juma",
            given_as="caregiver",
            organization_ids=[self.world.agencies[one].pk for one in agencies],
            categories=int(categories),
            purpose="Counselling",
            how="signature",
            expires=None if days is None else clock.today() + timedelta(days=days),
        )

    def send(self, actor: Actor | None = None, **more: Any) -> Referral:
        given: dict[str, Any] = {
            "service_id": self.service.pk,
            "need": "counselling",
            "urgency": "urgent",
            "reason": "The child sleeps badly and is afraid of going home.",
        }
        if "legal_duty" not in more:
            given["consent_id"] = self.consent.pk
        return commands.send_referral(actor or self.world.worker, self.case.pk, **(given | more))

    def accept(self, referral: Referral, **more: Any) -> Referral:
        return commands.accept_referral(self.world.clinic_intake, referral.pk, **more)

    @property
    def clinic_id(self) -> UUID:
        return self.world.agencies["clinic"].pk


def make_story(world: World) -> Story:
    """The story up to the point where a referral can be sent."""
    story = Story(world)
    story.case = cases.open_case(
        world.worker, child=ChildGiven(names=["Amina Juma"], sex="female", age_years=9), area_code="KL01"
    )
    story.service = story.new_service()
    story.consent = story.agree("clinic")
    return story


@pytest.fixture
def story(world: World) -> Story:
    return make_story(world)
