"""Writing people down, correcting them, finding them; what is refused and what stays hidden."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils.translation import override

from harambee.access.actors import acting_as
from harambee.access.commands import end_basis
from harambee.access.gate import authorize, command, record
from harambee.access.history import versions
from harambee.access.models import AuditEvent
from harambee.access.states import Level
from harambee.access.tests.world import World
from harambee.kernel import clock
from harambee.kernel.errors import Invalid, NotAllowed, NotVisible, Stale
from harambee.kernel.ids import uuid7
from harambee.people import queries
from harambee.people.commands import NameGiven, add_person, change_person, script_of
from harambee.people.models import Person, PersonKey, PersonName
from harambee.people.states import BirthPrecision
from harambee.people.tests.conftest import Opened, Welcome


@command("test_people.close")
def close(actor: Any, root: Any) -> None:
    """End what the test's case opened."""
    authorize(actor, "test_people.open")
    end_basis(actor, root, reason="left")
    record(actor, "test_people.open", Opened())


def test_a_person_is_kept_as_given(world: World, welcome: Welcome) -> None:
    root = uuid7()
    made = welcome(
        world.worker, " Amina  Juma ", "أمينة جمعة", root=root, sex="female", birth=date(2017, 3, 27)
    )
    with acting_as(world.worker):
        person = queries.person(world.worker, made.pk)
        assert (person.sex, person.birth, person.birth_precision) == ("female", date(2017, 3, 27), "exact")
        names = queries.person_names(world.worker, made.pk)
        assert [(one.text, one.kind, one.script) for one in names] == [
            ("Amina Juma", "usual", "Latn"),
            ("أمينة جمعة", "other", "Arab"),
        ]
        event = AuditEvent.objects.get(action="person.add")
    # The person's own root is the case: it is told in the case's timeline.
    assert (event.subject_id, event.root_id, event.category) == (made.pk, root, 1)
    assert "Amina" not in str(event.detail)


@pytest.mark.parametrize("duty", ["worker", "supervisor", "intake"])
def test_duties_that_write(world: World, welcome: Welcome, duty: str) -> None:
    actor = world.actors[duty]
    person = welcome(actor, "Amina")
    with acting_as(actor):
        assert queries.person(actor, person.pk)


@pytest.mark.parametrize("duty", ["nurse", "teacher", "officer", "clinic_intake", "coordinator", "auditor"])
def test_other_duties_do_not_write(world: World, welcome: Welcome, duty: str) -> None:
    with pytest.raises(NotAllowed):
        welcome(world.actors[duty], "Amina")


def test_writing_needs_sight_that_writes_under_that_root(world: World, welcome: Welcome) -> None:
    with pytest.raises(NotAllowed):
        add_person(world.worker, person_id=uuid7(), root_id=uuid7(), names=["Amina"])
    with pytest.raises(NotAllowed):
        welcome(world.worker, "Amina", level=Level.READ)
    person = welcome(world.worker, "Amina")
    with pytest.raises(NotAllowed):
        change_person(world.worker, person.pk, root_id=uuid7(), names=["Amani"])


def test_outsiders_see_nothing(world: World, welcome: Welcome) -> None:
    person = welcome(world.worker, "Amina Juma")
    for name in ("outsider", "colleague", "supervisor", "auditor", "admin"):
        other = world.admin if name == "admin" else world.actors[name]
        with acting_as(other):
            # The database itself shows nothing, whatever a query forgets; keys and history included.
            assert not Person.objects.exists()
            assert not PersonName.objects.exists()
            assert not PersonKey.objects.exists()
            assert versions(person) == []
            assert queries.find(other, "Amina") == []
            assert queries.names(other, [person.pk]) == {}
        with pytest.raises(NotVisible):
            change_person(other, person.pk, root_id=uuid7(), names=["X"])
    assert not Person.objects.exists()


def test_the_scope_alone_hides_people(world: World, welcome: Welcome) -> None:
    """The first lock, asked as one who sees in the database: it must not lean on the second."""
    person = welcome(world.worker, "Amina")
    with acting_as(world.worker):
        assert queries.persons(world.worker, [person.pk])
        assert not queries.persons(world.outsider, [person.pk])
        assert not queries.find(world.outsider, "Amina")
        assert not queries.names(world.outsider, [person.pk])


