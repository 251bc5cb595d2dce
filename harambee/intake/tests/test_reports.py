"""Reporting, screening and linking: who may, who sees, what is refused."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from harambee.access.actors import Actor, acting_as, service_actor
from harambee.access.commands import Sight, end_basis, exclude_person, give_sight
from harambee.access.gate import authorize, can, command, record, visible
from harambee.access.history import versions
from harambee.access.models import AuditEvent, Notice
from harambee.access.states import Basis, Category, Level, SubjectKind
from harambee.access.tests.world import World
from harambee.intake import queries
from harambee.intake.commands import ChildGiven, link_report_to_case, report_concern, screen_report
from harambee.intake.models import Report, ReportChild, Reporter, Screening
from harambee.intake.states import DECIDED, TRANSITIONS, Decision, State
from harambee.intake.tests.conftest import Told
from harambee.kernel import clock
from harambee.kernel.errors import Invalid, NotAllowed, NotVisible, Stale, WrongState
from harambee.kernel.ids import uuid7

WHY = "Burns on both hands; the school confirms."


@command("test_intake.open_case")
def open_case(actor: Actor, report: Any, case_id: Any, member: Actor) -> None:
    """What opening a case does: the team member sees the case, all categories."""
    authorize(actor, "report.link", report)
    assert member.post is not None
    sight = Sight(SubjectKind.CASE, case_id, case_id, Category.everything(), Level.WRITE)
    give_sight(actor, member.post, [sight], basis=Basis.TEAM, basis_id=case_id)
    record(actor, "test_intake.open_case", report)


@command("test_intake.close")
def close(actor: Actor, report: Any) -> None:
    """End everything that the report itself opened."""
    authorize(actor, "report.link", report)
    end_basis(actor, report.pk, reason="closed")
    record(actor, "test_intake.close", report)


def seen(actor: Actor, model: type[Any]) -> int:
    """How many rows the database itself shows, whatever the code asks."""
    with acting_as(actor):
        return int(model._base_manager.count())


def test_the_desk_reads_what_the_public_reported(world: World, told: Told) -> None:
    report = told(immediate_danger=True)
    assert report.organization_id == world.agencies["children_office"].pk
    assert report.due == report.received_at + timedelta(hours=1)
    with acting_as(world.intake):
        (waiting,) = queries.inbox(world.intake)
        assert waiting.what_happened.endswith("burns on both hands.")
        assert waiting.concerns == ["physical", "neglect"]
        assert (waiting.reporter_name, waiting.is_anonymous) == ("Tabitha T.", False)
        assert [child.name for child in queries.children(world.intake, report.pk)] == ["Juma Ali", "ሰላም"]
        assert queries.children_names(world.intake, [report]) == {report.pk: ["Juma Ali", "ሰላም"]}
        (notice,) = Notice.objects.filter(principal__in=world.intake.principals)
        assert (notice.action, notice.subject_id) == ("report.submit", report.pk)
        event = AuditEvent.objects.get(action="report.submit")
        assert event.actor_id == service_actor("public-door").user_id
        assert "Juma" not in str(event.detail)


@pytest.mark.parametrize("model", [Report, ReportChild, Reporter, Screening])
@pytest.mark.parametrize("who", ["outsider", "worker", "nurse", "coordinator", "auditor", "teacher", "door"])
def test_nobody_else_sees_anything(world: World, told: Told, who: str, model: type[Any]) -> None:
    report = told()
    screen_report(world.intake, report.pk, decision="accept", reason=WHY)
    actor = service_actor("public-door") if who == "door" else world.actors[who]
    assert seen(world.intake, model) > 0
    assert seen(actor, model) == 0
    assert seen(actor, model.history.rel.related_model if hasattr(model, "history") else model) == 0
    with acting_as(actor), pytest.raises(NotVisible):
        queries.report(actor, report.pk)
    with pytest.raises(NotVisible):
        screen_report(actor, report.pk, decision="accept", reason=WHY)
    with pytest.raises(NotVisible):
        link_report_to_case(actor, report.pk, case_id=uuid7())
    with acting_as(actor):
        assert queries.inbox(actor) == []
        assert queries.with_reference(actor, report.reference) is None


@pytest.mark.parametrize("model", [Report, ReportChild, Reporter, Screening])
def test_the_first_lock_holds_by_itself(world: World, told: Told, model: type[Any]) -> None:
    report = told(world.teacher)
    screen_report(world.intake, report.pk, decision="accept", reason=WHY)
    # Where the database would show the rows, to the desk, the gate still asks for whom.
    with acting_as(world.intake):
        assert visible(world.intake, model).exists()
        for name in ("outsider", "worker", "nurse"):
            assert not visible(world.actors[name], model).exists()
        assert visible(world.teacher, model).exists() is (model is Report)


def test_a_reporter_learns_the_state_and_no_more(world: World, told: Told) -> None:
    report = told(world.teacher)
    screen_report(world.intake, report.pk, decision="no_action", reason=WHY)
    with acting_as(world.teacher):
        (own,) = queries.own_reports(world.teacher)
        assert own.state == State.NO_ACTION
        assert not queries.works_with(world.teacher, own)
        assert (own.decision_reason, own.reporter_name) == ("", "")
        assert queries.children(world.teacher, own.pk) == []
        assert queries.inbox(world.teacher) == []
        assert [one.action for one in Notice.objects.all()] == ["report.screen"]
        assert Screening._base_manager.count() == Reporter._base_manager.count() == 0
        assert not can(world.teacher, "report.screen", own)
        assert not can(world.teacher, "report.link", own)
    # Only whoever may write a row can lock it, so to a writer's command the row is not there.
    with pytest.raises(NotVisible):
        screen_report(world.teacher, report.pk, decision="accept", reason=WHY)


@pytest.mark.parametrize("who", ["intake", "supervisor"])
@pytest.mark.parametrize("decision", Decision.values)
def test_the_receiving_office_decides(world: World, told: Told, who: str, decision: str) -> None:
    report = told()
    decided = screen_report(world.actors[who], report.pk, decision=decision, reason=f" {WHY} ", version=1)
    assert decided.state == TRANSITIONS[State.SCREENED][decision]
    with acting_as(world.intake):
        found = queries.report(world.intake, report.pk)
        assert (found.decision, found.decision_reason, found.version) == (decision, WHY, 2)
        screening = queries.screening(world.intake, report.pk)
        assert screening is not None
        assert screening.screened_by_id == world.actors[who].user_id
        assert [one.state for one in versions(found)] == [found.state, State.RECEIVED]
        waiting = queries.inbox(world.intake)
    # Only an accepted report still waits: for its case.
    assert bool(waiting) == (decision == "accept")


SCREENERS = {"intake": True, "supervisor": True}


@pytest.mark.parametrize(
    "who",
    [
        "worker",
        "colleague",
        "supervisor",
        "intake",
        "nurse",
        "clinic_intake",
        "teacher",
        "officer",
        "outsider",
    ],
)
def test_screening_truth_table(world: World, told: Told, who: str) -> None:
    """Even with the report opened to them for writing, only the office's own desk and supervisor decide."""
    report, actor = told(), world.actors[who]
    _open_to(world, actor, report, Level.WRITE)
    with acting_as(actor):
        assert can(actor, "report.screen", report) is SCREENERS.get(who, False)


