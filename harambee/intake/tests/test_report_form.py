"""The report form as people use it: signed out and signed in, with everything that can go wrong."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client as DjangoClient
from django.urls import reverse

from harambee.access.actors import acting_as, service_actor
from harambee.access.tests.world import PASSWORD, World
from harambee.intake import queries
from harambee.intake.models import Draft, Report
from harambee.intake.pages.writer import COOKIE
from harambee.kernel.ids import read_reference

WHERE = {"immediate_danger": "no", "area_code": "KL01", "whereabouts": "At home"}
CHILD = {"count": "1", "name_0": "Juma Ali", "age_years_0": "9", "sex_0": "male", "note_0": "Near the well"}
WHAT = {"what_happened": "He is hungry every day.", "concerns": ["neglect"]}
YOU = {
    "who": "named",
    "reporter_name": "Tabitha",
    "reporter_contact": "0700",
    "reporter_capacity": "neighbour",
}
ANSWERS: dict[str, dict[str, Any]] = {"where": WHERE, "child": CHILD, "what": WHAT, "you": YOU}

# The test client's answers carry more than their type says.
Client: Any = DjangoClient


@pytest.fixture(autouse=True)
def fresh_limits(db: None) -> None:
    """Every test starts with no report from its address."""
    cache.clear()


@pytest.fixture
def visitor(world: World) -> Client:
    """Somebody's browser, signed out."""
    return Client()


def signed_in(world: World, name: str) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(world.actors[name].user)
    return client


def address(step: str) -> str:
    """The page of a step."""
    return "/report" if step == "where" else f"/report/{step}"


def fill_in(client: Client, **changed: dict[str, Any]) -> None:
    """Answer every page; `changed` gives other answers for a page."""
    for step, answers in (ANSWERS | changed).items():
        answer = client.post(address(step), answers)
        assert answer.status_code == 302, answer.content.decode()


def token_of(client: Client) -> str:
    """The one-time token of the last page."""
    found = re.search(r'name="form_token" value="([^"]+)"', client.get("/report/check").content.decode())
    assert found is not None
    return found[1]


def send(client: Client, token: str = "", **more: str) -> Any:
    """Press the last button."""
    return client.post("/report/check", {"form_token": token or token_of(client), "website": ""} | more)


def stored(world: World) -> list[Report]:
    """What the intake desk has received."""
    with acting_as(world.intake):
        return list(queries.inbox(world.intake))


def test_three_minutes_signed_out(world: World, visitor: Client) -> None:
    assert visitor.get("/report").status_code == 200
    fill_in(visitor)
    page = visitor.get("/report/check").content.decode()
    for said in ("Juma Ali", "9 years", "He is hungry every day.", "Kilima East", "Tabitha"):
        assert said in page
    sent = send(visitor)
    assert sent.status_code == 302
    page = visitor.get(sent.url).content.decode()
    (report,) = stored(world)
    assert report.reference in page
    assert read_reference(report.reference) == report.reference
    assert "24 hours" in page
    with acting_as(world.intake):
        assert (report.what_happened, report.concerns) == ("He is hungry every day.", ["neglect"])
        assert (report.reporter_name, report.reporter_contact) == ("Tabitha", "0700")
        (child,) = queries.children(world.intake, report.pk)
        assert (child.name, child.age_years, child.sex, child.note) == (
            "Juma Ali",
            9,
            "male",
            "Near the well",
        )
    # What was sent is not kept on the device any more.
    assert "Juma" not in visitor.get("/report/child").content.decode()


def test_nothing_about_the_child_stands_in_session_cookie_or_database(world: World, visitor: Client) -> None:
    fill_in(visitor)
    assert "sessionid" not in visitor.cookies
    assert "Juma" not in str(visitor.cookies)
    door = service_actor("public-door")
    with acting_as(door):
        assert "Juma" not in str(list(Draft.objects.values_list()))
    cookie = visitor.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/report")


