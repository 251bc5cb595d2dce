"""The pages of those who decide, the reporter's own page, Today, search and navigation."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as DjangoClient
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from harambee.access.actors import acting_as
from harambee.access.models import AuditEvent
from harambee.access.states import Outcome
from harambee.access.tests.world import World
from harambee.intake import queries
from harambee.intake.commands import link_report_to_case, screen_report
from harambee.intake.entries import by_reference, own_items, waiting, waiting_items
from harambee.intake.states import State
from harambee.intake.tests.conftest import Told
from harambee.kernel import clock
from harambee.kernel.ids import uuid7

# The test client's answers carry more than their type says.
Client: Any = DjangoClient
WHY = "The school confirms it."


def signed_in(world: World, name: str) -> Any:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(world.actors[name].user)
    return client


def test_the_inbox_shows_what_is_late_first(world: World, told: Told) -> None:
    told(children=[])
    with clock.at(clock.now() - timedelta(hours=30)):
        told(immediate_danger=True)
    page = signed_in(world, "intake").get("/reports").content.decode()
    assert page.index("Juma Ali") < page.index("Child not known")
    assert "Immediate danger" in page
    assert "Late" in page


@pytest.mark.parametrize("who", ["outsider", "worker", "nurse", "teacher", "auditor", "officer"])
def test_every_page_is_empty_or_absent_for_an_outsider(world: World, told: Told, who: str) -> None:
    report = told()
    client = signed_in(world, who)
    for path in (
        "/reports",
        "/my-reports",
        f"/reports?q={report.reference}",
        "/",
        f"/search?q={report.reference}",
    ):
        page = client.get(path).content.decode()
        assert "Juma" not in page
        assert reverse("report", args=[report.pk]) not in page
    assert client.get(f"/reports/{report.pk}").status_code == 404
    assert (
        client.post(f"/reports/{report.pk}/screen", {"decision": "accept", "reason": WHY}).status_code == 404
    )


def test_signed_out_one_signs_in_first(world: World, told: Told) -> None:
    report = told()
    for path in ("/reports", "/my-reports", f"/reports/{report.pk}"):
        assert Client().get(path).url.startswith("/account/login/")


def test_deciding_on_the_page(world: World, told: Told) -> None:
    report = told()
    client = signed_in(world, "intake")
    page = client.get(f"/reports/{report.pk}").content.decode()
    for said in (
        "Juma Ali",
        "ሰላም",
        "9 years",
        "burns on both hands",
        "Tabitha T.",
        "0700 000 000",
        "behind the market",
    ):
        assert said in page
    with acting_as(world.auditor):
        assert (
            AuditEvent.objects.filter(action="report.read", outcome=Outcome.READ, root_id=report.pk).count()
            == 1
        )
    answer = client.post(f"/reports/{report.pk}/screen", {"version": "1", "reason": WHY})
    page = answer.content.decode()
    assert "Choose what happens with this report." in page
    assert WHY in page
    token = answer.context["form"].initial["form_token"]
    decide = {"decision": "accept", "reason": WHY, "version": "1", "form_token": str(token)}
    answer = client.post(f"/reports/{report.pk}/screen", decide)
    assert answer.url == f"/reports/{report.pk}"
    page = client.get(answer.url).content.decode()
    assert WHY in page
    assert "Open a case for this child" in page
    # The same form again, and another one for a report that is decided already.
    assert client.post(f"/reports/{report.pk}/screen", decide).status_code == 409
    again = client.post(f"/reports/{report.pk}/screen", decide | {"form_token": str(uuid7())})
    assert again.status_code == 409
    assert WHY in again.content.decode()


def test_a_stale_form_shows_both_versions(world: World, told: Told) -> None:
    report = told()
    answer = signed_in(world, "intake").post(
        f"/reports/{report.pk}/screen",
        {"decision": "accept", "reason": WHY, "version": "9", "form_token": str(uuid7())},
    )
    assert answer.status_code == 409
    assert WHY in answer.content.decode()


def test_the_reporters_page_says_the_state_and_nothing_else(world: World, told: Told) -> None:
    report = told(world.teacher)
    screen_report(world.intake, report.pk, decision="accept", reason=WHY)
    link_report_to_case(world.intake, report.pk, case_id=uuid7())
    client = signed_in(world, "teacher")
    for path in ("/my-reports", f"/reports/{report.pk}"):
        page = client.get(path).content.decode()
        assert "We are acting on it: people now work with the child." in page
        assert report.reference in page
        for hidden in ("Juma", "burns", WHY, "part of a case", "Intake W."):
            assert hidden not in page
    assert client.post(f"/reports/{report.pk}/screen", {"decision": "accept"}).status_code == 403


@pytest.mark.parametrize("state", ["waiting", "", "received", "accepted", "no_action", "nonsense", "\x00"])
def test_the_filter(world: World, told: Told, state: str) -> None:
    waiting_one, ended = told(children=[]), told()
    screen_report(world.intake, ended.pk, decision="no_action", reason=WHY)
    answer = signed_in(world, "intake").get("/reports", {"state": state})
    if state == "\x00":
        assert answer.status_code == 400
        return
    page = answer.content.decode()
    assert (ended.reference in page) is (state in ("", "nonsense", "no_action"))
    assert (waiting_one.reference in page) is (state in ("waiting", "", "received", "nonsense"))
    assert waiting_one.reference in signed_in(world, "intake").get("/reports").content.decode()


def test_page_by_page(world: World, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    from harambee.intake.pages import inbox

    monkeypatch.setattr(inbox, "PER_PAGE", 2)
    told_ones = [told().reference for _number in range(3)]
    client = signed_in(world, "intake")
    first = client.get("/reports")
    assert [row["report"].reference for row in first.context["rows"]] == told_ones[:2]
    second = client.get("/reports" + first.context["next"])
    assert [row["report"].reference for row in second.context["rows"]] == told_ones[2:]
    assert second.context["next"] == ""
    for nonsense in (
        "x",
        ",",
        "2020-01-01,x",
        "2020-01-01T00:00:00+00:00,",
        "2020-01-01T00:00:00," + str(uuid7()),
    ):
        assert client.get("/reports", {"after": nonsense}).status_code == 200


@pytest.mark.parametrize("path", ["/reports", "/", "/my-reports"])
def test_the_number_of_queries_does_not_grow_with_the_list(world: World, told: Told, path: str) -> None:
    client = signed_in(world, "intake")
    counts = []
    for many in (1, 6):
        for _number in range(many):
            told(world.intake)
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        counts.append(len(asked))
    assert counts[0] == counts[1] < 25


def test_today_search_and_navigation(world: World, told: Told) -> None:
    report = told(immediate_danger=True)
    client = signed_in(world, "intake")
    page = client.get("/").content.decode()
    assert "Juma Ali" in page
    assert "To be screened" in page
    typed = report.reference.lower().replace("0", "o").replace("1", "l")
    assert reverse("report", args=[report.pk]) in client.get("/search", {"q": typed}).content.decode()
    assert report.reference in client.get("/reports", {"q": typed}).content.decode()
    assert "No report with this reference" in client.get("/reports", {"q": "R-0000000-0"}).content.decode()
    with acting_as(world.teacher):
        assert [item.title for item in own_items(world.teacher)] == []
        own = told(world.teacher)
        (item,) = own_items(world.teacher)
        assert (item.title, "Juma" in str(item)) == (own.reference, False)
    with acting_as(world.intake):
        assert waiting(world.intake) == 2
    with acting_as(world.worker):
        assert waiting(world.worker) is None
        assert list(waiting_items(world.worker)) == []
        assert list(by_reference(world.worker, report.reference)) == []
    assert 'href="/reports"' in page
    assert 'href="/reports"' not in signed_in(world, "worker").get("/").content.decode()


def test_a_report_of_a_case_leads_to_it(world: World, told: Told) -> None:
    report = told()
    screen_report(world.intake, report.pk, decision="accept", reason=WHY)
    with acting_as(world.intake):
        brother, sister = queries.children(world.intake, report.pk)
    link_report_to_case(world.intake, report.pk, case_id=uuid7(), child_id=brother.pk)
    page = signed_in(world, "intake").get(f"/reports/{report.pk}").content.decode()
    assert "Accepted, part of a case" in page
    # His sister still needs a case of her own.
    assert (f"child={sister.pk}" in page, f"child={brother.pk}" in page) == (True, False)
    with acting_as(world.intake):
        assert queries.state_of(queries.report(world.intake, report.pk)) == State.LINKED
