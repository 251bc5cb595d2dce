"""The demonstration county: whole, alive, the same each time, and shut to whoever has no part in it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from harambee.access.actors import Actor, acting_as
from harambee.access.models import Area, AuditEvent, Organization, User
from harambee.access.states import Sector
from harambee.cases import queries as cases
from harambee.cases.states import State as CaseState
from harambee.cli.demo import children, county, loading, names, places, staff
from harambee.cli.demo.county import County, Person
from harambee.cli.errors import CliError
from harambee.intake import queries as intake
from harambee.intake.states import State as ReportState
from harambee.kernel import clock
from harambee.people import queries as people
from harambee.referrals.states import State as ReferralState

SCALE = 0.05
TODAY = date(2030, 5, 14)
CHILD_LEVEL = (
    "people_person", "people_personname", "cases_case", "cases_teammember", "cases_consent",
    "cases_assessment", "cases_plan", "cases_goal", "cases_planaction", "cases_note", "cases_review",
    "referrals_referral", "intake_report", "intake_reportchild", "intake_reporter", "intake_screening",
)  # fmt: skip


@dataclass
class Loaded:
    """A county, how it reads, how another one from the same seed read, and the last word on progress."""

    county: County
    facts: Counter[Any]
    facts_before: Counter[Any]
    progress: tuple[int, int]

    def person(self, sign_in: str) -> Actor:
        return next(one.actor for one in self.county.people if one.worker.place.sign_in == sign_in)

    def seen_by_someone(self, column: str, table: str) -> Counter[Any]:
        """A column's values over all rows that anybody in the county may read."""
        found: dict[Any, Any] = {}
        for person in self.county.people:
            found.update(rows(person.actor, f"select id, {column} from {table}"))
        return Counter(found.values())


def rows(actor: Actor, sql: str) -> list[tuple[Any, ...]]:
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def facts(made: County) -> Counter[Any]:
    """What can be read in the county, without what is random on purpose: identifiers and references."""
    questions = (
        "select state, risk, review_due, open_referrals, opened_at from cases_case",
        "select text, script from people_personname",
        "select text, kind, written_at from cases_note",
        "select state, need, urgency, reason, answer_note, sent_at from referrals_referral",
        "select state, what_happened, concerns::text, received_at from intake_report",
        "select what, due, state from cases_planaction",
    )
    found: Counter[Any] = Counter()
    for person in made.people:
        for question in questions:
            found.update(rows(person.actor, question))
    return found


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Loaded]:
    """A small county, loaded once for all tests of this module; and another one before it, undone."""
    progress = (0, 0)

    def advance(done: int, total: int) -> None:
        nonlocal progress
        progress = (done, total)

    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with django_db_blocker.unblock(), quick, clock.at(timezone.now()):
        with transaction.atomic():
            before = facts(loading.build(scale=SCALE))
            transaction.set_rollback(True)
        with transaction.atomic():
            made = loading.build(scale=SCALE, advance=advance)
            yield Loaded(made, facts(made), before, progress)
            transaction.set_rollback(True)


def test_everything_that_was_promised_is_there(loaded: Loaded) -> None:
    assert Counter(Area.objects.values_list("level", flat=True)) == {0: 1, 1: 6, 2: 40}
    assert not Area.objects.filter(boundary__isnull=True).exists()
    agencies = Organization.objects.exclude(name="Harambee")
    assert agencies.count() == 60
    assert set(agencies.values_list("sector", flat=True)) == set(Sector.values)
    assert len(loaded.county.services) == 200
    assert User.objects.filter(kind="human", posts__isnull=False).distinct().count() == 120
    assert sum(loaded.seen_by_someone("state", "cases_case").values()) == len(
        children.children(loading.SEED, TODAY, SCALE)
    )


def test_three_hundred_children_in_full() -> None:
    everyone = children.children(loading.SEED, TODAY, 1.0)
    assert len(everyone) == 300
    assert all(0 <= one.age(TODAY) < 18 for one in everyone)
    assert sum(bool(one.twin) for one in everyone) >= 15
    assert sum(bool(one.sibling) for one in everyone) >= 5


def test_every_state_is_present(loaded: Loaded) -> None:
    assert set(loaded.seen_by_someone("state", "cases_case")) == set(CaseState) - {CaseState.IDENTIFIED}
    assert set(loaded.seen_by_someone("state", "referrals_referral")) == set(ReferralState) - {
        ReferralState.DRAFT
    }
    assert set(loaded.seen_by_someone("state", "intake_report")) == set(ReportState) - {
        ReportState.DRAFT,
        ReportState.SCREENED,
    }