def test_another_browser_finds_nothing(world: World, visitor: Client) -> None:
    fill_in(visitor)
    other = Client()
    assert "Juma" not in other.get("/report/child").content.decode()
    draft_id = visitor.cookies[COOKIE].value.partition(".")[0]
    for wrong in ("", "x", f"{draft_id}.wrong", f"{draft_id}.{'A' * 43}=", f"{draft_id}.é", "\x00."):
        other.cookies[COOKIE] = wrong
        page = other.get("/report/child")
        assert page.status_code == 200
        assert "Juma" not in page.content.decode()


def test_immediate_danger_shows_whom_to_call_at_once(world: World, visitor: Client) -> None:
    answer = visitor.post("/report", WHERE | {"immediate_danger": "yes"})
    assert answer.url == "/report/danger"
    page = visitor.get(answer.url).content.decode()
    assert 'href="tel:112"' in page
    assert 'href="tel:116"' in page
    # And again on every page until it is sent, and on the last one.
    fill_in(visitor, where=WHERE | {"immediate_danger": "yes"})
    assert "tel:112" in visitor.get("/report/what").content.decode()
    page = visitor.get(send(visitor).url).content.decode()
    assert "tel:112" in page
    assert "1 hour" in page
    (report,) = stored(world)
    assert report.immediate_danger


def test_sending_twice_says_that_we_have_it(world: World, visitor: Client) -> None:
    fill_in(visitor)
    token = token_of(visitor)
    first, second = send(visitor, token), send(visitor, token)
    assert second.status_code == 302
    page = visitor.get(second.url).content.decode()
    (report,) = stored(world)
    assert "We already have this" in page
    assert report.reference in page
    assert first.url in second.url
    # "Back" does not lead to an empty form either.
    assert report.reference in visitor.get(visitor.get("/report/check").url).content.decode()
    # Also after the next report was begun in the same browser.
    fill_in(visitor)
    assert report.reference in visitor.get(send(visitor, token).url).content.decode()
    assert len(stored(world)) == 1


def test_a_last_page_that_is_out_of_date_sends_nothing(world: World, visitor: Client) -> None:
    fill_in(visitor)
    for token in ("6f1b0c9e-3b0a-4a53-a5f9-3b1a7f1e6a11", "not-a-token", ""):
        answer = visitor.post("/report/check", {"form_token": token})
        assert answer.status_code in (200, 302)
    assert stored(world) == []
    assert "Juma Ali" in visitor.get("/report/check").content.decode()


def test_several_children_come_and_go(world: World, visitor: Client) -> None:
    answer = visitor.post("/report/child", CHILD | {"more": "1"})
    assert answer.url == "/report/child"
    page = visitor.get("/report/child").content.decode()
    assert "Juma Ali" in page
    assert 'name="name_1"' in page
    three = CHILD | {
        "count": "3", "name_1": "Gone", "birth_1_day": "1", "birth_1_month": "2", "birth_1_year": "2020",
        "name_2": "ሰላም", "age_years_2": "4", "birth_2_day": "3", "birth_2_month": "4", "birth_2_year": "2021",
    }  # fmt: skip
    visitor.post("/report/child", three | {"remove": "1"})
    page = visitor.get("/report/child").content.decode()
    assert "Gone" not in page
    assert 'name="name_2"' not in page
    assert 'value="2021"' in page
    fill_in(visitor, child={"count": "2", "name_0": "Juma", "name_1": "ሰላም", "age_years_1": "٤"})
    send(visitor)
    (report,) = stored(world)
    with acting_as(world.intake):
        names = [(child.name, child.age_years) for child in queries.children(world.intake, report.pk)]
    assert names == [("Juma", None), ("ሰላም", 4)]


def test_what_is_not_known_may_stay_empty(world: World, visitor: Client) -> None:
    fill_in(
        visitor,
        where={"immediate_danger": "unknown"},
        child={"count": "1"},
        what={"what_happened": "A child cries every night in the blue house."},
        you={"who": "anonymous", "reporter_name": "Typed and taken back"},
    )
    assert "Anonymous" in visitor.get("/report/check").content.decode()
    send(visitor)
    (report,) = stored(world)
    with acting_as(world.intake):
        assert queries.children(world.intake, report.pk) == []
        assert (report.is_anonymous, report.reporter_name, report.area) == (True, "", None)


