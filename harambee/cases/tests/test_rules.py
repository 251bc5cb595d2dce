"""Each rule against each role and relation: who may, who may not, and two people at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from harambee.access.actors import Actor, acting_as
from harambee.access.commands import Sight, desk_for, give_sight
from harambee.access.gate import RULES, can, command, record
from harambee.access.states import Basis, Category, Level, SubjectKind
from harambee.access.tests.world import World, make_world
from harambee.cases import commands, queries
from harambee.cases.models import Case, Note
from harambee.cases.tests.conftest import HEALTH, Steps
from harambee.kernel.errors import HarambeeError, NotAllowed, WrongState
from harambee.kernel.ids import uuid7

# `reader` is a colleague who joined for reading; `member` the nurse of another organization.
RELATIONS = ("worker", "supervisor", "nurse", "colleague", "intake", "coordinator", "outsider")
LED_BY_WORKERS = {"worker", "supervisor"}
MAY: dict[str, set[str]] = {
    **dict.fromkeys(
        [
            "case.join_team", "case.leave_team", "case.give_consent", "case.withdraw_consent", "case.assess",
            "case.write_plan", "case.add_goal", "case.add_action", "case.drop_action", "case.start",
            "case.review",
        ],
        LED_BY_WORKERS,
    ),
    "case.assign_lead": {"supervisor"},
    "case.bar": {"supervisor"},
    "case.close": {"supervisor"},
    "case.reopen": {"supervisor"},
    "case.read": {"worker", "supervisor", "nurse", "colleague"},
}  # fmt: skip


@pytest.fixture
def case(steps: Steps, world: World) -> Case:
    case, _action = steps.in_progress()
    steps.nurse(case, steps.consent(case))
    commands.join_team(
        world.worker, case.pk, role="case_worker", post_id=world.colleague.post_id,
        categories=int(Category.everything()), level=Level.READ,
    )  # fmt: skip
    return case


def test_every_rule_about_a_case(case: Case, world: World) -> None:
    for action, allowed in MAY.items():
        for name in RELATIONS:
            actor = getattr(world, name)
            with acting_as(actor):
                assert can(
                    actor, action, Case(pk=case.pk, lead_organization_id=case.lead_organization_id)
                ) == (name in allowed), (action, name)


def test_approving(case: Case, world: World, steps: Steps) -> None:
    plan = steps.plan(case)
    for name in RELATIONS:
        actor = getattr(world, name)
        with acting_as(actor):
            assert can(actor, "case.approve_plan", plan) == (name == "supervisor"), name


def test_completing(case: Case, world: World, steps: Steps) -> None:
    plan = steps.plan(case)
    with acting_as(world.worker):
        nurse, family = (
            queries.team(world.worker, case.pk).get(role=role) for role in ("health", "caregiver")
        )
    for owner, allowed in ((nurse, {"worker", "supervisor", "nurse"}), (family, {"worker", "supervisor"})):
        action = steps.action(plan, owner)
        for name in RELATIONS:
            actor = getattr(world, name)
            with acting_as(actor):
                case.held.clear()
                action.case = case
                assert can(actor, "case.complete_action", action) == (name in allowed), (owner.role, name)


def test_noting(case: Case, world: World) -> None:
    for category, allowed in (
        (Category.HEALTH, {"worker", "supervisor", "nurse"}),
        (Category.LEGAL, {"worker", "supervisor"}),
    ):
        for name in RELATIONS:
            actor = getattr(world, name)
            note = Note(case=Case(pk=case.pk), category=category)
            with acting_as(actor):
                assert can(actor, "case.add_note", note) == (name in allowed), (category, name)


def test_opening(world: World) -> None:
    allowed = {"worker", "colleague", "supervisor", "intake", "outsider"}
    for name, actor in world.actors.items():
        assert can(actor, "case.open") == (name in allowed), name


def test_every_rule_of_this_slice_is_in_a_truth_table() -> None:
    elsewhere = {
        "case.approve_plan", "case.complete_action", "case.add_note", "case.open",
        "case.count_referral", "case.open_to_receiver", "case.close_to_receiver",
    }  # fmt: skip
    assert {action for action in RULES if action.startswith("case.")} == {*MAY, *elsewhere}


@command("test.hold_referral")
def hold_referral(actor: Actor, case: Case, referral_id: Any, to: Any) -> None:
    """What sending a referral does: both ends may write it; it hangs under the case."""
    from harambee.access.gate import authorize

    authorize(actor, "post.switch", actor.post)
    give_sight(
        actor, to, [Sight(SubjectKind.REFERRAL, referral_id, case.pk, Category.PLAN, Level.WRITE)],
        basis=Basis.REFERRAL, basis_id=referral_id,
    )  # fmt: skip
    record(actor, "test.hold_referral", case)


@pytest.fixture
def receiving(steps: Steps, world: World) -> dict[str, Any]:
    """A referral of a case to the clinic's queue, not answered yet."""
    case = steps.open()
    consent = steps.consent(case)
    desk = desk_for(world.agencies["clinic"].pk, "referral_intake")
    referral_id = uuid7()
    hold_referral(world.worker, case, referral_id, world.worker.post)
    hold_referral(world.worker, case, referral_id, desk)
    return {"case": case, "consent": consent, "desk": desk, "referral_id": referral_id}


