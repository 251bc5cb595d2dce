"""A token from its making to its end."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from harambee.access.actors import actor_for
from harambee.access.commands import disable_user, end_post, give_post, reset_password
from harambee.access.models import AuditEvent
from harambee.access.tests.world import PASSWORD, World, acting_as
from harambee.api.commands import PREFIX, create_token, revoke_token
from harambee.api.models import ApiToken
from harambee.api.states import covers
from harambee.kernel.errors import Invalid, NotVisible, WrongState
from tests.api.conftest import Api


@pytest.mark.parametrize(
    ("scopes", "action", "reached"),
    [
        (["referral.accept"], "referral.accept", True),
        (["referral.accept"], "referral.decline", False),
        (["referral.*"], "referral.decline", True),
        (["referral.*"], "referrals.decline", False),
        (["*.read"], "case.read", True),
        (["*.read"], "case.close", False),
        (["*"], "case.close", True),
        ([], "case.read", False),
    ],
)
def test_scopes_reach(scopes: list[str], action: str, reached: bool) -> None:
    assert covers(scopes, action) is reached


def test_only_a_hash_is_kept(world: World) -> None:
    token, secret = create_token(
        world.worker, name="Report", scopes=["*.read"], expires=timezone.now() + timedelta(days=1)
    )
    assert secret.startswith(PREFIX)
    assert secret not in str(ApiToken.objects.values().get(pk=token.pk))
    with acting_as(world.auditor):
        assert AuditEvent.objects.filter(action="token.create", subject_id=token.pk).count() == 1
        assert secret not in str(list(AuditEvent.objects.values()))


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"scopes": []},
        {"scopes": ["drop table"]},
        {"expires": timedelta(days=400)},
        {"expires": timedelta(0)},
    ],
)
def test_what_makes_no_token(world: World, wrong: dict[str, Any]) -> None:
    given: dict[str, Any] = {"name": "Report", "scopes": ["*.read"], "expires": timedelta(days=1)} | wrong
    with pytest.raises(Invalid):
        create_token(world.worker, **given | {"expires": timezone.now() + given["expires"]})


def test_a_token_acts_as_its_user(world: World, api: Api) -> None:
    answer = api.as_("worker").get("/api/v1/me")
    assert answer.status_code == 200
    assert answer.json()["email"] == "worker@example.org"
    assert answer.headers["Cache-Control"] == "no-store"


def test_its_use_is_noted(world: World, api: Api) -> None:
    api.as_("worker").get("/api/v1/me")
    assert ApiToken.objects.get().last_used is not None


@pytest.mark.parametrize(
    "header", ["Bearer harambee_unknown", "Bearer", "Basic d29ya2VyOng=", "Bearer \u00e9", ""]
)
def test_an_unknown_token_is_refused(world: World, client: Client, header: str) -> None:
    answer = client.get("/api/v1/me", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["code"] == "unknown_caller"


def test_nobody_is_refused(world: World, client: Client) -> None:
    assert client.get("/api/v1/me").status_code == 401


def test_an_unknown_token_is_refused_in_a_signed_in_browser(world: World, client: Client) -> None:
    client.force_login(world.worker.user)
    assert client.get("/api/v1/me").status_code == 200
    assert client.get("/api/v1/me", headers={"Authorization": "Bearer no"}).status_code == 401


def test_a_revoked_token_is_refused(world: World, api: Api) -> None:
    client = api.as_("worker")
    token = ApiToken.objects.get()
    revoke_token(world.worker, token.pk)
    assert client.get("/api/v1/me").status_code == 401
    with pytest.raises(WrongState):
        revoke_token(world.worker, token.pk)


def test_an_expired_token_is_refused(world: World, api: Api) -> None:
    client = api.as_("worker")
    ApiToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert client.get("/api/v1/me").status_code == 401


def test_a_disabled_user_is_refused(world: World, api: Api) -> None:
    client = api.as_("worker")
    disable_user(world.admin, world.worker.user_id, reason="left")
    assert client.get("/api/v1/me").status_code == 401


def test_a_token_ends_with_its_post_and_never_moves_to_another(world: World, api: Api) -> None:
    client = api.as_("worker")
    post = world.worker.post
    assert post is not None
    give_post(
        world.admin, world.worker.user_id, organization_id=world.agencies["clinic"].pk, duties=["team_member"]
    )
    end_post(world.admin, post.pk, reason="moved")
    assert actor_for(world.worker.user).post is not None
    assert client.get("/api/v1/me").status_code == 401


def test_others_tokens_do_not_exist(world: World, api: Api) -> None:
    api.as_("worker")
    token = ApiToken.objects.get()
    with pytest.raises(NotVisible):
        revoke_token(world.outsider, token.pk)
    revoke_token(world.admin, token.pk)


def test_scopes_are_asked_on_reads_and_writes(world: World, api: Api) -> None:
    answer = api.as_("worker", scopes=["referral.accept"]).get("/api/v1/me")
    assert answer.status_code == 403
    assert answer.json()["code"] == "not_allowed"


def test_permissions_are_cut_down_to_the_scopes(world: World, api: Api) -> None:
    whole = api.as_("admin").get("/api/v1/me").json()["permissions"]
    part = api.as_("admin", scopes=["me.read", "area.*"]).get("/api/v1/me").json()["permissions"]
    assert "user.manage" in whole
    assert part == ["area.add"]


def test_the_page_shows_the_secret_once(world: World, client: Client) -> None:
    client.force_login(world.worker.user)
    page = client.get("/account/api-tokens")
    assert page.status_code == 200
    sent = client.post(
        "/account/api-tokens", {"name": "Report", "scopes": ["*.read"], "days": "90", "form_token": uuid4()}
    )
    assert sent.status_code == 200
    assert PREFIX in sent.content.decode()
    assert "no-store" in sent.headers["Cache-Control"]
    again = client.get("/account/api-tokens").content.decode()
    assert "Report" in again
    assert PREFIX not in again


def test_the_page_revokes_after_asking(world: World, client: Client, api: Api) -> None:
    api.as_("worker")
    token = ApiToken.objects.get()
    client.force_login(world.worker.user)
    address = f"/account/api-tokens/{token.pk}/revoke"
    assert client.get(address).status_code == 200
    assert ApiToken.objects.get(pk=token.pk).revoked_at is None
    assert client.post(address, {"form_token": uuid4()}).status_code == 302
    assert ApiToken.objects.get(pk=token.pk).revoked_at is not None
    client.force_login(world.outsider.user)
    assert client.get(address).status_code == 404


def test_the_token_page_needs_a_sign_in(world: World, client: Client) -> None:
    assert client.get("/account/api-tokens").status_code == 302


def test_a_token_made_under_a_former_password_counts_no_longer(world: World, api: Api) -> None:
    thief = api.as_("worker")
    assert thief.get("/api/v1/me").status_code == 200
    reset_password(world.admin, world.worker.user_id, password="another long pass phrase")
    assert thief.get("/api/v1/me").status_code == 401
    assert api.as_("worker").get("/api/v1/me").status_code == 200


def test_changing_the_password_oneself_ends_tokens_too(world: World, api: Api) -> None:
    thief = api.as_("worker")
    browser = Client()
    browser.force_login(world.worker.user)
    new = "another long pass phrase"
    words = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert browser.post("/account/password/change/", words).status_code == 302
    assert thief.get("/api/v1/me").status_code == 401
