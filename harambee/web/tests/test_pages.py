"""Pages of the kit and its refusals, as a browser meets them."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from harambee.access import audit
from harambee.access.tests.world import World
from harambee.kernel.errors import NotVisible, WrongState
from harambee.web import errors, kept, navigation, search, today, uploads
from harambee.web.tests import probe_urls

pytestmark = [pytest.mark.django_db, pytest.mark.urls("harambee.web.tests.probe_urls")]


@pytest.fixture(autouse=True)
def nothing_written() -> Iterator[None]:
    probe_urls.WRITTEN.clear()
    yield
    probe_urls.WRITTEN.clear()


@pytest.fixture
def rose(world: World) -> Client:
    client = Client()
    client.force_login(world.worker.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def page(client: Client, address: str, **kwargs: object) -> str:
    return client.get(address, **kwargs).content.decode()  # type: ignore[arg-type]


def test_the_policy_allows_no_inline_script_or_style(client: Client) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert "script-src 'self'" in policy


def test_signed_out_the_start_page_is_public(client: Client) -> None:
    html = page(client, "/")
    assert "Worried about a child?" in html
    assert "/account/login/" in html


def test_today_shows_what_the_slices_register(rose: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "_sections", {})
    assert "Nothing is waiting for you" in page(rose, "/")
    today.register_section(
        "late", "Late", lambda actor: [today.Item(f"Visit by {actor.name}", "/x")], order=20
    )
    today.register_section("first", "First", lambda actor: [today.Item("Approve", "/y")], order=10)
    today.register_section("none", "Not shown", lambda actor: [], order=5)
    html = page(rose, "/")
    assert "Visit by Worker W." in html
    assert html.index("First") < html.index("Late")
    assert "Not shown" not in html


def test_the_navigation_shows_only_what_one_may_do(rose: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_entries", {})
    navigation.register("Everyone", "more", order=1)
    navigation.register("Nobody", "search", permission="no.such.action", order=2)
    html = page(rose, "/more")
    assert "Everyone" in html
    assert "Nobody" not in html
    assert re.search(r'href="/more" aria-current="page"', html)


def test_search_groups_results_and_htmx_gets_only_them(rose: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_providers", {})
    search.register_provider("people", "People", lambda actor, text: [search.Hit(f"Found {text}", "/p")])
    full = page(rose, "/search?q=Amina%20")
    part = page(rose, "/search?q=Amina", headers={"HX-Request": "true"})
    assert "Found Amina" in full
    assert "<html" in full
    assert "Found Amina" in part
    assert "<html" not in part


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(client: Client) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/search?q=a"}
    answer = client.get("/search?q=am", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"] == "/account/login/?next=/search%3Fq%3Da"


def test_search_needs_sign_in(client: Client) -> None:
    assert client.get("/search?q=x").headers["Location"].startswith("/account/login/")


def test_nul_in_an_address_is_answered_in_words(rose: Client) -> None:
    for address in ("/search?q=%00", "/search%00"):
        assert rose.get(address).status_code == 400


def test_the_theme_is_kept_and_never_leads_elsewhere(client: Client) -> None:
    answer = client.post("/theme", {"theme": "dark", "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"
    assert 'data-theme="dark"' in page(client, "/")
    client.post("/theme", {"theme": '"><script>'})
    assert 'data-theme="dark"' in page(client, "/")
    client.cookies["theme"] = "blue"
    assert "data-theme" not in page(client, "/")


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("not-visible", 404, "nothing here that you can see"),
        ("not-allowed", 403, "You may not do this"),
        ("wrong-state", 409, "The case is closed."),
        ("invalid", 400, "No such code."),
        ("stale", 409, "Someone else changed this"),
    ],
)
def test_each_refusal_has_one_answer(rose: Client, kind: str, status: int, words: str) -> None:
    answer = rose.post(f"/refuse/{kind}", {"note": "typed words", "csrfmiddlewaretoken": "x"})
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_absent_and_hidden_look_the_same(rose: Client) -> None:
    absent, hidden = rose.get("/no-such-page"), rose.get("/refuse/not-visible")
    assert absent.status_code == hidden.status_code == 404
    assert absent.content == hidden.content


def test_refusals_are_audited(rose: Client, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[tuple[object, object]] = []
    monkeypatch.setattr(
        audit, "record_refusal", lambda actor, error: noted.append((actor.user_id, error.code))
    )
    for kind in ("not-allowed", "not-visible", "wrong-state"):
        rose.post(f"/refuse/{kind}")
    assert noted == [(world.worker.user_id, "not_allowed"), (world.worker.user_id, "not_visible")]


def test_signed_out_a_refusal_leads_to_sign_in(client: Client) -> None:
    assert client.get("/refuse/not-allowed").headers["Location"] == "/account/login/?next=/refuse/not-allowed"


def test_the_api_answers_its_own_errors(rf: RequestFactory) -> None:
    middleware = errors.ErrorMiddleware(lambda _: HttpResponse())
    assert middleware.process_exception(rf.get("/api/v1/cases"), NotVisible()) is None
    assert middleware.process_exception(rf.get("/cases"), RuntimeError()) is None
    assert middleware.process_exception(rf.get("/cases"), WrongState()) is not None


def test_stale_shows_both_versions_and_can_save_again(rose: Client) -> None:
    html = rose.post("/refuse/stale", {"goal": "School & more", "version": "6"}).content.decode()
    assert "School" in html
    assert "Health" in html
    assert 'name="version" value="7"' in html
    assert 'name="version" value="6"' not in html
    assert 'name="goal" value="School &amp; more"' in html
    assert html.count('class="changed"') == 1
    assert re.search(r'name="form_token" value="[0-9a-f-]{36}"', html)


def test_a_server_error_is_a_page(rose: Client) -> None:
    rose.raise_request_exception = False
    answer = rose.get("/broken")
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()


def test_an_old_csrf_key_loses_no_words(world: World) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.worker.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = strict.post("/note", {"note": "What Amina said", "password": "secret words"})
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "What Amina said" in html
    assert "secret words" not in html


def test_60_megabytes_are_refused_with_a_page(rose: Client) -> None:
    answer = rose.post("/note", b"x" * (60 << 20), content_type="multipart/form-data; boundary=b")
    assert answer.status_code == 413
    assert "25 MB" in answer.content.decode()


def test_the_limit_itself_passes(rf: RequestFactory) -> None:
    request = rf.post("/note", b"x", content_type="text/plain")
    limit = uploads.UploadLimitMiddleware(lambda _: HttpResponse("passed"))
    for size, status in ((uploads.LARGEST_UPLOAD, 200), (uploads.LARGEST_UPLOAD + 1, 413)):
        request.META["CONTENT_LENGTH"] = str(size)
        assert limit(request).status_code == status


def test_text_over_djangos_limit_is_413_not_500(rose: Client) -> None:
    answer = rose.post("/note", "note=" + "x" * 3_000_000, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()


def token(html: str) -> str:
    found = re.search(r'name="form_token" value="([0-9a-f-]{36})"', html)
    assert found is not None
    return found[1]


def test_a_form_sent_twice_is_written_once(rose: Client) -> None:
    data = {"note": "once", "form_token": token(page(rose, "/note"))}
    assert rose.post("/note", data).status_code == 302
    again = rose.post("/note", data)
    assert again.status_code == 409
    assert "We already have this" in again.content.decode()
    assert probe_urls.WRITTEN == ["once"]


def test_a_form_with_errors_may_be_sent_again(rose: Client) -> None:
    first = rose.post("/note", {"note": "", "form_token": token(page(rose, "/note"))})
    assert first.status_code == 200
    assert rose.post("/note", {"note": "now", "form_token": token(first.content.decode())}).status_code == 302


def test_a_form_without_its_token_is_asked_again(rose: Client) -> None:
    answer = rose.post("/note", {"note": "no token"})
    assert "not complete" in answer.content.decode()
    assert probe_urls.WRITTEN == []


def sign_in(client: Client, world: World, name: str = "worker") -> None:
    client.force_login(
        getattr(world, name).user, backend="allauth.account.auth_backends.AuthenticationBackend"
    )


def expired(client: Client) -> None:
    """The session ends; the browser keeps its other cookies."""
    del client.cookies["sessionid"]


SENT = {
    "note": "What Amina said",
    "day_day": "3",
    "day_month": "4",
    "day_year": "x",
    "needs": ["a", "b"],
    "password": "hidden",
    "form_token": str(uuid4()),
}


@pytest.fixture
def interrupted(rose: Client) -> Client:
    page(rose, "/note")
    expired(rose)
    answer = rose.post("/note", SENT)
    assert answer.headers["Location"] == "/account/login/?next=/note"
    return rose


def test_what_was_typed_comes_back_after_sign_in(interrupted: Client, world: World) -> None:
    assert "What you typed is kept" in page(interrupted, "/account/login/").replace("what", "What")
    sign_in(interrupted, world)
    html = page(interrupted, "/note")
    assert "What Amina said</textarea>" in html
    assert re.search(r'name="day_year"[^>]*value="x"|value="x"[^>]*name="day_year"', html)
    assert html.count(" checked") == 2
    assert "hidden" not in re.sub(r'type="hidden"|aria-hidden', "", html)
    assert "Welcome back" in html
    assert "data-error-summary" not in html
    assert token(html) != SENT["form_token"]
    assert interrupted.post("/note", {"note": "sent", "form_token": token(html)}).status_code == 302
    assert "What Amina said" not in page(interrupted, "/note")


def test_another_person_at_the_same_browser_sees_nothing(interrupted: Client, world: World) -> None:
    sign_in(interrupted, world, "outsider")
    assert "What Amina said" not in page(interrupted, "/note")
    sign_in(interrupted, world)
    assert "What Amina said" not in page(interrupted, "/note")


def test_without_the_browsers_key_nothing_is_readable(interrupted: Client, world: World) -> None:
    assert "Amina" not in str(dict(interrupted.session))
    del interrupted.cookies[kept.KEY_COOKIE]
    sign_in(interrupted, world)
    assert "What Amina said" not in page(interrupted, "/note")


def test_after_an_hour_nothing_is_kept(
    interrupted: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "ONE_HOUR", -1)
    sign_in(interrupted, world)
    assert "What Amina said" not in page(interrupted, "/note")


def test_a_browser_that_nobody_signed_in_to_keeps_nothing(client: Client) -> None:
    client.post("/note", SENT)
    assert kept.SESSION_KEY not in client.session


def test_other_pages_do_not_get_the_words(interrupted: Client, world: World) -> None:
    sign_in(interrupted, world)
    assert "What Amina said" not in page(interrupted, "/more")
    assert "What Amina said" not in page(interrupted, "/press")


def test_a_button_with_a_note_is_shown_to_be_sent_again(rose: Client, world: World) -> None:
    page(rose, "/more")
    expired(rose)
    rose.post("/press", {"reason": "She moved away"})
    sign_in(rose, world)
    html = page(rose, "/press")
    assert "She moved away</textarea>" in html
    assert 'action="/press"' in html
    assert rose.post("/press", {"reason": "She moved away"}).status_code == 302
    assert probe_urls.WRITTEN == ["She moved away"]
