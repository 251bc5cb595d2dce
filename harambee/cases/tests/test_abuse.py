"""What people of the case, and of other agencies, try to take or to destroy."""

from uuid import UUID

import pytest

from harambee.access.actors import acting_as, actor_for
from harambee.access.commands import give_post
from harambee.access.states import Category, Level
from harambee.access.tests.world import World
from harambee.cases import commands, queries
from harambee.cases.models import Case, TeamMember
from harambee.cases.tests.conftest import AMINA, HEALTH, Steps
from harambee.cases.tests.test_pages import Browser
from harambee.intake import queries as intake
from harambee.intake.commands import report_concern, screen_report
from harambee.kernel.errors import Invalid, NotAllowed, NotVisible

NARROW = Category.IDENTITY | Category.PLAN


def join_colleague(world: World, case: Case, categories: int, level: int = Level.WRITE) -> TeamMember:
    assert world.colleague.post_id
    return commands.join_team(
        world.worker, case.pk, role="other", post_id=world.colleague.post_id,
        categories=int(categories), level=level,
    )  # fmt: skip


@pytest.mark.parametrize("basis", ["team", "legal_duty"])
def test_nobody_opens_more_than_they_see_themselves(world: World, steps: Steps, basis: str) -> None:
    case = steps.open()
    join_colleague(world, case, NARROW)
    friend = world.nurse.post_id if basis == "legal_duty" else second_post(world)
    for everything in (Category.everything(), NARROW | Category.NARRATIVE):
        with pytest.raises(Invalid, match="do not see yourself"):
            commands.join_team(
                world.colleague, case.pk, role="other", post_id=friend, categories=int(everything),
                basis=basis, law="Children Act 12",
            )  # fmt: skip
    commands.join_team(
        world.colleague, case.pk, role="other", post_id=friend, categories=int(NARROW), basis=basis, law="12"
    )


def second_post(world: World) -> UUID:
    """Another post of the colleague themselves, at the same organization."""
    assert world.colleague.organization_id
    post = give_post(
        world.admin, world.colleague.user_id, organization_id=world.colleague.organization_id,
        duties=["case_worker"],
    )  # fmt: skip
    return post.pk


def test_who_only_reads_a_kind_of_information_gives_nobody_the_pen_for_it(world: World, steps: Steps) -> None:
    case = steps.open()
    join_colleague(world, case, NARROW)
    with pytest.raises(Invalid):
        commands.join_team(
            world.colleague, case.pk, role="other", post_id=second_post(world),
            categories=int(NARROW | Category.LEGAL), level=Level.WRITE,
        )  # fmt: skip


def reported(world: World, steps: Steps) -> Case:
    """A case that began with a report, which the intake desk and the supervisors may read."""
    report = report_concern(world.teacher, area_code="KL01", what_happened="The intake worker hit her.")
    screen_report(world.intake, report.pk, decision="accept", reason="Serious")
    return commands.open_case(
        world.intake, child=AMINA, area_code="KL01", lead_post_id=world.worker.post_id, report_id=report.pk
    )


def test_who_is_barred_from_a_case_reads_its_report_no_longer(world: World, steps: Steps) -> None:
    case = reported(world, steps)
    assert case.report_id
    with acting_as(world.intake):
        assert intake.report(world.intake, case.report_id)
    commands.bar_person(world.supervisor, case.pk, user_id=world.intake.user_id, reason="Named in the report")
    with acting_as(world.intake):
        with pytest.raises(NotVisible):
            intake.report(world.intake, case.report_id)
        assert intake.reporter(world.intake, case.report_id) is None
        assert intake.inbox(world.intake, states=range(10)) == []
    with acting_as(world.supervisor):
        assert intake.report(world.supervisor, case.report_id)


def test_a_guest_on_the_team_bars_nobody(world: World, steps: Steps) -> None:
    case = steps.open()
    assert world.nurse.organization_id
    give_post(
        world.admin, world.outsider.user_id, organization_id=world.nurse.organization_id,
        duties=["supervisor", "team_member"],
    )  # fmt: skip
    guest = actor_for(
        world.outsider.user,
        next(
            one.pk
            for one in world.outsider.user.posts.all()
            if one.organization_id == world.nurse.organization_id
        ),
    )
    commands.join_team(
        world.worker, case.pk, role="other", post_id=guest.post_id, categories=int(HEALTH),
        basis="legal_duty", law="Children Act",
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        commands.bar_person(guest, case.pk, user_id=world.worker.user_id, reason="In my way")
    with acting_as(world.worker):
        assert queries.case(world.worker, case.pk)
    with pytest.raises(NotVisible):
        commands.bar_person(world.outsider, case.pk, user_id=world.worker.user_id, reason="In my way")


def test_a_worker_is_not_offered_to_bar_anybody(world: World, steps: Steps) -> None:
    case = steps.open()
    assert Browser(world, "worker").status("exclude_from_case", case.pk) == 403


def test_what_stands_on_consent_ends_when_the_case_is_closed(world: World, steps: Steps) -> None:
    case = steps.under_review()
    steps.nurse(case, steps.consent(case))
    with acting_as(world.nurse):
        assert queries.case(world.nurse, case.pk)
    commands.close_case(world.supervisor, case.pk, reason="goals_met")
    with acting_as(world.nurse), pytest.raises(NotVisible):
        queries.case(world.nurse, case.pk)
    with acting_as(world.worker):
        assert queries.case(world.worker, case.pk)
