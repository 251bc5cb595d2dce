"""What a token shows of a child: what its user could see, within its scopes, and nothing to anyone else."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from harambee.access.models import AuditEvent
from harambee.access.states import Outcome
from harambee.access.tests.world import World, acting_as
from harambee.api.mounting import api as mounted_api
from tests.api.conftest import Api
from tests.story import MARK, Story, tell

UNKNOWN = "01a20624-d04f-749f-a7b9-000000000000"


@pytest.fixture
def story(world: World) -> Story:
    """A worry about a child, a team, a plan, two referrals."""
    return tell(world)


def addresses(story: Story, method: str) -> dict[str, str]:
    """Every address that takes `method`, opened on this story's records, by operation."""
    known = story.ids()
    found = {}
    schema = mounted_api.get_openapi_schema()
    for path, methods in schema["paths"].items():
        if method in methods:
            names = [one["name"] for one in methods[method]["parameters"] if one["in"] == "path"]
            found[methods[method]["operationId"]] = path.format(
                **{one: known.get(one, UNKNOWN) for one in names}
            )
    return found


def leaks(answer: Any) -> bool:
    """Whether anything of the child stands in the answer."""
    return MARK.encode() in answer.content


def test_the_worker_sees_the_child(story: Story, api: Api) -> None:
    """Without this, the tests below could pass because nothing is shown to anyone."""
    client = api.as_("worker")
    seen = {name for name, address in addresses(story, "get").items() if leaks(client.get(address))}
    assert "read_case" in seen


@pytest.mark.parametrize("who", ["outsider", "officer", "auditor", "coordinator"])
def test_nobody_else_sees_or_changes_anything(story: Story, api: Api, who: str) -> None:
    client = api.as_(who)
    for method in ("get", "post", "put", "patch"):
        sent = {} if method == "get" else {"data": b"{}", "content_type": "application/json"}
        for name, address in addresses(story, method).items():
            answer = getattr(client, method)(address, **sent)
            assert answer.status_code < 500, name
            assert not leaks(answer), name


def test_a_token_without_the_scope_sees_nothing_of_it(story: Story, api: Api) -> None:
    client = api.as_("worker", scopes=["me.read", "organization.read"])
    for name, address in addresses(story, "get").items():
        answer = client.get(address)
        assert not leaks(answer), name
        assert (answer.status_code == 403) is (
            name not in {"read_me", "read_organization", "list_organizations"}
        ), name


def test_a_receiver_before_accepting_sees_the_minimum(story: Story, api: Api) -> None:
    client = api.as_("clinic_intake")
    known = story.ids() | {"referral_id": story.sent.pk}
    answer = client.get(f"/api/v1/referrals/{known['referral_id']}")
    assert answer.status_code == 200
    assert not leaks(answer)


def test_reading_a_child_is_recorded(story: Story, api: Api) -> None:
    with acting_as(story.world.auditor):
        before = AuditEvent.objects.filter(outcome=Outcome.READ, root_id=story.case.pk).count()
    assert api.as_("worker").get(addresses(story, "get")["read_case"]).status_code == 200
    with acting_as(story.world.auditor):
        assert AuditEvent.objects.filter(outcome=Outcome.READ, root_id=story.case.pk).count() == before + 1


def test_a_closed_case_is_not_edited(story: Story, api: Api) -> None:
    from harambee.cases.models import Case
    from harambee.cases.states import CloseReason, State

    with acting_as(story.world.worker):
        Case.objects.filter(pk=story.case.pk).update(
            state=State.CLOSED,
            closed_at=timezone.now(),
            closed_by_id=story.world.worker.user_id,
            close_reason=CloseReason.values[0],
        )
    address = addresses(story, "post")["add_note"]
    answer = api.as_("worker").post(address, {"text": "Late"}, "application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")


def test_a_referral_is_accepted_once(story: Story, api: Api) -> None:
    client = api.as_("clinic_intake")
    address = f"/api/v1/referrals/{story.sent.pk}/accept"
    assert client.post(address, {}, "application/json").status_code == 200
    answer = client.post(address, {}, "application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")


def test_nobody_without_a_token(story: Story, client: Client) -> None:
    for method in ("get", "post", "put", "patch"):
        for name, address in addresses(story, method).items():
            answer = getattr(client, method)(address)
            assert answer.status_code in (401, 415, 422) or not leaks(answer), name
