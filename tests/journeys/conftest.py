"""Chromium, people who sit before it, and what every page they open is held against."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from harambee.access.actors import Actor
from harambee.access.models import User
from harambee.access.tests.world import World, make_world

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SHOTS = Path(__file__).parents[2] / ".home" / "shots"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("The journeys need Chromium: sudo apt-get install chromium")
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as player:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Visitor:
    """One person before a browser. Every page they come to is held against axe and sideways scroll."""

    page: Page
    base: str
    name: str
    complaints: list[str] = field(default_factory=list)
    checked: set[str] = field(default_factory=set)

    def open(self, path: str, *, expect: int = 200) -> "Visitor":
        """Go to an address of the site."""
        response = self.page.goto(self.base + path)
        assert response is not None
        assert response.status == expect, f"{self.name} at {path}: {response.status}"
        return self.check()

    def check(self) -> "Visitor":
        """Hold the page against axe, once for each kind of page."""
        kind = f"{self.page.title()} {self.page.viewport_size}"
        if kind not in self.checked:
            self.checked.add(kind)
            found = Axe().run(self.page)
            broken = [
                (rule["id"], [node["html"][:200] for node in rule["nodes"]])
                for rule in found.response["violations"]
            ]
            assert broken == [], f"{self.name} at {self.page.url}"
            wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert wide <= 0, f"{self.page.url} scrolls sideways by {wide} px"
        return self

    def link(self, name: str) -> "Visitor":
        """Follow the first link or button of this name in the page's main part."""
        main = self.page.locator("main")
        main.get_by_role("link", name=name).or_(main.get_by_role("button", name=name)).first.click()
        self.page.wait_for_load_state()
        return self.check()

    def fill(self, **answers: Any) -> "Visitor":
        """Answer fields by their names: text, a choice, several choices, or a date as (day, month, year)."""
        for name, answer in answers.items():
            if isinstance(answer, tuple):
                for part, value in zip(("day", "month", "year"), answer, strict=True):
                    self.page.locator(f"[name={name}_{part}]").fill(str(value))
                continue
            for value in answer if isinstance(answer, list) else [answer]:
                self._answer(name, str(value))
        return self

    def _answer(self, name: str, value: str) -> None:
        fields = self.page.locator(f"main [name='{name}']")
        kind = fields.first.evaluate("one => one.type")
        if kind in ("radio", "checkbox"):
            self.page.locator(f"main [name='{name}'][value='{value}']").check()
        elif kind == "select-one":
            fields.first.select_option(value)
        else:
            fields.first.fill(value)

    def pick(self, name: str, words: str) -> "Visitor":
        """Choose the option of a list, or the radio, whose words contain these."""
        select = self.page.locator(f"main select[name='{name}']")
        if select.count():
            value = select.locator("option").filter(has_text=words).first.get_attribute("value")
            select.select_option(value)
        else:
            self.page.locator("main label").filter(has_text=words).first.click()
        return self

    def send(self) -> "Visitor":
        """Press the form's main button; what comes back is no error."""
        self.page.locator("main form[method=post] .acts button.btn:not(.plain)").last.click()
        self.page.wait_for_load_state()
        summary = self.page.locator("[data-error-summary]")
        assert summary.count() == 0, f"{self.name} at {self.page.url}: {summary.inner_text()}"
        return self.check()

    def sees(self, *words: str) -> "Visitor":
        """The page's main part says these words."""
        text = self.page.locator("body").inner_text()
        for word in words:
            assert word in text, f"{self.name} at {self.page.url} does not see “{word}”:\n{text[:1500]}"
        return self

    def never_sees(self, *words: str) -> "Visitor":
        """The page's source holds none of these words."""
        for word in words:
            assert word not in self.page.content(), f"{self.name} at {self.page.url} sees “{word}”"
        return self

    def shot(self, name: str) -> "Visitor":
        """Keep a picture for people to look at (.home/shots, not in the repository)."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
        return self

    @property
    def path(self) -> str:
        """Where the person is."""
        return self.page.url.removeprefix(self.base)


type Arrive = Callable[..., Visitor]


@pytest.fixture
def settled(transactional_db: None) -> World:
    """The small world, for good: the browser's requests are transactions of their own."""
    return make_world()


@pytest.fixture
def arrive(live_server: LiveServer, chromium: Browser, settled: World) -> Iterator[Arrive]:
    """Somebody comes to a browser of their own, signed in or not; at the end nothing was complained of."""
    contexts: list[BrowserContext] = []
    visitors: list[Visitor] = []

    def come(who: str | None, *, width: int = 1280, language: str = "en", scripts: bool = True) -> Visitor:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            locale="en-GB",
            reduced_motion="reduce",
        )
        contexts.append(context)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if who is not None:
            cookies |= _session(getattr(settled, who) if who != "admin" else settled.admin)
        context.add_cookies(
            [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
        )
        context.set_default_timeout(15_000)
        visitor = Visitor(context.new_page(), live_server.url, who or "nobody")
        visitor.page.on(
            "console",
            lambda said: (
                visitor.complaints.append(f"{visitor.page.url}: {said.text}")
                if said.type == "error" and "status of 4" not in said.text
                else None
            ),
        )
        visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        visitors.append(visitor)
        return visitor

    yield come
    for context in contexts:
        context.close()
    assert [one for visitor in visitors for one in visitor.complaints] == []


def _session(actor: Actor) -> dict[str, str]:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id), backend=BACKEND)
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
