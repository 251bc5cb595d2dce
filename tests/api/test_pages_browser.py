"""The token page and the description in Chromium: axe, both widths, nothing that the policy refuses."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from harambee.access.tests.world import make_world
from harambee.web.tests.test_gallery_browser import CHROMIUM, chromium

__all__ = ["chromium"]

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_are_accessible(live_server: LiveServer, chromium: Browser, width: int) -> None:
    client = Client()
    client.force_login(make_world().worker.user)
    page = chromium.new_page(viewport={"width": width, "height": 900})
    complaints: list[str] = []
    page.on(
        "console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None
    )
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.goto(f"{live_server.url}/account/api-tokens")
    page.get_by_label("What is the token for?").fill("Monthly report")
    page.get_by_label("*.read").check()
    page.get_by_role("button", name="Make the token").click()
    assert "harambee_" in page.inner_text("main")
    for address in ("/account/api-tokens", "/api/v1/docs"):
        page.goto(live_server.url + address)
        page.wait_for_load_state("networkidle")
        broken = [
            (rule["id"], [node["target"] for node in rule["nodes"]])
            for rule in Axe().run(page).response["violations"]
        ]
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert broken == [], address
        assert wide <= 0, address
    assert complaints == []
    page.close()