def test_who_may_only_read_does_not_decide(world: World, told: Told) -> None:
    report = told()
    close(world.intake, report)
    _open_to(world, world.intake, report, Level.READ)
    with acting_as(world.intake):
        assert queries.report(world.intake, report.pk)
        assert not can(world.intake, "report.screen", report)
    with pytest.raises(NotVisible):
        screen_report(world.intake, report.pk, decision="accept", reason=WHY)


@command("test_intake.open")
def _open(actor: Actor, member: Actor, report: Report, level: Level) -> None:
    authorize(actor, "report.submit")
    assert member.post is not None
    sight = Sight(SubjectKind.REPORT, report.pk, report.pk, Category.everything(), level)
    give_sight(actor, member.post, [sight], basis=Basis.TEAM, basis_id=uuid7())
    record(actor, "test_intake.open", report)


def _open_to(world: World, member: Actor, report: Report, level: Level) -> None:
    _open(world.intake, member, report, level)


def test_whoever_is_named_in_it_does_not_see_it(world: World, told: Told) -> None:
    report = told()
    exclude_person(world.supervisor, world.intake.user_id, root_id=report.pk, reason="Named in the report")
    assert seen(world.intake, Report) == 0
    with pytest.raises(NotVisible):
        screen_report(world.intake, report.pk, decision="no_action", reason=WHY)