LONG = "Ж" * 100 + "م" * 100 + "ሰ" * 101
BAD: list[tuple[str, dict[str, Any], str]] = [
    ("where", {}, "Say whether a child is in danger now"),
    ("where", {"immediate_danger": "no", "area_code": "ZZ99"}, "There is no such area"),
    ("child", {"name_0": LONG}, "301 characters"),
    ("child", {"name_0": "???"}, "at least one letter"),
    ("child", {"age_years_0": "26"}, "from 0 to 25"),
    ("child", {"age_years_0": "-1"}, "from 0 to 25"),
    ("child", {"age_years_0": "nine"}, "from 0 to 25"),
    ("child", {"birth_0_day": "31", "birth_0_month": "2", "birth_0_year": "2020"}, "There is no such day"),
    ("child", {"birth_0_day": "1", "birth_0_month": "1", "birth_0_year": "2190"}, "in the future"),
    ("child", {"birth_0_day": "1", "birth_0_month": "1", "birth_0_year": "1950"}, "cannot be a child"),
    ("child", {"sex_0": "boy"}, "not one of the available choices"),
    ("child", {"name_0": "Ju\x00ma"}, "characters that cannot be read"),
    ("what", {"what_happened": " "}, "A few words are enough"),
    ("what", {"what_happened": "a" * 10_001}, "10001 characters"),
    ("what", {"what_happened": "x", "concerns": ["weather"]}, "not one of the available choices"),
    ("you", {"who": "named"}, "Give a name, or choose to stay anonymous"),
    ("you", {}, "Choose one of the answers"),
    ("you", {"who": "me"}, "not one of the available choices"),
]


@pytest.mark.parametrize(("step", "answers", "words"), BAD)
def test_bad_answers_are_named_and_kept(
    world: World, visitor: Client, step: str, answers: dict[str, Any], words: str
) -> None:
    answer = visitor.post(address(step), answers)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert words in page
    assert 'class="error-summary"' in page
    for value in answers.values():
        if isinstance(value, str) and "\x00" not in value and value.strip() and step != "you":
            assert value in page or f'value="{value}"' in page or value in ("boy", "ZZ99")
    # Closing the page and coming back loses nothing either, and it is not sent by the last page.
    text = answers.get("what_happened") or answers.get("name_0", "")
    assert text.replace("\x00", "") in visitor.get(address(step)).content.decode()
    # Taking out what cannot be read has put it right already; anything else leads back to its page.
    others = {name: good for name, good in ANSWERS.items() if name != step}
    for name, good in others.items():
        visitor.post(address(name), good)
    last = visitor.get("/report/check")
    assert last.status_code == (200 if "\x00" in text else 302)
    if last.status_code == 302:
        assert words in visitor.get(last.url).content.decode()


@pytest.mark.parametrize("count", ["0", "-3", "abc", "9999999999999", "٣", ""])
def test_a_number_of_children_that_cannot_be(visitor: Client, count: str) -> None:
    assert visitor.post("/report/child", {"count": count}).status_code == 302
    assert visitor.post("/report/child", {"count": count, "remove": "7"}).status_code in (200, 302)
    assert visitor.get("/report/child").status_code == 200


def test_ten_children_are_the_most(visitor: Client) -> None:
    visitor.post("/report/child", {"count": "10", "more": "1"})
    page = visitor.get("/report/child").content.decode()
    assert 'name="name_9"' in page
    assert 'name="name_10"' not in page
    assert "Add another child" not in page


def test_a_form_filled_in_by_a_program_is_not_sent(world: World, visitor: Client) -> None:
    fill_in(visitor)
    answer = send(visitor, website="http://buy.example")
    assert answer.status_code == 200
    assert "must stay empty" in answer.content.decode()
    assert stored(world) == []
    # A human whom it caught empties the box and sends.
    assert send(visitor).status_code == 302
    assert len(stored(world)) == 1


