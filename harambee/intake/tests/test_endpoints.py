"""Reports over the API, as a signed-in person's program uses it."""

from typing import Any

import pytest
from django.test import Client as DjangoClient

from harambee.access.actors import acting_as
from harambee.access.tests.world import World
from harambee.intake import queries
from harambee.intake.commands import link_report_to_case, screen_report
from harambee.intake.tests.conftest import Told
from harambee.kernel.ids import uuid7

# The test client's answers carry more than their type says.
Client: Any = DjangoClient
GIVEN = {
    "what_happened": "He is hungry.",
    "area_code": "KL01",
    "concerns": ["neglect"],
    "children": [{"name": "Juma", "age_years": 9, "birth": "2017-03-27"}],
    "reporter_name": "Tabitha",
}


def caller(world: World, name: str) -> Any:
    """A program that acts as this person."""
    client = Client()
    client.force_login(world.actors[name].user)
    return client


def post(client: Any, path: str, body: object) -> Any:
    """Send a JSON body."""
    return client.post(f"/api/v1{path}", body, content_type="application/json")


def test_report_read_screen(world: World) -> None:
    made = post(caller(world, "teacher"), "/reports", GIVEN)
    assert made.status_code == 201, made.content
    report_id = made.json()["id"]
    assert made.json()["state"] == "received"
    desk = caller(world, "intake")
    (line,) = desk.get("/api/v1/reports").json()["items"]
    assert (line["id"], line["area_code"], line["state"]) == (report_id, "KL01", "received")
    shown = desk.get(f"/api/v1/reports/{report_id}").json()
    assert shown["what_happened"] == "He is hungry."
    assert shown["children"][0]["birth"] == "2017-03-27"
    assert shown["reporter_name"] == "Tabitha"
    decided = post(
        desk, f"/reports/{report_id}/screen", {"decision": "accept", "reason": "Seen.", "version": 1}
    )
    assert (decided.json()["state"], decided.json()["version"]) == ("accepted", 2)
    again = post(
        desk, f"/reports/{report_id}/screen", {"decision": "accept", "reason": "Seen.", "version": 1}
    )
    assert again.status_code == 409
    assert desk.get("/api/v1/reports?state=accepted").json()["count"] == 1
    assert desk.get("/api/v1/reports?state=received").json()["count"] == 0


def test_the_reporter_reads_the_state_only(world: World, told: Told) -> None:
    report = told(world.teacher)
    screen_report(world.intake, report.pk, decision="no_action", reason="Nothing to do.")
    client = caller(world, "teacher")
    assert client.get(f"/api/v1/reports/{report.pk}").status_code == 404
    answer = client.get("/api/v1/my-reports")
    (own,) = answer.json()["items"]
    assert own == {"id": str(report.pk), "reference": report.reference, "state": "no_action"}


def test_the_reporter_does_not_learn_that_there_is_a_case(world: World, told: Told) -> None:
    report = told(world.teacher)
    screen_report(world.intake, report.pk, decision="accept", reason="Serious.")
    client = caller(world, "teacher")
    before = client.get("/api/v1/my-reports").json()
    link_report_to_case(world.intake, report.pk, case_id=uuid7())
    assert client.get("/api/v1/my-reports").json() == before
    browser = DjangoClient()
    browser.force_login(world.teacher.user)
    for path in (f"/reports?q={report.reference}", f"/search?q={report.reference}"):
        assert "Accepted, part of a case" not in browser.get(path).content.decode()


@pytest.mark.parametrize("who", ["outsider", "worker", "nurse", "auditor"])
def test_an_outsider_finds_nothing(world: World, told: Told, who: str) -> None:
    report = told()
    client = caller(world, who)
    assert client.get("/api/v1/reports").json()["items"] == []
    assert client.get("/api/v1/my-reports").json()["items"] == []
    assert client.get(f"/api/v1/reports/{report.pk}").status_code == 404
    body = {"decision": "accept", "reason": "x"}
    assert post(client, f"/reports/{report.pk}/screen", body).status_code == 404
    assert post(client, f"/reports/{uuid7()}/screen", body).status_code == 404


def test_nobody_reports_without_saying_who_they_are(world: World) -> None:
    assert post(Client(), "/reports", GIVEN).status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"area_code": "ZZ99"},
        {"what_happened": ""},
        {"what_happened": " "},
        {"what_happened": "a" * 10_001},
        {"concerns": ["weather"]},
        {"children": [{"age_years": 26}]},
        {"children": [{"birth": "2190-01-01"}]},
        {"children": [{"birth": "2020-02-31"}]},
        {"children": [{}] * 11},
        {"reporter_capacity": "king"},
        {"unknown": 1},
    ],
)
def test_what_cannot_be_right_is_refused_by_field(world: World, wrong: dict[str, Any]) -> None:
    answer = post(caller(world, "teacher"), "/reports", GIVEN | wrong)
    assert answer.status_code == 422, answer.content
    (name,) = wrong
    assert any(
        name.rstrip("ren") in one["field"] or "birth" in one["field"] for one in answer.json()["errors"]
    )
    with acting_as(world.intake):
        assert queries.inbox(world.intake) == []