def test_the_second_decision_is_refused(world: World, told: Told) -> None:
    report = told()
    screen_report(world.intake, report.pk, decision="information", reason=WHY, version=1)
    with pytest.raises(WrongState):
        screen_report(world.supervisor, report.pk, decision="accept", reason=WHY, version=1)


def test_a_form_that_shows_an_older_report_is_stale(world: World, told: Told) -> None:
    report = told()
    with pytest.raises(Stale):
        screen_report(world.intake, report.pk, decision="accept", reason=WHY, version=7)


def test_a_decision_needs_a_reason(world: World, told: Told) -> None:
    report = told()
    with pytest.raises(Invalid) as refused:
        screen_report(world.intake, report.pk, decision="later", reason="  ")
    assert set(refused.value.detail["fields"]) == {"decision", "reason"}
    refusal = pytest.raises(IntegrityError, match="intake_screening_reason")
    with acting_as(world.intake), refusal, transaction.atomic():
        Screening.objects.create(report=report, decision="accept", reason="", screened_by=world.intake.user)


def test_a_decision_is_never_changed(world: World, told: Told) -> None:
    report = told()
    screen_report(world.intake, report.pk, decision="information", reason=WHY)
    refusal = pytest.raises(ProgrammingError, match="permission denied")
    with acting_as(world.intake), refusal, transaction.atomic():
        Screening.objects.update(reason="Other")


def test_the_case_team_sees_what_was_said_and_not_by_whom(world: World, told: Told) -> None:
    report = told(children=[ChildGiven("Juma", age_years=9)])
    case_id = uuid7()
    screen_report(world.intake, report.pk, decision="accept", reason=WHY)
    open_case(world.intake, report, case_id, world.worker)
    linked = link_report_to_case(world.intake, report.pk, case_id=case_id)
    assert (linked.state, linked.root_id, linked.due) == (State.LINKED, case_id, None)
    with acting_as(world.worker):
        found = queries.report(world.worker, report.pk)
        assert found.what_happened
        assert (found.reporter_name, found.decision_reason) == ("", "")
        assert [child.name for child in queries.children(world.worker, report.pk)] == ["Juma"]
    with acting_as(world.intake):
        assert queries.inbox(world.intake) == []
        assert not can(world.worker, "report.screen", found)
    with acting_as(world.intake):
        event = AuditEvent.objects.get(action="report.link")
        assert event.root_id == case_id


def test_each_sibling_gets_a_case_of_their_own(world: World, told: Told) -> None:
    report = told()
    screen_report(world.intake, report.pk, decision="accept", reason=WHY)
    with acting_as(world.intake):
        brother, sister = queries.children(world.intake, report.pk)
    first, second = uuid7(), uuid7()
    open_case(world.intake, report, second, world.colleague)
    link_report_to_case(world.intake, report.pk, case_id=first, child_id=brother.pk)
    link_report_to_case(world.intake, report.pk, case_id=second, child_id=sister.pk)
    with acting_as(world.intake):
        assert queries.report(world.intake, report.pk).case_id == first
    with acting_as(world.colleague):
        assert [child.name for child in queries.children(world.colleague, report.pk)] == ["ሰላም"]


def test_only_an_accepted_report_is_linked(world: World, told: Told) -> None:
    report = told()
    with pytest.raises(WrongState):
        link_report_to_case(world.intake, report.pk, case_id=uuid7())
    screen_report(world.intake, report.pk, decision="refer_on", reason=WHY)
    with pytest.raises(WrongState):
        link_report_to_case(world.intake, report.pk, case_id=uuid7())


def test_sight_ends_with_its_grant(world: World, told: Told) -> None:
    report = told()
    assert seen(world.intake, Report) == 1
    close(world.intake, report)
    assert seen(world.intake, Report) == seen(world.intake, ReportChild) == 0
    with acting_as(world.intake):
        assert queries.inbox(world.intake) == []


def test_the_most_urgent_comes_first(world: World, told: Told) -> None:
    calm, urgent = told(), told(immediate_danger=True)
    with clock.at(clock.now() - timedelta(hours=3)):
        late = told(immediate_danger=True)
    with acting_as(world.supervisor):
        assert [one.pk for one in queries.inbox(world.supervisor)] == [late.pk, urgent.pk, calm.pk]
        assert len(queries.inbox(world.supervisor, limit=2)) == 2
        (last,) = queries.inbox(world.supervisor, after=(urgent.due, urgent.pk))  # type: ignore[arg-type]
        assert last.pk == calm.pk


