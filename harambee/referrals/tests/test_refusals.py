"""What cannot be sent, and that it is said why."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from harambee.access.commands import change_organization
from harambee.access.models import AuditEvent
from harambee.access.states import Category, Outcome
from harambee.access.tests.world import acting_as
from harambee.cases import commands as cases
from harambee.kernel import clock
from harambee.kernel.errors import HouseRuleBroken, Invalid, NotAllowed, NotVisible, WrongState
from harambee.referrals.models import Referral
from harambee.referrals.tests.conftest import Story


def refused(story: Story, field: str, **more: Any) -> str:
    with pytest.raises(Invalid) as caught:
        story.send(**more)
    assert list(caught.value.detail["fields"]) == [field]
    with acting_as(story.world.supervisor):
        assert Referral.objects.count() == 0
    return str(caught.value.message)


def test_to_oneself(story: Story) -> None:
    own = story.new_service("children_office", "Our own visits")
    assert "own organization" in refused(story, "service", service_id=own.pk)


def test_to_a_service_that_is_not_given(story: Story) -> None:
    closed = story.new_service(name="Closed", status="inactive")
    assert "not active" in refused(story, "service", service_id=closed.pk)


def test_to_an_organization_that_takes_no_part(story: Story) -> None:
    change_organization(story.world.admin, story.clinic_id, is_active=False)
    assert "not active" in refused(story, "service")


def test_to_a_service_that_is_not_there(story: Story) -> None:
    with pytest.raises(NotVisible):
        story.send(service_id=uuid4())


def test_without_a_ground(story: Story) -> None:
    assert "law" in refused(story, "consent", consent_id=None)


def test_with_two_grounds(story: Story) -> None:
    refused(story, "legal_duty", consent_id=story.consent.pk, legal_duty="Children Act")


def test_on_a_consent_of_nobody(story: Story) -> None:
    refused(story, "consent", consent_id=uuid4())


def test_on_a_consent_for_others(story: Story) -> None:
    other = story.agree("other_ngo")
    assert "does not name Mto Mweupe" in refused(story, "consent", consent_id=other.pk)


def test_on_a_consent_that_was_withdrawn(story: Story) -> None:
    cases.withdraw_consent(story.world.worker, story.consent.pk)
    assert "withdrawn" in refused(story, "consent")


def test_on_a_consent_that_has_run_out(story: Story) -> None:
    short = story.agree("clinic", days=1)
    with clock.at(clock.now() + timedelta(days=3)):
        assert "run out" in refused(story, "consent", consent_id=short.pk)


def test_on_a_consent_to_what_the_sender_does_not_see(story: Story) -> None:
    world = story.world
    cases.join_team(
        world.worker,
        story.case.pk,
        role="case_worker",
        post_id=world.colleague.post_id,
        categories=int(Category.IDENTITY | Category.PLAN),
    )
    legal = story.agree("clinic", categories=Category.LEGAL)
    with pytest.raises(Invalid, match="nothing that you see"):
        story.send(world.colleague, consent_id=legal.pk)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("urgency", "soon"),
        ("need", "a pony"),
        ("reason", "  \n "),
        ("reason", "x" * 2001),
        ("reason", "AMINA does not sleep."),
        ("reason", "The Juma family asked for it."),
    ],
)
def test_impossible_answers(story: Story, field: str, value: str) -> None:
    refused(story, field, **{field: value})


def test_nul_is_refused(story: Story) -> None:
    with pytest.raises(Invalid):
        story.send(reason="a\x00b")


def test_from_a_closed_case(story: Story) -> None:
    world = story.world
    cases.assess_case(world.worker, story.case.pk, signs=[], risk=1, reason="All well")
    plan = cases.write_plan(
        world.worker, story.case.pk, starts=clock.today(), goals=[cases.GoalGiven("Sleep", "child")]
    )
    member = cases.join_team(world.worker, story.case.pk, role="caregiver", name="Mary Juma")
    action = cases.add_action(
        world.worker, plan.pk, what="Walk", owner_id=member.pk, due=clock.today() + timedelta(days=1)
    )
    cases.approve_plan(world.supervisor, plan.pk)
    cases.start_plan(world.worker, story.case.pk)
    cases.complete_action(world.worker, action.pk)
    referral = story.send()
    cases.review_case(world.supervisor, story.case.pk, summary="Goals met", decision="close")
    with pytest.raises(WrongState, match="Referrals are still open"):
        cases.close_case(world.supervisor, story.case.pk, reason="goals_met")
    story.accept(referral)
    from harambee.referrals import commands

    commands.record_outcome(world.clinic_intake, referral.pk, outcome="needs_met", why="Sleeps well")
    cases.close_case(world.supervisor, story.case.pk, reason="goals_met")
    with pytest.raises(WrongState, match="closed"):
        story.send()


def test_by_whom_the_case_is_not_open(story: Story) -> None:
    for actor in (story.world.outsider, story.world.colleague, story.world.clinic_intake):
        with pytest.raises(NotVisible):
            story.send(actor)


def test_by_a_member_who_may_only_read(story: Story) -> None:
    cases.join_team(
        story.world.worker,
        story.case.pk,
        role="case_worker",
        post_id=story.world.colleague.post_id,
        categories=int(Category.everything()),
        level=2,
    )
    with pytest.raises(NotAllowed):
        story.send(story.world.colleague)


def test_refusals_are_recorded(story: Story) -> None:
    with pytest.raises(HouseRuleBroken):
        story.send(previous_id=story.send().pk)
    with acting_as(story.world.auditor):
        assert AuditEvent.objects.filter(action="referral.send", outcome=Outcome.DONE).count() == 1