def test_sight_ends_with_its_basis(world: World, welcome: Welcome) -> None:
    root = uuid7()
    person = welcome(world.worker, "Amina", root=root)
    close(world.worker, root)
    with acting_as(world.worker):
        assert not Person.objects.exists()
        assert queries.find(world.worker, "Amina") == []
        with pytest.raises(NotVisible):
            queries.person(world.worker, person.pk)


def test_nothing_of_a_person_is_deleted(world: World, welcome: Welcome) -> None:
    welcome(world.worker, "Amina")
    with acting_as(world.worker), connection.cursor() as cursor:
        for table in ("people_person", "people_personname", "people_personkey", "people_personevent"):
            cursor.execute("select has_table_privilege(%s, 'delete')", [table])
            assert cursor.fetchone() == (False,)


@pytest.mark.parametrize(
    ("name", "searched"),
    [
        ("محمد علي", "Mohammed"),
        ("Mohammed Ali", "محمد"),
        ("Muhamad", "Mohammed"),
        ("ስላም", "Selam"),
        ("Selam Tesfaye", "ስላም"),
        ("Amina Juma", "juma AMINA"),
        ("José Ødegård", "jose"),
        ("ចាន់ សុខា", "សុខា"),
    ],
)
def test_search_meets_names_across_scripts(world: World, welcome: Welcome, name: str, searched: str) -> None:
    person = welcome(world.worker, name)
    welcome(world.worker, "Baraka Otieno")
    with acting_as(world.worker):
        assert [one.pk for one in queries.find(world.worker, searched)] == [person.pk]


def test_search_wants_every_word_and_ranks_as_written_first(world: World, welcome: Welcome) -> None:
    sound = welcome(world.worker, "Muhamad Ali")
    exact = welcome(world.worker, "Mohammed Ali")
    with acting_as(world.worker):
        assert [one.pk for one in queries.find(world.worker, "Mohammed Ali")] == [exact.pk, sound.pk]
        assert [one.pk for one in queries.find(world.worker, "Mohammed Ali", limit=1)] == [exact.pk]
        assert queries.find(world.worker, "Mohammed Kariuki") == []
        assert queries.find(world.worker, " -- ") == []


def test_keys_hold_no_name_and_depend_on_the_secret(world: World, welcome: Welcome, settings: Any) -> None:
    welcome(world.worker, "Amina")
    with acting_as(world.worker):
        assert queries.find(world.worker, "Amina")
        settings.SECRET_KEY = "another"
        assert not queries.find(world.worker, "Amina")


