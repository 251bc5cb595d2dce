"""The pages of cases in Chromium: accessible, no wider than a phone, right to left too."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from harambee.access.states import Category
from harambee.access.tests.world import World, make_world
from harambee.cases import commands
from harambee.cases.models import Case
from harambee.cases.tests.conftest import Steps
from harambee.web.tests.test_gallery_browser import CHROMIUM, chromium

__all__ = ["chromium"]

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


def a_case(world: World) -> Case:
    steps = Steps(world)
    steps.assess(steps.open())
    case, _action = steps.in_progress()
    steps.nurse(case, steps.consent(case))
    commands.add_note(
        world.worker, case.pk, text="The burn heals well.", kind="visit", category=Category.HEALTH
    )
    steps.plan(case)
    return case


def addresses(case: Case) -> list[str]:
    named = ("case", "case_timeline", "case_plan", "case_team", "case_access", "join_team", "give_consent",
             "assess_case", "add_note", "write_plan", "review_case")  # fmt: skip
    joining = f"{reverse('join_team', args=[case.pk])}?organization={case.lead_organization_id}"
    return [reverse("cases"), reverse("open_case"), joining, *(reverse(one, args=[case.pk]) for one in named)]


@pytest.mark.parametrize(("width", "language"), [(360, "en"), (1280, "en"), (360, "ar")])
def test_pages_are_accessible(live_server: LiveServer, chromium: Browser, width: int, language: str) -> None:
    world = make_world()
    case = a_case(world)
    client = Client()
    client.force_login(world.worker.user)
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.context.add_cookies(
        [
            {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url},
            {"name": "django_language", "value": language, "url": live_server.url},
        ]
    )
    for address in addresses(case):
        page.goto(live_server.url + address)
        assert page.get_attribute("html", "dir") == ("rtl" if language == "ar" else "ltr")
        broken = [
            (rule["id"], [node["target"] for node in rule["nodes"]])
            for rule in Axe().run(page).response["violations"]
        ]
        assert broken == [], address
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, address
    page.close()