def test_families_own_actions_and_plans_have_goals_in_their_words(loaded: Loaded) -> None:
    owners = loaded.seen_by_someone("role", "cases_teammember")
    assert {"lead", "caregiver", "child", "health", "education"} <= set(owners)
    whose = loaded.seen_by_someone("whose", "cases_goal")
    assert whose["child"]
    assert whose["family"]
    assert loaded.seen_by_someone("owner_id in (select id from cases_teammember where post_id is null)",
                                  "cases_planaction")[True]  # fmt: skip


@pytest.mark.parametrize("sign_in", ["other-agency", "coordinator", "admin", "auditor"])
@pytest.mark.parametrize("table", CHILD_LEVEL)
def test_who_has_no_part_in_a_case_sees_nothing(loaded: Loaded, sign_in: str, table: str) -> None:
    assert loaded.seen_by_someone("1", table)
    found = rows(loaded.person(sign_in), f"select count(*) from {table}")
    assert found == [(0,)]


def test_the_same_seed_makes_the_same_county(loaded: Loaded) -> None:
    assert loaded.facts == loaded.facts_before
    one, other = (children.children(seed, TODAY, 0.1) for seed in (1, 2))
    assert one != other


def test_work_waits_on_the_first_office(loaded: Loaded) -> None:
    desk = loaded.person("intake")
    with acting_as(desk):
        waiting = list(intake.inbox(desk))
    due = [one.due for one in waiting if one.due]
    assert any(one < timezone.now() for one in due)
    assert any(one > timezone.now() for one in due)
    assert any(one.immediate_danger for one in waiting)


def test_the_sign_ins_have_cases(loaded: Loaded) -> None:
    for sign_in in ("worker", "supervisor"):
        actor = loaded.person(sign_in)
        with acting_as(actor):
            assert cases.worklist(actor)


def test_the_same_child_is_found_by_another_spelling(loaded: Loaded) -> None:
    everyone = children.children(loading.SEED, loaded.county.today.date(), SCALE)
    again = [one for one in everyone if one.twin]
    assert again
    for one in again:
        supervisor = loaded.county.working_at(one.agency, "supervisor")[0].actor
        with acting_as(supervisor):
            found = people.find(supervisor, one.name.full)
            shown = people.names(supervisor, [person.pk for person in found])
        assert one.written[0] in shown.values()
        assert one.written != (one.name.full,)


def test_nothing_happens_in_the_future(loaded: Loaded) -> None:
    auditor = loaded.person("auditor")
    with acting_as(auditor):
        assert not AuditEvent.objects.filter(at__gt=timezone.now()).exists()
        assert AuditEvent.objects.filter(at__lt=timezone.now() - timedelta(days=800)).exists()


def test_ten_can_sign_in_and_nobody_else(loaded: Loaded) -> None:
    able = [one for one in User.objects.filter(kind="human") if one.has_usable_password()]
    assert {one.email for one in able} == {f"{code}@demo.example" for code in staff.SIGN_INS}
    assert all(one.check_password(staff.PASSWORD) for one in able)


def test_the_progress_bar_ends_full(loaded: Loaded) -> None:
    done, total = loaded.progress
    assert done == total > county.steps()


def test_loading_again_changes_nothing(loaded: Loaded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "build", lambda **_more: pytest.fail("loaded twice"))
    loading.load()


def test_refuses_where_people_work_already(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "build", lambda **_more: pytest.fail("loaded beside others"))
    with pytest.raises(CliError, match="HARAMBEE_HOME"):
        loading.load()


def test_an_unknown_size() -> None:
    with pytest.raises(CliError, match="medium"):
        loading.load("huge")


def sides(place: places.Place) -> set[tuple[Any, Any]]:
    coordinates: Any = place.boundary["coordinates"]
    return {(tuple(one), tuple(other)) for one, other in pairwise(coordinates[0])}


def test_wards_fit_together_and_fill_the_county() -> None:
    whole, *inside = places.places(loading.SEED)
    for level in (8, 6):
        parts = [one for one in inside if len(one.code) == level]
        outer = {(one, other) for part in parts for one, other in sides(part)}
        open_sides = {(one, other) for one, other in outer if (other, one) not in outer}
        assert open_sides == sides(whole)


def test_staff_are_a_hundred_and_twenty_different_people() -> None:
    everyone = staff.workers(loading.SEED)
    assert len({one.name for one in everyone}) == len({one.email for one in everyone}) == 120
    assert {one.place.sign_in for one in everyone} - {""} == set(staff.SIGN_INS)


def test_names_are_written_in_four_scripts() -> None:
    name = names.name_of(names.GIRLS[0], names.FAMILIES[0])
    assert (name.full, len(name.spelled)) == ("Amina Hassan", 3)
    assert names.otherwise(name) == "Hasan Aminah"


def test_who_answers_for_a_service(loaded: Loaded) -> None:
    found = loaded.county.giving("after_violence", 3)
    assert found[0].agency == "clinic3"
    answering = loaded.county.answering(found[0].agency)
    assert isinstance(answering, Person)
    assert answering.has("referral_intake")
