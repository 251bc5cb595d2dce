"""Every address, endpoint and job as an outsider and as nobody: nothing about a child is there."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from harambee.access.actors import Actor, acting_as
from harambee.access.models import User
from harambee.access.rls import PROTECTED
from harambee.access.tests.world import World
from tests.story import MARK, Story, tell

# Addresses of libraries that hold nothing of ours; their own tests cover them.
FOREIGN = ("account/", "i18n/", "__debug__/")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
UNKNOWN = "01a20624-d04f-749f-a7b9-000000000000"


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in (resolver or get_resolver()).url_patterns:
        path = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one, path)
        elif not path.startswith(FOREIGN):
            yield path, one


def addresses(story: Story) -> dict[str, str]:
    """Every address of ours, opened on this story's records, by its pattern."""
    known = story.ids()
    found = {}
    for path, pattern in patterns():
        values = {name: known.get(name, UNKNOWN) for name in pattern.pattern.converters}
        filled = path
        for name, converter in pattern.pattern.converters.items():
            value = values[name]
            if type(converter).__name__ == "IntConverter":
                value = 1
            filled = filled.replace(f"<{_kind(path, name)}{name}>", str(value))
        found[path] = "/" + filled.replace("^", "").replace("$", "")
    return found


def _kind(path: str, name: str) -> str:
    """The converter as written before the name: `uuid:` of `<uuid:case_id>`."""
    return path.split(f"{name}>")[0].rsplit("<", 1)[1]


@pytest.fixture
def story(world: World) -> Story:
    return tell(world)


def sign_in(client: Client, actor: Actor) -> None:
    client.force_login(User.objects.get(pk=actor.user_id), backend=BACKEND)


def leaks(response: Any) -> bool:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return MARK.encode() in body or json.dumps(MARK)[1:-1].encode() in body


def test_every_address_is_filled(story: Story) -> None:
    found = addresses(story)
    assert len(found) > 30
    assert not [one for one in found.values() if "<" in one]


def test_the_worker_does_see_the_child(story: Story, client: Client) -> None:
    """Without this, the matrix below could pass because nothing is shown to anyone."""
    sign_in(client, story.world.worker)
    seen = [path for path, address in addresses(story).items() if leaks(client.get(address))]
    assert len(seen) >= 8, seen


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_else_gets_anything(story: Story, method: str) -> None:
    """An agency without a part, offices with other duties, the police, and people who are not signed in."""
    wrong = []
    for who in ("outsider", "auditor", "coordinator", "officer", None):
        client = Client()
        if who is not None:
            sign_in(client, getattr(story.world, who))
        for path, address in addresses(story).items():
            response = getattr(client, method)(address)
            if response.status_code >= 500 or leaks(response):
                wrong.append((who, path, response.status_code))
    assert wrong == []


def test_a_receiver_who_has_not_accepted_sees_the_minimum(story: Story, client: Client) -> None:
    """The clinic's intake desk before accepting: the referral's own words, nothing of who the child is."""
    from harambee.referrals import commands

    commands.record_outcome(
        story.world.clinic_intake, story.accepted.pk, outcome="needs_met", why="She sleeps well again."
    )
    sign_in(client, story.world.clinic_intake)
    shown = client.get(reverse("referral", args=[story.sent.pk]))
    assert shown.status_code == 200
    assert not leaks(shown)
    assert client.get(reverse("case", args=[story.case.pk])).status_code == 404


def test_the_database_shows_an_outsider_no_row(story: Story) -> None:
    for who in ("outsider", "officer", "coordinator"):
        actor = getattr(story.world, who)
        with acting_as(actor):
            for model in PROTECTED:
                assert model._default_manager.count() == 0, (who, model)
    for model in PROTECTED:
        assert model._default_manager.count() == 0, ("nobody", model)


def test_the_story_leaves_rows_to_look_for(story: Story) -> None:
    """Each kind of row is there for somebody, so that its absence above means something."""
    empty = set(PROTECTED)
    for who in ("worker", "supervisor", "intake", "teacher", "clinic_intake"):
        with acting_as(getattr(story.world, who)):
            empty -= {model for model in empty if model._default_manager.exists()}
    assert {model.__name__ for model in empty} <= {"Draft", "Review"}


def test_every_job_acts_as_a_service_with_narrow_grants(story: Story) -> None:
    from procrastinate.contrib.django import app

    from harambee.access.actors import service_actor

    assert app.tasks
    clock = service_actor("clock")
    with acting_as(clock):
        seen = {model.__name__ for model in PROTECTED if model._default_manager.exists()}
    assert seen <= {"Referral"}, seen
