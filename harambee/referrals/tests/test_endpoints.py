"""The API: the same rules as on the pages, told in its own way."""

from typing import Any

from django.test import Client

from harambee.access.actors import Actor
from harambee.access.models import User
from harambee.referrals.tests.conftest import Story

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Program:
    """A program that acts as somebody."""

    def __init__(self, actor: Actor) -> None:
        self.client = Client()
        self.client.force_login(User.objects.get(pk=actor.user_id), backend=BACKEND)

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1{path}")

    def post(self, path: str, **given: Any) -> Any:
        return self.client.post(f"/api/v1{path}", given, content_type="application/json")


def send(story: Story, **more: Any) -> Any:
    given = {
        "service_id": str(story.service.pk),
        "need": "counselling",
        "urgency": "urgent",
        "reason": "The child sleeps badly.",
        "consent_id": str(story.consent.pk),
    }
    return Program(story.world.worker).post(f"/cases/{story.case.pk}/referrals", **(given | more))


def test_the_whole_way(story: Story) -> None:
    desk = Program(story.world.clinic_intake)
    sent = send(story)
    assert sent.status_code == 201
    path = f"/referrals/{sent.json()['id']}"
    assert sent.json()["state"] == "sent"
    assert desk.get("/referrals").json()["count"] == 1
    shown = desk.get(path).json()
    assert (shown["child_age_band"], shown["opens"]) == ("5-9", ["identity", "health", "plan"])
    assert "Amina" not in desk.get(path).content.decode()
    accepted = desk.post(f"{path}/accept", note="Come on Monday.", version=1)
    assert accepted.json()["state"] == "accepted"
    assert desk.post(f"{path}/start").json()["state"] == "in_progress"
    done = desk.post(f"{path}/outcome", outcome="needs_met", why="Sleeps well")
    assert (done.status_code, done.json()["state"]) == (200, "completed")
    listed = Program(story.world.worker).get(f"/cases/{story.case.pk}/referrals").json()
    assert listed["items"][0]["outcome"] == "needs_met"


def test_other_answers(story: Story) -> None:
    desk, worker = Program(story.world.clinic_intake), Program(story.world.worker)
    paths = [f"/referrals/{send(story).json()['id']}" for _one in range(4)]
    assert desk.post(f"{paths[0]}/waitlist", note="Third").json()["state"] == "waitlisted"
    assert desk.post(f"{paths[0]}/decline", reason="area", note="Far").json()["state"] == "declined"
    assert desk.post(f"{paths[1]}/accept").json()["state"] == "accepted"
    assert desk.post(f"{paths[1]}/return", reason="other", note="Closed").json()["state"] == "returned"
    assert worker.post(f"{paths[2]}/cancel", why="Moved").json()["state"] == "cancelled"
    other = story.new_service("other_ngo", "Elsewhere")
    again = worker.post(f"{paths[3]}/reroute", service_id=str(other.pk), legal_duty="Children Act")
    assert (again.status_code, again.json()["state"]) == (201, "sent")


def test_refusals(story: Story) -> None:
    path = f"/referrals/{send(story).json()['id']}"
    assert send(story, consent_id=None).status_code == 422
    assert send(story, urgency="soon").status_code == 422
    assert Program(story.world.outsider).get(path).status_code == 404
    assert Program(story.world.outsider).post(f"{path}/accept").status_code == 404
    assert Program(story.world.worker).post(f"{path}/accept").status_code == 403
    desk = Program(story.world.clinic_intake)
    assert desk.post(f"{path}/accept").status_code == 200
    late = desk.post(f"{path}/accept")
    assert late.status_code == 409
    assert "was here first" in late.content.decode()
    assert Client().get(f"/api/v1{path}").status_code == 401
