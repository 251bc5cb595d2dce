"""Adding services and finding them; what is refused; confidential places."""

from datetime import timedelta
from typing import Any

import pytest

from harambee.access.actors import acting_as, service_actor
from harambee.access.commands import add_area
from harambee.access.history import versions
from harambee.access.models import AuditEvent
from harambee.access.tests.world import World
from harambee.directory import queries
from harambee.directory.commands import add_service, conceal_location
from harambee.directory.models import Entry, Location, Service, ServiceAtLocation
from harambee.kernel import clock
from harambee.kernel.errors import Invalid, NotAllowed, NotVisible
from harambee.kernel.ids import uuid7


def counselling(world: World, **values: Any) -> Service:
    """A counselling service of the clinic."""
    given = {"name": "Community counselling", "needs": ["counselling"], **values}
    return add_service(world.coordinator, organization_id=world.agencies["clinic"].pk, **given)


def found(world: World, **asked: Any) -> list[str]:
    """The names of the services that a case worker finds."""
    with acting_as(world.worker):
        return [one.name for one in queries.services(world.worker, **asked)]


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("coordinator", True),
        ("admin", True),
        ("worker", False),
        ("supervisor", False),
        ("intake", False),
        ("clinic_intake", False),
        ("auditor", False),
        ("outsider", False),
    ],
)
def test_who_adds_a_service(world: World, who: str, allowed: bool) -> None:
    actor = world.admin if who == "admin" else world.actors[who]
    clinic = world.agencies["clinic"].pk
    if not allowed:
        with pytest.raises(NotAllowed):
            add_service(actor, organization_id=clinic, name="Counselling")
        return
    made = add_service(actor, organization_id=clinic, name="Counselling")
    with acting_as(world.outsider):  # what is offered is public knowledge
        assert queries.service(world.outsider, made.pk).organization_id == clinic
    with acting_as(world.auditor):
        assert AuditEvent.objects.get(action="service.add").subject_id == made.pk
    assert len(versions(made)) == 1


def test_an_unknown_organization_is_not_there(world: World) -> None:
    with pytest.raises(NotVisible):
        add_service(world.coordinator, organization_id=uuid7(), name="Counselling")


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "..."},
        {"name": "x" * 301},
        {"name": "a\x00b"},
        {"needs": ["sleep"]},
        {"status": "open"},
        {"min_age": -1},
        {"max_age": 151},
        {"min_age": 12, "max_age": 5},
        {"area_codes": ["XX"]},
        {"assured": clock.today() + timedelta(days=2)},
        {"description": "x" * 20_001},
    ],
)
def test_what_cannot_be_right_is_refused(world: World, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        counselling(world, **wrong)


def test_search_by_text_need_and_age(world: World) -> None:
    counselling(world, min_age=12, max_age=17, description="For young people who have been hurt. Ushauri.")
    counselling(world, name="Égalité clinic", needs=["health_care"])
    counselling(world, name="Closed", status="temporarily closed")
    assert found(world) == ["Community counselling", "Égalité clinic"]
    assert found(world, text="COUNSELLING hurt") == ["Community counselling"]
    assert found(world, text="egalite") == ["Égalité clinic"]
    assert found(world, text="mweupe ushauri") == ["Community counselling"]
    assert found(world, text="%") == found(world)
    assert found(world, need="health_care") == ["Égalité clinic"]
    assert found(world, age=11) == ["Égalité clinic"]
    assert found(world, age=12) == found(world, age=17) == ["Community counselling", "Égalité clinic"]
    assert found(world, age=18) == ["Égalité clinic"]
    with pytest.raises(Invalid):
        found(world, need="sleep")


def test_search_by_area_goes_up_and_down_the_tree(world: World) -> None:
    add_area(world.admin, name="Kilima West", code="KL02", parent_code="KL")
    counselling(world, name="East", area_codes=["kl01"])
    counselling(world, name="County", area_codes=["KL"])
    counselling(world, name="Anywhere")
    assert found(world, area_code="KL01") == ["Anywhere", "County", "East"]
    assert found(world, area_code="KL02") == ["Anywhere", "County"]
    assert found(world, area_code="KL") == ["Anywhere", "County", "East"]
    with pytest.raises(Invalid):
        found(world, area_code="XX")


def test_a_confidential_place_is_never_shown(world: World) -> None:
    service = counselling(world)
    place = Location.objects.create(name="Safe house")
    at = ServiceAtLocation.objects.create(service=service, location=place)
    Entry.objects.create(table="address", location=place, data={"address_1": "Secret street"})
    Entry.objects.create(table="phone", service=service, place=at, data={"number": "1"})
    readers = (world.worker, world.outsider, service_actor("public-door"))
    for actor in readers:
        assert [one.location_id for one in queries.places(actor, service.pk)] == [place.pk]
    with pytest.raises(NotAllowed):
        conceal_location(world.worker, place.pk)
    conceal_location(world.coordinator, place.pk)
    for actor in readers:
        assert queries.places(actor, service.pk) == []
        assert not queries.entries(actor, service.pk)
        with pytest.raises(NotVisible):
            conceal_location(actor, place.pk)
    # Who keeps the directory can still find it to undo it.
    assert [one.pk for one in queries.places(world.coordinator, service.pk)] == [at.pk]
