"""A write sent again happens once."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from harambee.access.models import Area
from harambee.access.tests.world import World, acting_as, make_world
from harambee.api.jobs import forget_all_old
from harambee.api.models import KeptAnswer
from tests.api.conftest import CALLS, Api, token_of

pytestmark = pytest.mark.urls("tests.api.probe_urls")
KEY = "0192f3a1-once-only"


@pytest.fixture(autouse=True)
def calls() -> list[str]:
    """The codes for which the operation really ran."""
    CALLS.clear()
    return CALLS


def send(client: Client, code: str = "A", key: str = KEY, name: str = "Area") -> Any:
    """One write under a key."""
    return client.post(
        "/api/probe/areas", {"name": name, "code": code}, "application/json", headers={"Idempotency-Key": key}
    )


def test_the_same_again_gives_the_first_answer(world: World, api: Api, calls: list[str]) -> None:
    client = api.as_("admin")
    first, second = send(client), send(client)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert calls == ["A"]


def test_another_request_under_the_key_is_refused(world: World, api: Api, calls: list[str]) -> None:
    client = api.as_("admin")
    send(client)
    answer = send(client, code="B")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert calls == ["A"]


def test_a_failure_is_not_kept(world: World, api: Api, calls: list[str]) -> None:
    client = api.as_("admin")
    assert send(client, code=" ", name="x" * 301).status_code == 422
    assert send(client).status_code == 201
    assert send(client, key="another-key-of-mine").status_code == 422  # the code is in use
    assert KeptAnswer.objects.count() == 0  # hidden from nobody: row security
    with acting_as(world.admin):
        assert KeptAnswer.objects.count() == 1


def test_keys_of_others_are_their_own(world: World, api: Api, calls: list[str]) -> None:
    send(api.as_("admin"))
    again = send(api.as_("admin"), code="B")  # another token of the same person
    assert again.status_code == 201
    other = send(api.as_("coordinator"), code="C")
    assert (other.status_code, other.json()["code"]) == (403, "not_allowed")


@pytest.mark.parametrize("key", ["short", "", "x" * 201, "with a space in it", "sixteen signs or ümlaut"])
def test_what_is_no_key(world: World, api: Api, calls: list[str], key: str) -> None:
    answer = send(api.as_("admin"), key=key)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_idempotency_key")
    assert calls == []


def test_the_answer_is_kept_unreadable(world: World, api: Api) -> None:
    answer = send(api.as_("admin"))
    with acting_as(world.admin):
        kept = KeptAnswer.objects.get()
    assert answer.content not in bytes(kept.body)
    assert answer.json()["id"].encode() not in bytes(kept.body)
    assert KEY not in str(KeptAnswer.objects.values())


def test_nobody_else_reads_kept_answers(world: World, api: Api) -> None:
    send(api.as_("admin"))
    with acting_as(world.outsider):
        assert KeptAnswer.objects.count() == 0


def test_it_is_forgotten_after_a_day(world: World, api: Api, calls: list[str]) -> None:
    client = api.as_("admin")
    send(client)
    with acting_as(world.admin):
        kept = KeptAnswer.objects.get()
        assert timedelta(hours=23) < kept.until - timezone.now() <= timedelta(hours=24)
        KeptAnswer.objects.update(until=timezone.now() - timedelta(minutes=1))
    send(api.as_("admin"), code="B")
    with acting_as(world.admin):
        assert KeptAnswer.objects.get().pk != kept.pk


def test_the_job_forgets_them_for_everyone(world: World, api: Api) -> None:
    send(api.as_("admin"))
    with acting_as(world.admin):
        KeptAnswer.objects.update(until=timezone.now() - timedelta(minutes=1))
    assert forget_all_old() == 1
    assert forget_all_old() == 0


def test_a_replay_needs_the_scope_still(world: World, api: Api) -> None:
    client = api.as_("admin")
    send(client)
    from harambee.api.models import ApiToken

    ApiToken.objects.update(scopes=["*.read"])
    assert send(client).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_two_at_once_happen_once(calls: list[str]) -> None:
    world = make_world()
    secret = token_of(world.admin)
    start = threading.Barrier(4)
    answers: list[Any] = []

    def run() -> None:
        client = Client(headers={"Authorization": f"Bearer {secret}"})
        start.wait()
        answers.append(send(client))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.status_code for one in answers] == [201] * 4
    assert len({one.content for one in answers}) == 1
    assert sum("Idempotency-Replayed" in one.headers for one in answers) == 3
    assert calls == ["A"]
    assert Area.objects.filter(code="A").count() == 1
