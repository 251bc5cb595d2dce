"""The directory's pages and endpoints: signed out and in, odd questions, nothing confidential."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from harambee.access.actors import Actor
from harambee.access.models import User
from harambee.access.tests.world import World
from harambee.directory.commands import add_service, conceal_location, import_directory
from harambee.directory.models import Entry, Location, Service, ServiceAtLocation
from harambee.kernel import clock
from harambee.kernel.ids import uuid7


def signed_in(actor: Actor) -> Client:
    """A browser in which the actor is signed in."""
    client = Client()
    client.force_login(
        User.objects.get(pk=actor.user_id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def offered(world: World, **values: Any) -> Service:
    """A service of the clinic."""
    given = {"name": "Community counselling", "needs": ["counselling"], **values}
    return add_service(world.coordinator, organization_id=world.agencies["clinic"].pk, **given)


@pytest.fixture(params=["signed out", "worker"])
def reader(request: pytest.FixtureRequest, world: World) -> Client:
    """Someone who is not signed in, and someone who is."""
    return Client() if request.param == "signed out" else signed_in(world.worker)


def test_the_list_and_its_filters(world: World, reader: Client) -> None:
    offered(world, min_age=12, area_codes=["KL01"])
    offered(world, name="Clinic", needs=["health_care"])
    page = reader.get("/services").content.decode()
    assert "Community counselling" in page
    assert "Mto Mweupe Health Centre" in page
    assert "Clinic" in page
    asked = {"need": "counselling", "age": "12", "area": "KL01", "q": "mweupe"}
    page = reader.get("/services", asked).content.decode()
    assert "Community counselling" in page
    assert ">Clinic<" not in page
    page = reader.get("/services", {"age": "3", "need": "counselling"}).content.decode()
    assert "No service fits" in page


def test_an_empty_directory_says_what_to_do(reader: Client) -> None:
    assert "The directory is empty" in reader.get("/services").content.decode()


@pytest.mark.parametrize(
    "asked",
    [{"age": "x"}, {"age": "-1"}, {"age": "9999"}, {"need": "sleep"}, {"area": "XX"}, {"q": "\x00"}],
)
def test_odd_questions_are_refused_in_words(reader: Client, asked: dict[str, str]) -> None:
    assert reader.get("/services", asked).status_code == 400


@pytest.mark.parametrize("asked", [{"q": "%_\\"}, {"page": "x"}, {"page": "999"}, {"q": "x" * 5000}])
def test_odd_words_and_pages_are_answered(reader: Client, asked: dict[str, str]) -> None:
    assert reader.get("/services", asked).status_code == 200


def test_one_service(world: World, reader: Client) -> None:
    service = offered(
        world,
        url="javascript:alert(1)",
        alert="Closed on <b>Friday</b>",
        min_age=5,
        max_age=17,
        assured=clock.today() - timedelta(days=3),
        assurer="Ada",
    )
    place = Location.objects.create(name="Main house")
    at = ServiceAtLocation.objects.create(service=service, location=place)
    Entry.objects.create(table="phone", service=service, place=at, data={"number": '"123 456"'})
    Entry.objects.create(
        table="schedule",
        location=place,
        data={"byday": "MO,2TU", "opens_at": "08:30", "closes_at": "17:00:00"},
    )
    Entry.objects.create(table="address", location=place, data={"address_1": "Long Road 5"})
    page = reader.get(f"/services/{service.pk}").content.decode()
    for shown in (
        "Community counselling",
        "5 to 17 years",
        "Main house",
        "123 456",
        "Long Road 5",
        "Monday, Tuesday",
    ):
        assert shown in page
    assert "Checked" in page
    assert "&lt;b&gt;Friday" in page
    assert 'href="javascript:' not in page
    conceal_location(world.coordinator, place.pk)
    page = reader.get(f"/services/{service.pk}").content.decode()
    for hidden in ("Main house", "123 456", "Long Road 5", "Monday"):
        assert hidden not in page


def test_an_old_or_missing_check_is_said(world: World, reader: Client) -> None:
    old = offered(world, assured=clock.today() - timedelta(days=366))
    assert "ring first" in reader.get(f"/services/{old.pk}").content.decode()
    assert "Not checked yet" in reader.get(f"/services/{offered(world).pk}").content.decode()


def test_an_unknown_service_is_not_there(reader: Client) -> None:
    assert reader.get(f"/services/{uuid7()}").status_code == 404


def test_pages_only_read(world: World, reader: Client) -> None:
    assert reader.post("/services").status_code == 405
    assert reader.post(f"/services/{offered(world).pk}").status_code == 405


def test_the_list_costs_the_same_for_many(world: World, django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        offered(world, name=f"Service {number}", area_codes=["KL01"])
    with django_assert_max_num_queries(12):
        page = Client().get("/services").content.decode()
    assert "1 to 25 of 30" in page


def test_the_search_box_finds_services(world: World) -> None:
    offered(world)
    page = signed_in(world.worker).get("/search", {"q": "counselling"}).content.decode()
    assert "Community counselling" in page


def test_an_imported_service_has_a_page(world: World, reader: Client, tmp_path: Path) -> None:
    given = {
        "id": str(uuid4()),
        "name": "Ushauri",
        "status": "active",
        "organization": {"id": "o-1", "name": "Haki House", "description": "x"},
        "schedules": [{"id": "h", "opens_at": "early"}, {"id": "i", "byday": "XX", "description": "Ring"}],
        "cost_options": [{"id": "c", "amount": 35, "currency": "kes", "option": "Adults"}],
        "languages": [{"id": "l", "name": "Luo"}],
        "contacts": [{"id": "k", "name": "ann", "title": 5}],
    }
    (tmp_path / "service.json").write_text(json.dumps(given), encoding="utf-8")
    import_directory(world.coordinator, tmp_path)
    page = reader.get(f"/services/{given['id']}").content.decode()
    for shown in ("Haki House", "early", "Ring", "35 KES", "Luo", "Ann"):
        assert shown in page


def test_the_api_lists_and_shows(world: World) -> None:
    service = offered(world, area_codes=["KL01"], min_age=3)
    client = signed_in(world.worker)
    listed = client.get(
        "/api/v1/services", {"need": "counselling", "age": "5", "area_code": "KL", "text": "mto"}
    )
    assert listed.status_code == 200, listed.content
    (one,) = listed.json()["items"]
    assert (one["id"], one["organization"], one["area_codes"]) == (
        str(service.pk),
        "Mto Mweupe Health Centre",
        ["KL01"],
    )
    assert client.get("/api/v1/services", {"age": 2}).json()["count"] == 0
    assert client.get(f"/api/v1/services/{service.pk}").json()["name"] == "Community counselling"
    assert client.get("/api/v1/services", {"area_code": "XX"}).status_code == 422
    assert client.get(f"/api/v1/services/{uuid7()}").status_code == 404
    assert Client().get("/api/v1/services").status_code == 401


def test_the_api_adds(world: World) -> None:
    body = {"organization_id": str(world.agencies["clinic"].pk), "name": "New", "needs": ["other"]}

    def post(actor: Actor, **changes: Any) -> int:
        answer = signed_in(actor).post(
            "/api/v1/services", {**body, **changes}, content_type="application/json"
        )
        return answer.status_code

    assert post(world.worker) == 403
    assert post(world.coordinator, name="") == 422
    assert post(world.coordinator, min_age=9, max_age=3) == 422
    assert not Service.objects.exists()
    assert post(world.coordinator) == 201
    assert Service.objects.get().needs == ["other"]