@pytest.mark.parametrize(
    "wrong",
    [
        {"names": []},
        {"names": ["  "]},
        {"names": ["12"]},
        {"names": ["x" * 301]},
        {"names": ["A\x00mina"]},
        {"names": ["Amina"] * 21},
        {"names": [NameGiven("Amina", "alias")]},
        {"birth": date(2999, 1, 1)},
        {"birth": date(1890, 1, 1)},
        {"birth_precision": "month"},
        {"birth": date(2017, 1, 1), "birth_precision": "roughly"},
        {"age_years": -1},
        {"age_years": 121},
        {"sex": "x"},
    ],
)
def test_what_cannot_be_right_is_refused(world: World, welcome: Welcome, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        welcome(world.worker, **{"names": ["Amina"], **wrong}) if "names" not in wrong else open_with(
            world, wrong["names"]
        )


def open_with(world: World, names: Any) -> None:
    """Write down somebody with exactly these names."""
    from harambee.people.tests.conftest import open_person

    open_person(world.worker, world.worker, uuid7(), Level.WRITE, {"names": names})


def test_names_at_the_limits_are_kept(world: World, welcome: Welcome) -> None:
    long = ("Ana " + "محمد " + "ሰላም ") * 25
    for name in ("ሀ", long.strip()[:300]):
        person = welcome(world.worker, name)
        with acting_as(world.worker):
            assert queries.names(world.worker, [person.pk]) == {person.pk: name.strip()}


def test_a_birth_today_is_no_future(world: World, welcome: Welcome) -> None:
    person = welcome(world.worker, "Amina", birth=clock.today())
    assert queries.age(person) == 0
    with pytest.raises(Invalid):
        welcome(world.worker, "Amina", birth=clock.today() + timedelta(days=1))


def aged(birth: date | None, precision: str = "exact") -> Person:
    """A person who is not stored."""
    return Person(birth=birth, birth_precision=precision)


@pytest.mark.parametrize(
    ("person", "on", "years"),
    [
        (aged(date(2017, 3, 27)), date(2026, 3, 26), 8),
        (aged(date(2017, 3, 27)), date(2026, 3, 27), 9),
        (aged(date(2016, 2, 29)), date(2026, 2, 28), 9),
        (aged(date(2016, 2, 29)), date(2026, 3, 1), 10),
        (aged(date(2017, 1, 1), "year"), date(2026, 6, 30), 8),
        (aged(date(2017, 1, 1), "year"), date(2026, 7, 1), 9),
        (aged(date(2026, 1, 1), "year"), date(2026, 2, 1), 0),
        (aged(None, "unknown"), date(2026, 1, 1), None),
    ],
)
def test_ages(person: Person, on: date, years: int | None) -> None:
    assert queries.age(person, on) == years


def test_an_age_given_is_an_age_told(world: World, welcome: Welcome) -> None:
    person = welcome(world.worker, "Amina", age_years=9)
    assert person.birth_precision == BirthPrecision.AGE
    assert queries.age(person) == 9
    assert queries.age(person, clock.today() + timedelta(days=366)) == 10
    assert str(queries.age_words(person)) == "about 9 years"


def test_ages_in_words() -> None:
    today = clock.today()
    baby = aged(today - timedelta(days=70))
    assert str(queries.age_words(baby)) == "2 months"
    assert str(queries.age_words(aged(None, "unknown"))) == "age not known"
    assert str(queries.age_words(aged(today.replace(year=today.year - 1, day=1), "month"))) == "1 year"
    assert str(queries.birth_words(aged(date(2017, 3, 1), "month"))) == "March 2017"
    assert str(queries.birth_words(aged(date(2017, 1, 1), "year"))) == "2017"
    words = queries.birth_words(aged(date(2017, 3, 27)))
    with override("fr"):
        assert str(words) == "27 mars 2017"


def test_a_month_or_year_keeps_no_invented_day(world: World, welcome: Welcome) -> None:
    month = welcome(world.worker, "Amina", birth=date(2017, 3, 27), birth_precision="month")
    year = welcome(world.worker, "Juma", birth=date(2017, 3, 27), birth_precision="year")
    assert (month.birth, year.birth) == (date(2017, 3, 1), date(2017, 1, 1))


def test_a_correction_keeps_what_was_before(world: World, welcome: Welcome) -> None:
    root = uuid7()
    person = welcome(world.worker, "Amina Juma", root=root, age_years=9)
    change_person(
        world.worker,
        person.pk,
        root_id=root,
        version=1,
        names=["Amina Jumaa", NameGiven("Mina", "nickname")],
        birth=date(2017, 3, 27),
        birth_precision="exact",
    )
    with acting_as(world.worker):
        now = queries.person(world.worker, person.pk)
        assert (now.version, now.birth, now.sex) == (2, date(2017, 3, 27), "unknown")
        assert queries.names(world.worker, [person.pk]) == {person.pk: "Amina Jumaa"}
        former = queries.person_names(world.worker, person.pk, former=True)
        assert {one.text for one in former} == {"Amina Juma", "Amina Jumaa", "Mina"}
        assert [one.birth_precision for one in versions(now)] == ["exact", "age"]
        assert queries.find(world.worker, "Mina")
        assert queries.find(world.worker, "Amina Juma")


def test_a_stale_form_shows_both_versions(world: World, welcome: Welcome) -> None:
    root = uuid7()
    person = welcome(world.worker, "Amina", root=root)
    change_person(world.worker, person.pk, root_id=root, version=1, sex="female")
    with pytest.raises(Stale) as refused:
        change_person(world.worker, person.pk, root_id=root, version=1, sex="male", age_years=4)
    assert refused.value.detail["yours"]["Sex"] == "Male"
    assert refused.value.detail["theirs"]["Sex"] == "Female"
    assert refused.value.detail["version"] == 2
    with acting_as(world.worker):
        assert queries.person(world.worker, person.pk).sex == "female"


@pytest.mark.parametrize(
    ("text", "script"),
    [("Amina", "Latn"), ("محمد", "Arab"), ("ሰላም", "Ethi"), ("សុខា", "Khmr"), ("12", "Zzzz"), ("Иван", "Cyrl")],
)
def test_scripts(text: str, script: str) -> None:
    assert script_of(text) == script


def test_names_take_one_query(world: World, welcome: Welcome, django_assert_num_queries: Any) -> None:
    ids = [welcome(world.worker, f"Amina {letter}").pk for letter in "ABC"]
    with acting_as(world.worker), django_assert_num_queries(1):
        assert len(queries.names(world.worker, ids)) == 3
