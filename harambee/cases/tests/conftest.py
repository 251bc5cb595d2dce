"""A case at its steps, made by the people who would make it."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from harambee.access.states import Category
from harambee.access.tests.world import World
from harambee.cases import commands
from harambee.cases.commands import ChildGiven, GoalGiven
from harambee.cases.models import Case, Consent, Plan, PlanAction, TeamMember
from harambee.cases.states import Risk
from harambee.kernel import clock

AMINA = ChildGiven(names=["Amina Juma", "أمينة جمعة"], sex="female", age_years=9)
HEALTH = Category.IDENTITY | Category.HEALTH | Category.PLAN


@dataclass
class Steps:
    """Takes a case from step to step; each method returns what was made."""

    world: World

    def open(self) -> Case:
        return commands.open_case(self.world.worker, child=AMINA, area_code="KL01")

    def consent(self, case: Case, *, categories: int = HEALTH, agency: str = "clinic") -> Consent:
        return commands.give_consent(
            self.world.worker,
            case.pk,
            given_by_name="Mary Juma",
            given_as="caregiver",
            organization_ids=[self.world.agencies[agency].pk],
            categories=int(categories),
            purpose="Treatment and counselling",
            how="thumbprint",
            witness="Grace W.",
            expires=clock.today() + timedelta(days=90),
        )

    def nurse(self, case: Case, consent: Consent, *, categories: int = HEALTH) -> TeamMember:
        return commands.join_team(
            self.world.worker,
            case.pk,
            role="health",
            post_id=self.world.nurse.post_id,
            categories=int(categories),
            basis="consent",
            consent_id=consent.pk,
        )

    def grandmother(self, case: Case) -> TeamMember:
        return commands.join_team(self.world.worker, case.pk, role="caregiver", name="Mary Juma")

    def assess(self, case: Case, risk: int = Risk.HIGH) -> None:
        commands.assess_case(
            self.world.worker, case.pk, signs=["injury"], risk=risk, reason="Untreated burn", needs="A doctor"
        )

    def plan(self, case: Case) -> Plan:
        return commands.write_plan(
            self.world.worker,
            case.pk,
            starts=clock.today(),
            goals=[GoalGiven("I want to sleep at my grandmother's", "child")],
        )

    def action(self, plan: Plan, owner: TeamMember, what: str = "Take Amina to the clinic") -> PlanAction:
        return commands.add_action(
            self.world.worker, plan.pk, what=what, owner_id=owner.pk, due=clock.today() + timedelta(days=2)
        )

    def in_progress(self) -> tuple[Case, PlanAction]:
        """A case whose approved plan has one action of the grandmother's, and on which work has started."""
        case = self.open()
        owner = self.grandmother(case)
        self.assess(case)
        plan = self.plan(case)
        action = self.action(plan, owner)
        commands.approve_plan(self.world.supervisor, plan.pk)
        commands.start_plan(self.world.worker, case.pk)
        return case, action

    def under_review(self) -> Case:
        case, action = self.in_progress()
        commands.complete_action(self.world.worker, action.pk)
        commands.review_case(self.world.worker, case.pk, summary="Amina is well", decision="close")
        return case

    def closed(self) -> Case:
        case = self.under_review()
        commands.close_case(self.world.supervisor, case.pk, reason="goals_met")
        return case


@pytest.fixture
def steps(world: World) -> Steps:
    return Steps(world)


__all__ = ["AMINA", "HEALTH", "Steps", "steps"]