def test_it_goes_up_the_tree_to_whoever_serves(world: World, told: Told) -> None:
    from harambee.access.commands import add_area

    add_area(world.admin, name="Kilima East Ward 3", code="KL0103", parent_code="KL01")
    add_area(world.admin, name="Far away", code="XX")
    office = world.agencies["children_office"].pk
    assert {told(area_code=code).organization_id for code in ("KL0103", "kl01", "KL", "XX", "")} == {office}
    other = world.agencies["other_ngo"].pk
    assert told(organization_id=other).organization_id == other


def test_anonymous_means_that_nothing_about_the_reporter_is_kept(world: World, told: Told) -> None:
    report = told(is_anonymous=True)
    with acting_as(world.intake):
        found = queries.report(world.intake, report.pk)
        assert (found.reporter_name, found.reporter_contact, found.is_anonymous) == ("", "", True)
        assert found.reporter_capacity == "education"


BAD: list[tuple[str, dict[str, Any]]] = [
    ("area_code", {"area_code": "ZZ99"}),
    ("area_code", {"area_code": "K" * 41}),
    ("concerns", {"concerns": ["neglect", "weather"]}),
    ("what_happened", {"what_happened": "   "}),
    ("what_happened", {"what_happened": "a" * 10_001}),
    ("what_happened", {"what_happened": "burns\x00"}),
    ("whereabouts", {"whereabouts": "x" * 1_001}),
    ("reporter_name", {"reporter_name": "n" * 301}),
    ("reporter_capacity", {"reporter_capacity": "king"}),
    ("organization_id", {"organization_id": uuid7()}),
    ("age_years_0", {"children": [ChildGiven("A", age_years=26)]}),
    ("age_years_0", {"children": [ChildGiven("A", age_years=-1)]}),
    ("name_0", {"children": [ChildGiven("ሰ" * 301)]}),
    ("sex_0", {"children": [ChildGiven("A", sex="boy")]}),
    ("birth_1", {"children": [ChildGiven("A"), ChildGiven("B", birth=date(2190, 1, 1))]}),
    ("birth_0", {"children": [ChildGiven("A", birth=date(1950, 1, 1))]}),
    ("children", {"children": [ChildGiven(f"Child {n}") for n in range(11)]}),
]


@pytest.mark.parametrize(("field", "given"), BAD)
def test_what_cannot_be_right_is_refused_by_field(
    world: World, told: Told, field: str, given: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as refused:
        told(**given)
    assert list(refused.value.detail["fields"]) == [field]
    assert seen(world.intake, Report) == 0


@pytest.mark.parametrize("name", ["B", "ሰ", "م", "Ж" * 100 + "م" * 100 + "ሰ" * 100])
def test_names_of_any_length_and_script(world: World, told: Told, name: str) -> None:
    report = told(children=[ChildGiven(name, age_years=0), ChildGiven()])
    with acting_as(world.intake):
        # The one of whom nothing was said is left out.
        assert [child.name for child in queries.children(world.intake, report.pk)] == [name]


def test_a_login_without_a_post_is_sent_to_the_public_form(world: World) -> None:
    nobody = Actor(world.teacher.user, None, frozenset(), frozenset(), ())
    with pytest.raises(NotAllowed, match="public form"):
        report_concern(nobody, what_happened="Something")


def test_states_and_table_agree() -> None:
    ends = {after for moves in TRANSITIONS.values() for after in moves.values()}
    assert set(TRANSITIONS) == set(State)
    assert ends == set(State) - {State.DRAFT}
    assert set(DECIDED) == ends - {State.RECEIVED, State.SCREENED}


def test_the_database_refuses_states_that_cannot_be(world: World, told: Told) -> None:
    report = told()
    for state in (State.DRAFT, State.SCREENED, State.LINKED):
        with acting_as(world.intake), pytest.raises(IntegrityError), transaction.atomic():
            Report.objects.filter(pk=report.pk).update(state=state)


def test_every_table_is_locked(db: None) -> None:
    from harambee.access import rls

    assert not [table for table in rls.unlocked() if table.startswith("intake_")]
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class"
            " where relname like 'intake_%' and relkind = 'r' and not relforcerowsecurity"
        )
        assert cursor.fetchall() == []
