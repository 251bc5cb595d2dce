"""The pages in Chromium: axe, both widths, right to left, nothing that the policy refuses."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext
from pytest_django.live_server_helper import LiveServer

from harambee.access.actors import Actor
from harambee.access.tests.world import make_world
from harambee.referrals import commands
from harambee.referrals.tests.conftest import Story, make_story
from harambee.web.tests.test_gallery_browser import CHROMIUM, chromium

__all__ = ["chromium"]

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


def signed_in(
    chromium: Browser, server: LiveServer, actor: Actor, width: int, language: str
) -> BrowserContext:
    client = Client()
    client.force_login(actor.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    context = chromium.new_context(viewport={"width": width, "height": 900})
    context.add_cookies(
        [
            {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.url},
            {"name": "django_language", "value": language, "url": server.url},
        ]
    )
    return context


def visits(story: Story) -> dict[str, tuple[Actor, str]]:
    """Who opens what, in a story where one referral waits, one is in work and one was declined."""
    world = story.world
    waiting, working, declined = story.send(urgency="emergency"), story.send(), story.send()
    story.accept(working, lead_post_id=world.nurse.post_id, note="Come on Monday.")
    commands.decline_referral(
        world.clinic_intake, declined.pk, reason="capacity", note="No place before March."
    )
    desk, worker = world.clinic_intake, world.worker
    return {
        "queue": (desk, reverse("referrals")),
        "sent": (worker, f"{reverse('referrals')}?tab=sent"),
        "waiting": (desk, reverse("referral", args=[waiting.pk])),
        "accept": (desk, reverse("accept_referral", args=[waiting.pk])),
        "waitlist": (desk, reverse("waitlist_referral", args=[waiting.pk])),
        "outcome": (world.nurse, reverse("record_outcome", args=[working.pk])),
        "declined": (worker, reverse("referral", args=[declined.pk])),
        "tab": (worker, reverse("case_referrals", args=[story.case.pk])),
        "find": (worker, reverse("send_referral", args=[story.case.pk])),
        "write": (worker, reverse("send_referral", args=[story.case.pk, story.service.pk])),
    }


@pytest.mark.parametrize(("width", "language"), [(360, "en"), (1280, "en"), (360, "ar")])
def test_pages_are_accessible(live_server: LiveServer, chromium: Browser, width: int, language: str) -> None:
    story = make_story(make_world())
    contexts: dict[str, BrowserContext] = {}
    complaints: list[str] = []
    for name, (actor, path) in visits(story).items():
        if actor.name not in contexts:
            contexts[actor.name] = signed_in(chromium, live_server, actor, width, language)
        page = contexts[actor.name].new_page()
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None,
        )
        page.goto(live_server.url + path)
        found = Axe().run(page).response["violations"]
        broken = [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert broken == [], name
        assert wide <= 0, name
        if name == "write":
            page.get_by_role("radio").first.check()
            page.locator("textarea").fill("The child sleeps badly.")
            page.locator("main form button[type=submit]").first.click()
            page.locator("button[name=send]").wait_for()
            assert Axe().run(page).response["violations"] == []
            page.locator("button[name=send]").click()
            page.wait_for_url("**/referrals/*")
        page.close()
    assert complaints == []
    for context in contexts.values():
        context.close()
