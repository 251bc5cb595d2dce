"""The main job from a worry to a closed referral, told by commands, with words that must never leak.

Every secret holds `MARK`, so that one search in an answer shows whether anything of the child got out.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from harambee.access.states import Category
from harambee.access.tests.world import World
from harambee.cases import commands as cases
from harambee.cases.commands import ChildGiven, GoalGiven
from harambee.directory.commands import add_service
from harambee.intake import commands as intake
from harambee.kernel import clock
from harambee.referrals import commands as referrals

MARK = "Zawadisiri"


@dataclass
class Story:
    """What was made, by name."""

    world: World
    report: Any
    waiting_report: Any
    case: Any
    plan: Any
    action: Any
    grandmother: Any
    consent: Any
    service: Any
    accepted: Any
    sent: Any

    def ids(self) -> dict[str, Any]:
        """Ids by the names that addresses give their parts, for opening every page of this story."""
        return {
            "report_id": self.report.pk,
            "case_id": self.case.pk,
            "plan_id": self.plan.pk,
            "action_id": self.action.pk,
            "member_id": self.grandmother.pk,
            "consent_id": self.consent.pk,
            "referral_id": self.accepted.pk,
            "service_id": self.service.pk,
            "person_id": self.case.child_id,
            "post_id": self.world.worker.post_id,
        }


def report(world: World, name: str) -> Any:
    """A teacher's report on one child."""
    return intake.report_concern(
        world.teacher,
        area_code="KL01",
        concerns=["neglect"],
        what_happened=f"{name} has come to school hungry all week.",
        children=[intake.ChildGiven(name=name, sex="female", age_years=9)],
        reporter_name=f"Teacher of {MARK}",
        reporter_capacity="education",
    )


def tell(world: World) -> Story:
    """Report, screening, case, team of two agencies and a grandmother, plan, two referrals (one accepted)."""
    first, waiting = report(world, f"Amina {MARK}"), report(world, f"Baraka {MARK}")
    intake.screen_report(world.intake, first.pk, decision="accept", reason=f"{MARK} needs help")
    case = cases.open_case(
        world.intake,
        report_id=first.pk,
        child=ChildGiven(names=[f"Amina {MARK}"], sex="female", age_years=9),
        area_code="KL01",
        lead_post_id=world.worker.post_id,
    )
    worker = world.worker
    grandmother = cases.join_team(worker, case.pk, role="caregiver", name=f"Mary {MARK}")
    consent = cases.give_consent(
        worker,
        case.pk,
        given_by_name=f"Mary {MARK}",
        given_as="caregiver",
        organization_ids=[world.agencies["clinic"].pk],
        categories=int(Category.IDENTITY | Category.HEALTH | Category.PLAN),
        purpose="Counselling",
        how="signature",
        expires=clock.today() + timedelta(days=90),
    )
    cases.join_team(
        worker,
        case.pk,
        role="health",
        post_id=world.nurse.post_id,
        categories=int(Category.IDENTITY | Category.HEALTH | Category.PLAN),
        basis="consent",
        consent_id=consent.pk,
    )
    cases.assess_case(worker, case.pk, signs=["injury"], risk=3, reason=f"{MARK} is not safe at night")
    plan = cases.write_plan(
        worker, case.pk, starts=clock.today(), goals=[GoalGiven(f"{MARK} sleeps at her grandmother's")]
    )
    action = cases.add_action(
        worker,
        plan.pk,
        what=f"Walk {MARK} to school",
        owner_id=grandmother.pk,
        due=clock.today() + timedelta(days=7),
    )
    cases.approve_plan(world.supervisor, plan.pk)
    cases.start_plan(worker, case.pk)
    cases.add_note(worker, case.pk, text=f"Visited {MARK}; she was calm.")
    service = add_service(
        world.coordinator,
        organization_id=world.agencies["clinic"].pk,
        name="Counselling for children",
        needs=["counselling"],
    )

    def send() -> Any:
        return referrals.send_referral(
            worker,
            case.pk,
            service_id=service.pk,
            need="counselling",
            urgency="urgent",
            reason="The child sleeps badly.",
            consent_id=consent.pk,
        )

    accepted = referrals.accept_referral(
        world.clinic_intake, send().pk, lead_post_id=world.clinic_intake.post_id
    )
    sent = send()
    return Story(world, first, waiting, case, plan, action, grandmother, consent, service, accepted, sent)