def test_the_eleventh_report_of_an_hour_waits(world: World, visitor: Client) -> None:
    for _number in range(10):
        fill_in(visitor)
        assert send(visitor).status_code == 302
    fill_in(visitor)
    answer = send(visitor)
    page = answer.content.decode()
    assert answer.status_code == 429
    assert "Many reports came from your network" in page
    assert "He is hungry every day." in page
    assert "tel:116" in page
    assert len(stored(world)) == 10
    # Another address is not held up, nor is anybody who is signed in.
    assert (
        visitor.post("/report/check", {"form_token": token_of(visitor)}, REMOTE_ADDR="10.0.0.9").status_code
        == 302
    )
    teacher = signed_in(world, "teacher")
    fill_in(teacher, you={"who": "me"})
    assert send(teacher).status_code == 302


def test_a_flood_of_drafts_from_one_address_is_held_up(world: World) -> None:
    answers = [Client().post("/report", WHERE).status_code for _number in range(62)]
    assert answers[:60] == [302] * 60
    assert answers[60:] == [429, 429]


def test_the_last_page_without_answers_leads_to_the_first(visitor: Client) -> None:
    assert visitor.get("/report/check").url == "/report"
    assert visitor.post("/report/check", {"form_token": "x"}).url == "/report"
    visitor.post("/report", WHERE)
    assert visitor.get("/report/check").url == "/report/what?judge=1"


@pytest.mark.parametrize(
    "path", ["/report/nonsense", "/report/where", "/report/sent/nothing", "/report/sent/%00"]
)
def test_addresses_that_are_none(visitor: Client, path: str) -> None:
    assert visitor.get(path).status_code in (400, 404)


def test_what_was_typed_can_be_deleted(world: World, visitor: Client) -> None:
    fill_in(visitor)
    answer = visitor.post("/report/forget")
    assert answer.status_code == 302
    assert visitor.cookies[COOKIE].value == ""
    with acting_as(service_actor("public-door")):
        assert Draft.objects.count() == 0
    assert visitor.post("/report/forget").status_code == 302


def test_a_signed_in_draft_is_there_after_signing_in_again(world: World) -> None:
    client = signed_in(world, "teacher")
    for step in ("where", "child"):
        client.post(address(step), ANSWERS[step])
    client.logout()
    assert "Juma" not in client.get("/report/child").content.decode()
    again = signed_in(world, "teacher")
    assert "Juma Ali" in again.get("/report/child").content.decode()
    assert "Juma Ali" not in signed_in(world, "colleague").get("/report/child").content.decode()


def test_signed_in_one_reports_by_name_and_follows_it(world: World) -> None:
    client = signed_in(world, "teacher")
    fill_in(client, you={"who": "me", "reporter_capacity": "education"})
    page = client.get(send(client).url).content.decode()
    assert reverse("my_reports") in page
    (report,) = stored(world)
    with acting_as(world.intake):
        assert report.reporter_name == world.teacher.name
        assert report.received_by_id == world.teacher.user_id


def test_a_worker_writes_down_what_somebody_told_on_the_telephone(world: World) -> None:
    client = signed_in(world, "worker")
    fill_in(client, you={"who": "anonymous", "reporter_capacity": "family"})
    send(client)
    (report,) = stored(world)
    with acting_as(world.intake):
        assert (report.reporter_name, report.is_anonymous, report.reporter_capacity) == ("", True, "family")


def test_a_session_that_ran_out_asks_to_sign_in_and_keeps_the_text(world: World) -> None:
    client = Client()
    client.post("/account/login/", {"login": "teacher@example.org", "password": PASSWORD})
    client.get("/report/what")
    client.cookies.pop("sessionid")
    answer = client.post("/report/what", WHAT | {"signed_in": "yes"})
    assert answer.status_code == 302
    assert answer.url.startswith("/account/login/")
    with acting_as(service_actor("public-door")):
        assert Draft.objects.count() == 0
    client.post("/account/login/", {"login": "teacher@example.org", "password": PASSWORD})
    assert "He is hungry every day." in client.get("/report/what").content.decode()