def accept(world: World, it: dict[str, Any]) -> Category:
    return commands.open_to_receiver(
        world.clinic_intake,
        it["case"].pk,
        referral_id=it["referral_id"],
        desk=it["desk"],
        post=world.nurse.post,
        categories=int(Category.everything()),
        basis=Basis.CONSENT,
        consent_id=it["consent"].pk,
    )


def seen(actor: Actor) -> int:
    with acting_as(actor):
        return Case.objects.count()


def test_a_receiver_sees_the_case_between_acceptance_and_outcome(
    receiving: dict[str, Any], world: World
) -> None:
    both = (world.clinic_intake, world.nurse)
    assert [seen(one) for one in both] == [0, 0]
    assert accept(world, receiving) == HEALTH
    assert [seen(one) for one in both] == [1, 1]
    with acting_as(world.clinic_intake):
        reads, writes = queries.seen_and_written(world.clinic_intake, Case.objects.get())
    assert (reads, writes) == (HEALTH, Category(0))
    commands.close_to_receiver(
        world.clinic_intake, receiving["case"].pk, referral_id=receiving["referral_id"], reason="completed"
    )
    assert [seen(one) for one in both] == [0, 0]


def test_withdrawal_ends_a_receivers_sight(receiving: dict[str, Any], world: World) -> None:
    accept(world, receiving)
    commands.withdraw_consent(world.worker, receiving["consent"].pk)
    assert [seen(one) for one in (world.clinic_intake, world.nurse)] == [0, 0]


def test_a_consent_withdrawn_before_acceptance_opens_nothing(receiving: dict[str, Any], world: World) -> None:
    commands.withdraw_consent(world.worker, receiving["consent"].pk)
    with pytest.raises(WrongState, match="consent"):
        accept(world, receiving)
    assert seen(world.clinic_intake) == 0


def test_a_receiver_counts_a_referral_without_seeing_the_case(
    receiving: dict[str, Any], world: World
) -> None:
    case = receiving["case"]
    assert commands.count_referral(world.worker, case.pk, 1) == 1
    assert commands.count_referral(world.clinic_intake, case.pk, -1) == 0
    assert seen(world.clinic_intake) == 0
    with pytest.raises(NotAllowed):
        commands.count_referral(world.outsider, case.pk, -1)


@contextmanager
def closing_connection() -> Iterator[None]:
    try:
        yield
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_two_who_close_at_once(transactional_db: None) -> None:
    world = make_world()
    case = Steps(world).under_review()
    start, ends = Barrier(2), []

    def close() -> None:
        with closing_connection():
            start.wait(timeout=10)
            ends.append(
                outcome_of(lambda: commands.close_case(world.supervisor, case.pk, reason="goals_met"))
            )

    threads = [Thread(target=close) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(ends) == ["done", "wrong_state"]


def outcome_of(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except HarambeeError as error:
        return error.code
    return "done"
