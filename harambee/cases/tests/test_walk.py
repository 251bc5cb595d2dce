"""The whole way of a case, as the people who would take each step, and every step that is refused."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from harambee.access.actors import Actor, acting_as
from harambee.access.queries import worklist as rows
from harambee.access.states import SubjectKind
from harambee.access.tests.world import World
from harambee.cases import commands, queries
from harambee.cases.models import Case, PlanAction
from harambee.cases.states import TRANSITIONS, Risk, State, propose_risk
from harambee.cases.tests.conftest import AMINA, Steps
from harambee.kernel import clock
from harambee.kernel.errors import Invalid, NotAllowed, NotVisible, Stale, WrongState


def post_of(actor: Actor) -> UUID:
    assert actor.post_id is not None
    return actor.post_id


def fresh(world: World, case: Case) -> Case:
    with acting_as(world.supervisor):
        return Case.objects.get(pk=case.pk)


def test_a_case_from_opening_to_closure(world: World, steps: Steps) -> None:
    case = steps.open()
    assert fresh(world, case).state == State.REGISTERED
    grandmother = steps.grandmother(case)
    nurse = steps.nurse(case, steps.consent(case))
    steps.assess(case)
    assert fresh(world, case).risk == Risk.HIGH
    assert fresh(world, case).review_due == clock.today() + timedelta(days=7)
    plan = steps.plan(case)
    mine, hers = steps.action(plan, grandmother), steps.action(plan, nurse, "Dress the wound")
    commands.approve_plan(world.supervisor, plan.pk)
    assert fresh(world, case).state == State.PLANNED
    commands.start_plan(world.worker, case.pk)
    with acting_as(world.nurse):
        assert [one.pk for one in queries.actions_due(world.nurse)] == [hers.pk]
    commands.complete_action(world.nurse, hers.pk)
    commands.complete_action(world.worker, mine.pk, remark="They went on Monday")
    commands.add_note(world.nurse, case.pk, text="Healing well", kind="visit", category=16)
    commands.review_case(world.worker, case.pk, summary="All is done", decision="close")
    assert fresh(world, case).state == State.UNDER_REVIEW
    commands.close_case(world.supervisor, case.pk, reason="goals_met")
    closed = fresh(world, case)
    assert (closed.state, closed.closed_by_id) == (State.CLOSED, world.supervisor.user_id)
    commands.reopen_case(world.supervisor, case.pk, reason="Reported again")
    assert fresh(world, case).state == State.REGISTERED
    with acting_as(world.worker):
        told = [one.action for one in queries.timeline(world.worker, case.pk)]
    assert told[0] == "case.reopen"
    assert told[-1] == "case.open"
    assert {"case.assess", "case.approve_plan", "case.complete_action", "case.close"} <= set(told)


def test_the_worklist_follows_state_and_due_date(world: World, steps: Steps) -> None:
    case = steps.open()
    with acting_as(world.worker):
        assert rows(world.worker, SubjectKind.CASE, statuses=[State.REGISTERED]) == [case.pk]
    steps.assess(case)
    with acting_as(world.worker):
        assert rows(world.worker, SubjectKind.CASE, statuses=[State.REGISTERED]) == []
        assert [one.pk for one in queries.worklist(world.worker)] == [case.pk]
        assert queries.worklist(world.worker, after=case.pk) == []
    with acting_as(world.supervisor):
        assert [one.pk for one in queries.due_cases(world.supervisor)] == [case.pk]


def test_worklist_pages_by_due_date(world: World, steps: Steps) -> None:
    for risk in (Risk.LOW, Risk.HIGH, Risk.MEDIUM):
        steps.assess(steps.open(), risk)
    with acting_as(world.worker):
        first = queries.worklist(world.worker, limit=2)
        second = queries.worklist(world.worker, limit=2, after=first[-1].pk)
        assert [one.risk for one in [*first, *second]] == [Risk.HIGH, Risk.MEDIUM, Risk.LOW]


def test_intake_opens_for_a_worker_and_does_not_see_it_afterwards(world: World) -> None:
    case = commands.open_case(world.intake, child=AMINA, area_code="KL01", lead_post_id=world.worker.post_id)
    with acting_as(world.worker):
        assert queries.case(world.worker, case.pk).lead_id == world.worker.post_id
    with acting_as(world.intake), pytest.raises(NotVisible):
        queries.case(world.intake, case.pk)


def test_the_lead_belongs_to_ones_own_organization(world: World) -> None:
    with pytest.raises(NotAllowed):
        commands.open_case(world.worker, child=AMINA, area_code="KL01", lead_post_id=world.outsider.post_id)


def test_unknown_area(world: World) -> None:
    with pytest.raises(Invalid) as error:
        commands.open_case(world.worker, child=AMINA, area_code="XX99")
    assert "area_code" in error.value.detail["fields"]


def test_every_step_is_refused_where_the_table_has_none(world: World) -> None:
    for state, known in TRANSITIONS.items():
        for action in {action for edges in TRANSITIONS.values() for action in edges}:
            case = Case(state=state)
            if action in known:
                case.move_by(action)
                assert case.state == known[action]
            else:
                with pytest.raises(WrongState) as error:
                    case.move_by(action)
                assert str(error.value.message) != str(WrongState.default) or action == "case.open"


def test_grave_signs_propose_high() -> None:
    assert propose_risk([]) == Risk.LOW
    assert propose_risk(["repeated"]) == Risk.MEDIUM
    assert propose_risk(["repeated", "alone"]) == Risk.HIGH


@pytest.mark.parametrize("risk", [Risk.UNKNOWN, 4])
def test_a_person_decides_on_a_real_risk(steps: Steps, risk: int) -> None:
    case = steps.open()
    with pytest.raises(Invalid):
        steps.assess(case, risk)


def test_plan_before_assessment(steps: Steps) -> None:
    with pytest.raises(WrongState):
        steps.plan(steps.open())


def test_the_author_does_not_approve(world: World, steps: Steps) -> None:
    case = steps.open()
    steps.assess(case)
    plan = commands.write_plan(
        world.supervisor, case.pk, starts=clock.today(), goals=[commands.GoalGiven("School")]
    )
    with pytest.raises(NotAllowed, match="somebody else"):
        commands.approve_plan(world.supervisor, plan.pk)


def test_a_plan_needs_a_goal(world: World, steps: Steps) -> None:
    case = steps.open()
    steps.assess(case)
    plan = commands.write_plan(world.worker, case.pk, starts=clock.today(), goals=[])
    with pytest.raises(WrongState, match="at least one goal"):
        commands.approve_plan(world.supervisor, plan.pk)


def test_an_approved_plan_is_not_changed(world: World, steps: Steps) -> None:
    _case, action = steps.in_progress()
    with pytest.raises(WrongState, match="approved"):
        commands.add_goal(world.worker, action.plan_id, words="Another goal")


def test_no_action_before_the_plan_starts(world: World, steps: Steps) -> None:
    case = steps.open()
    owner = steps.grandmother(case)
    steps.assess(case)
    plan = steps.plan(case)
    with pytest.raises(Invalid) as error:
        commands.add_action(
            world.worker, plan.pk, what="x", owner_id=owner.pk, due=plan.starts - timedelta(days=1)
        )
    assert "due" in error.value.detail["fields"]


def test_an_action_belongs_to_someone_on_the_team(world: World, steps: Steps) -> None:
    case = steps.open()
    owner = steps.grandmother(case)
    steps.assess(case)
    plan = steps.plan(case)
    commands.leave_team(world.worker, owner.pk)
    with pytest.raises(Invalid):
        steps.action(plan, owner)


def test_the_next_plan_carries_what_is_open_and_keeps_what_was_done_meanwhile(
    world: World, steps: Steps
) -> None:
    case, action = steps.in_progress()
    plan = steps.plan(case)
    with acting_as(world.worker):
        copy = PlanAction.objects.get(plan=plan)
    assert copy.carried_from_id == action.pk
    with pytest.raises(WrongState):
        steps.plan(case)
    commands.complete_action(world.worker, action.pk)
    commands.approve_plan(world.supervisor, plan.pk)
    with acting_as(world.worker):
        copy.refresh_from_db()
        assert copy.state == "done"
        current = queries.current_plan(world.worker, case.pk)
        assert current is not None
        assert current.pk == plan.pk
        assert [goal.words for goal in current.goals.all()] == ["I want to sleep at my grandmother's"] * 2


def test_closing_lists_everything_that_is_open(world: World, steps: Steps) -> None:
    case, _action = steps.in_progress()
    with pytest.raises(WrongState) as error:
        commands.close_case(world.supervisor, case.pk, reason="goals_met")
    reasons = error.value.detail["reasons"]
    assert len(reasons) == 2
    assert "review" in reasons[0]
    assert "actions" in reasons[1]


def test_open_referrals_keep_a_case_open(world: World, steps: Steps) -> None:
    case = steps.under_review()
    with acting_as(world.worker):
        Case.objects.filter(pk=case.pk).update(open_referrals=1)
    with pytest.raises(WrongState, match="Referrals"):
        commands.close_case(world.supervisor, case.pk, reason="goals_met")


def test_a_review_that_goes_on_starts_the_clock_again(world: World, steps: Steps) -> None:
    case, _action = steps.in_progress()
    with clock.at(clock.now() + timedelta(days=5)):
        commands.review_case(world.worker, case.pk, summary="Better", decision="continue")
    after = fresh(world, case)
    assert after.state == State.IN_PROGRESS
    assert after.review_due == clock.today() + timedelta(days=12)


def test_a_closed_case_refuses_edits(world: World, steps: Steps) -> None:
    case = steps.closed()
    attempts: list[Callable[[], object]] = [
        lambda: steps.grandmother(case),
        lambda: steps.consent(case),
        lambda: steps.assess(case),
        lambda: steps.plan(case),
        lambda: commands.start_plan(world.worker, case.pk),
        lambda: commands.add_note(world.worker, case.pk, text="Late thought"),
        lambda: commands.review_case(world.worker, case.pk, summary="x", decision="continue"),
        lambda: commands.close_case(world.supervisor, case.pk, reason="goals_met"),
        lambda: commands.assign_lead(world.supervisor, case.pk, post_id=post_of(world.colleague)),
    ]
    for attempt in attempts:
        with pytest.raises(WrongState, match=r"closed|Reopen"):
            attempt()


def test_a_stale_form_shows_both_versions(world: World, steps: Steps) -> None:
    case = steps.open()
    shown = case.version
    steps.assess(case, Risk.HIGH)
    with pytest.raises(Stale) as error:
        commands.assess_case(world.supervisor, case.pk, signs=[], risk=Risk.LOW, reason="x", version=shown)
    assert dict(error.value.detail["yours"]) == {"Risk": "Low risk"}
    assert dict(error.value.detail["theirs"]) == {"Risk": "High risk"}
    assert error.value.detail["version"] == fresh(world, case).version


def test_a_stale_plan_is_not_approved(world: World, steps: Steps) -> None:
    case = steps.open()
    owner = steps.grandmother(case)
    steps.assess(case)
    plan = steps.plan(case)
    steps.action(plan, owner)
    with pytest.raises(Stale):
        commands.approve_plan(world.supervisor, plan.pk, version=plan.version)


def test_a_new_lead_sees_the_case_and_the_one_before_does_not(world: World, steps: Steps) -> None:
    case = steps.open()
    commands.assign_lead(world.supervisor, case.pk, post_id=post_of(world.colleague))
    with acting_as(world.colleague):
        assert queries.case(world.colleague, case.pk).lead_id == world.colleague.post_id
    with acting_as(world.worker), pytest.raises(NotVisible):
        queries.case(world.worker, case.pk)


def test_an_addendum_keeps_the_note_as_it_was(world: World, steps: Steps) -> None:
    case = steps.open()
    note = commands.add_note(world.worker, case.pk, text="Tuesday", kind="visit")
    more = commands.add_note(world.worker, case.pk, text="It was Monday", addendum_to=note.pk)
    assert (more.kind, more.addendum_to_id) == ("visit", note.pk)
    with acting_as(world.worker):
        assert queries.notes(world.worker, case.pk).get(pk=note.pk).text == "Tuesday"


@pytest.mark.parametrize(
    "bad",
    [
        {"names": []},
        {"names": ["a" * 301]},
        {"names": ["A\x00B"]},
        {"names": ["Amina"], "birth": clock.today() + timedelta(days=1)},
    ],
)
def test_bad_input_about_the_child(world: World, bad: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        commands.open_case(world.worker, child=commands.ChildGiven(**bad), area_code="KL01")  # type: ignore[arg-type]
    with acting_as(world.supervisor):
        assert Case.objects.count() == 0
