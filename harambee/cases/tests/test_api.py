"""The API of cases: the walk by requests, refusals, and that nothing shows what is not open."""

import json
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from harambee.access.actors import acting_as
from harambee.access.tests.world import World
from harambee.cases import queries
from harambee.cases.tests.conftest import Steps
from harambee.kernel import clock


class Program:
    """A signed-in browser session that speaks JSON."""

    def __init__(self, world: World, name: str) -> None:
        self.client = Client()
        self.client.force_login(
            world.actors[name].user, backend="allauth.account.auth_backends.AuthenticationBackend"
        )

    def get(self, path: str) -> tuple[int, Any]:
        answer = self.client.get(f"/api/v1{path}")
        return answer.status_code, json.loads(answer.content or b"null")

    def post(self, path: str, **body: Any) -> tuple[int, Any]:
        answer = self.client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")
        return answer.status_code, json.loads(answer.content or b"null")


@pytest.fixture
def rose(world: World) -> Program:
    return Program(world, "worker")


def made(answer: tuple[int, Any]) -> str:
    status, body = answer
    assert status in {200, 201}, json.dumps(body)
    return str(body["id"])


def test_the_walk_over_the_api(world: World, rose: Program) -> None:
    boss = Program(world, "supervisor")
    today = clock.today().isoformat()
    case = made(rose.post("/cases", names=["Amina Juma"], age_years=9, area_code="KL01"))
    owner = made(rose.post(f"/cases/{case}/team", role="caregiver", name="Mary Juma"))
    made(rose.post(f"/cases/{case}/assessments", signs=["injury"], risk="high", reason="A burn"))
    plan = made(
        rose.post(f"/cases/{case}/plans", starts=today, goals=[{"words": "School", "whose": "child"}])
    )
    made(rose.post(f"/plans/{plan}/goals", words="Sleep well"))
    action = made(rose.post(f"/plans/{plan}/actions", what="Go to the clinic", owner_id=owner, due=today))
    assert rose.post(f"/plans/{plan}/approve")[0] == 403
    made(boss.post(f"/plans/{plan}/approve"))
    made(rose.post(f"/cases/{case}/start"))
    made(rose.post(f"/plan-actions/{action}/complete", remark="Done"))
    made(rose.post(f"/cases/{case}/notes", text="Well", kind="visit", category="health"))
    made(rose.post(f"/cases/{case}/reviews", summary="Done", decision="close"))
    made(boss.post(f"/cases/{case}/close", reason="goals_met"))
    status, shown = rose.get(f"/cases/{case}")
    assert status == 200
    assert (shown["state"], shown["name"], shown["risk"]) == ("closed", "Amina Juma", "high")
    assert rose.post(f"/cases/{case}/notes", text="Late")[0] == 409
    for part in ("team", "consents", "plans", "notes", "timeline", "access"):
        status, page = rose.get(f"/cases/{case}/{part}")
        assert status == 200, part
        assert page["count"] > 0 or part == "consents", part
    assert rose.get("/cases?state=closed")[1]["items"][0]["id"] == case


def test_an_outsider_gets_nothing(world: World, steps: Steps) -> None:
    case, action = steps.in_progress()
    consent = steps.consent(case)
    outsider = Program(world, "outsider")
    assert outsider.get("/cases")[1]["items"] == []
    for part in ("", "/team", "/consents", "/plans", "/notes", "/timeline", "/access"):
        status, body = outsider.get(f"/cases/{case.pk}{part}")
        assert status == 404, part
        assert case.reference not in json.dumps(body)
    assert outsider.post(f"/cases/{case.pk}/start")[0] == 404
    assert outsider.post(f"/plan-actions/{action.pk}/complete")[0] == 404
    assert outsider.post(f"/consents/{consent.pk}/withdraw")[0] == 404


def test_consent_and_team_over_the_api(world: World, rose: Program, steps: Steps) -> None:
    case = steps.open()
    clinic: UUID = world.agencies["clinic"].pk
    consent = made(rose.post(
        f"/cases/{case.pk}/consents", given_by_name="Mary", given_as="caregiver",
        organization_ids=[str(clinic)], categories=["identity", "health"], purpose="Care", how="signature",
    ))  # fmt: skip
    member = made(rose.post(
        f"/cases/{case.pk}/team", role="health", post_id=str(world.nurse.post_id), basis="consent",
        consent_id=consent, categories=["identity", "health", "legal"],
    ))  # fmt: skip
    nurse = Program(world, "nurse")
    status, shown = nurse.get(f"/cases/{case.pk}")
    assert status == 200
    assert (shown["reads"], shown["risk"]) == (["identity", "health"], "")
    made(rose.post(f"/consents/{consent}/withdraw"))
    assert nurse.get(f"/cases/{case.pk}")[0] == 404
    assert rose.post(f"/team-members/{member}/leave")[0] == 409
    with acting_as(world.worker):
        assert queries.share_categories(world.worker, case.pk, clinic) == 0


def test_a_stale_request_is_told_both_versions(rose: Program, steps: Steps) -> None:
    case = steps.open()
    steps.assess(case)
    status, body = rose.post(f"/cases/{case.pk}/assessments", risk="low", reason="x", version=1)
    assert status == 409
    assert "High risk" in json.dumps(body)


@pytest.mark.parametrize(
    "bad",
    [
        {"names": []}, {"names": ["A\x00B"]}, {"birth": "2999-01-01"}, {"area_code": "XX"},
        {"age_years": 9_999_999_999},
    ],
)  # fmt: skip
def test_bad_input_is_a_clear_error(rose: Program, bad: dict[str, Any]) -> None:
    status, body = rose.post("/cases", **{"names": ["Amina"], "area_code": "KL01", **bad})
    assert 400 <= status < 500, body
