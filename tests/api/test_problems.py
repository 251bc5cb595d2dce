"""Every refusal is a problem document, changes nothing, and says nothing of the inside."""

import json
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from harambee.access.models import Area, AuditEvent
from harambee.access.states import Outcome
from harambee.access.tests.world import World, acting_as, make_world
from tests.api.conftest import Api, token_of

pytestmark = pytest.mark.urls("tests.api.probe_urls")
MEDIA_TYPE = "application/problem+json"


def is_problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The problem document, checked."""
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, MEDIA_TYPE), answer.content
    found: dict[str, Any] = answer.json()
    assert (found["status"], found["code"]) == (status, code)
    assert {"type", "title", "detail"} <= found.keys()
    return found


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("not_visible", 404, "not_visible"),
        ("not_allowed", 403, "not_allowed"),
        ("wrong_state", 409, "wrong_state"),
        ("stale", 409, "stale"),
        ("replayed", 409, "replayed"),
        ("invalid", 422, "invalid"),
        ("unexpected", 500, "error"),
        ("data", 422, "invalid"),
    ],
)
def test_each_error_has_one_answer(world: World, api: Api, kind: str, status: int, code: str) -> None:
    answer = api.as_("admin").get(f"/api/probe/raise/{kind}")
    is_problem(answer, status, code)
    assert b"secret" not in answer.content
    assert not Area.objects.filter(name="Left behind").exists()


def test_stale_shows_both_versions(world: World, api: Api) -> None:
    found = api.as_("admin").get("/api/probe/raise/stale").json()
    assert (found["yours"], found["theirs"], found["version"]) == ({"Risk": "high"}, {"Risk": "low"}, 4)


def test_invalid_names_the_field(world: World, api: Api) -> None:
    found = api.as_("admin").get("/api/probe/raise/invalid").json()
    assert found["errors"] == [{"in": "body", "field": "birth", "message": "In the future."}]


def test_an_error_answered_without_raising_leaves_nothing(world: World, api: Api) -> None:
    is_problem(api.as_("admin").post("/api/probe/half"), 409, "error")
    assert not Area.objects.filter(code="HALF").exists()


@pytest.mark.django_db(transaction=True)
def test_a_refusal_is_recorded_after_the_rollback() -> None:
    world = make_world()
    client = Client(headers={"Authorization": f"Bearer {token_of(world.worker)}"})
    is_problem(
        client.post("/api/probe/areas", {"name": "A", "code": "A"}, "application/json"), 403, "not_allowed"
    )
    with acting_as(world.auditor), transaction.atomic():
        event = AuditEvent.objects.get(outcome=Outcome.REFUSED)
    assert (event.action, event.actor_id) == ("area.add", world.worker.user_id)


def test_unknown_addresses(db: None, client: Client) -> None:
    for address in ("/api/", "/api/v1/nothing", "/api/v2/me", "/api/v1/me/", "/api/%00"):
        answer = client.get(address)
        assert answer.status_code in (400, 404), address
        assert answer.headers["Content-Type"] == MEDIA_TYPE, address


def test_other_methods(world: World, api: Api) -> None:
    answer = api.as_("admin").delete("/api/v1/me")
    is_problem(answer, 405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET"


def test_a_nul_in_the_query(world: World, api: Api) -> None:
    is_problem(api.as_("admin").get("/api/v1/areas?limit=%00"), 400, "unreadable")


BAD_BODIES = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"1",
    b'"text"',
    b'{"name": "A"}',
    b'{"name": 1, "code": "A"}',
    b'{"name": "A", "code": null}',
    b'{"name": "A", "code": "A", "other": 1}',
    b'{"name": "A", "code": "A", "code": "B"}',
    b'{"name": "A", "code": "A", "parts": {"count": 1}}',
    b'{"name": "A", "code": "A", "parts": [{"count": "1"}]}',
    b'{"name": "A", "code": "A", "parts": [{"count": 1.5}]}',
    b'{"name": "A", "code": "A", "parts": [{"count": true}]}',
    b'{"name": "A", "code": "A", "parts": [{"count": 99999999999999999999}]}',
    b'{"name": "A", "code": "A", "parts": [{"count": 1e999}]}',
    b'{"name": "A", "code": "A", "parts": [{"count": NaN}]}',
    b'{"name": "A", "code": "A", "id": "not an id"}',
    b'{"name": "A", "code": "A", "id": 7}',
    b'{"name": "A\\u0000", "code": "A"}',
    b'{"name": "A\\ud800", "code": "A"}',
    b'{"\\u0000": "A", "name": "A", "code": "A"}',
    b'{"name": "A\xff", "code": "A"}',
    b"\xff\xfe{\x00}\x00",
    b"[" * 100_000,
    b'{"name": ' + b'{"a":' * 5_000 + b"1" + b"}" * 5_000 + b', "code": "A"}',
    json.dumps({"name": "A" * 301, "code": "A"}).encode(),
    b'{"name": "A", "code": "A", "parts": [{"count": ' + b"9" * 6000 + b"}]}",
]


def test_bad_bodies(world: World, api: Api) -> None:
    client = api.as_("admin")
    for body in BAD_BODIES:
        answer = client.post("/api/probe/areas", body, "application/json")
        assert answer.status_code in (400, 415, 422), body[:80]
        assert answer.headers["Content-Type"] == MEDIA_TYPE, body[:80]
        assert not Area.objects.filter(code="A").exists(), body[:80]


def test_a_wrong_member_is_named_as_the_sender_wrote_it(world: World, api: Api) -> None:
    body = {"name": "A", "code": "A", "parts": [{"count": 1}, {"count": 10}]}
    answer = api.as_("admin").post("/api/probe/areas", body, "application/json")
    found = is_problem(answer, 422, "invalid")
    assert [(one["in"], one["field"]) for one in found["errors"]] == [("body", "parts.1.count")]
    answer = api.as_("admin").get("/api/v1/areas?limit=101")
    assert [(one["in"], one["field"]) for one in is_problem(answer, 422, "invalid")["errors"]] == [
        ("query", "limit")
    ]


@pytest.mark.parametrize("size", [3_000_000, 26 * 1024 * 1024])
def test_large_bodies(world: World, api: Api, size: int) -> None:
    body = b'{"name": "' + b"A" * size + b'", "code": "A"}'
    is_problem(api.as_("admin").post("/api/probe/areas", body, "application/json"), 413, "too_large")


@pytest.mark.parametrize(
    "kind", ["text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"]
)
def test_other_kinds_of_body(world: World, api: Api, kind: str) -> None:
    is_problem(api.as_("admin").post("/api/probe/areas", b"name=A&code=A", kind), 415, "not_json")


def test_a_browser_needs_its_csrf_token(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.admin.user)
    body = {"name": "A", "code": "A"}
    is_problem(client.post("/api/probe/areas", body, "application/json"), 403, "csrf")
    client.get("/")
    key = client.cookies["csrftoken"].value
    answer = client.post("/api/probe/areas", body, "application/json", headers={"X-CSRFToken": key})
    assert answer.status_code == 201


def test_words_follow_the_language(world: World, api: Api) -> None:
    answer = api.as_("admin").get("/api/v1/nothing", headers={"Accept-Language": "ar"})
    is_problem(answer, 404, "not_found")


def test_pages_say_of_lists(world: World, api: Api) -> None:
    client = api.as_("admin")
    first = client.get("/api/probe/numbers?limit=100&least=20").json()
    assert (len(first["items"]), first["count"]) == (100, 230)
    second = client.get(first["next"]).json()
    assert second["items"][0] == {"number": 120}
    third = client.get(second["next"]).json()
    assert (len(third["items"]), third["next"]) == (30, None)
    assert client.get("/api/probe/numbers?limit=0").status_code == 422
    assert client.get("/api/probe/numbers?offset=99999999999999999999").status_code == 422


def test_what_is_open_to_anyone(world: World, client: Client) -> None:
    assert client.get("/api/probe/open").json() == {"number": 1}


def test_the_limit_of_a_minute(world: World, api: Api, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 3
    client, other = api.as_("worker"), api.as_("nurse")
    answers = [client.get("/api/v1/me").status_code for _ in range(7)]
    # The minute may turn once while the test runs.
    assert answers.count(429) in (1, 2, 3, 4)
    while (last := client.get("/api/v1/me")).status_code == 200:
        pass
    is_problem(last, 429, "too_many_requests")
    assert 0 < int(last.headers["Retry-After"]) <= 60
    assert other.get("/api/v1/me").status_code == 200
