"""The gallery in Chromium: axe, both widths, both themes, both directions, and what scripts add."""

import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as player:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def opened(browser: Browser, address: str, width: int, scheme: str = "light") -> tuple[Page, list[str]]:
    """The page, and what the browser complained of (refused by the policy, errors of scripts)."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    complaints: list[str] = []
    page.on(
        "console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return page, complaints


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_component_is_accessible(
    live_server: LiveServer, settings: object, chromium: Browser, width: int, scheme: str, direction: str
) -> None:
    settings.DEBUG = True  # type: ignore[attr-defined]
    page, complaints = opened(chromium, f"{live_server.url}/gallery?dir={direction}", width, scheme)
    found = Axe().run(page)
    broken = [
        (rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found.response["violations"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    page.close()
    assert broken == []
    assert complaints == []
    assert wide <= 0


def test_scripts_add_comfort(live_server: LiveServer, settings: object, chromium: Browser) -> None:
    """Focus goes to the error summary and from there to the field; the dialog and the definition open."""
    settings.DEBUG = True  # type: ignore[attr-defined]
    page, complaints = opened(chromium, f"{live_server.url}/gallery", 1280)
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    page.click("[data-error-summary] a[href='#id_birth_0']")
    assert page.evaluate("document.activeElement.id") == "id_birth_0"
    page.click("[data-dialog='sample-dialog']")
    assert page.locator("#sample-dialog").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#sample-dialog").is_visible()
    page.click("[popovertarget='why-clock']")
    assert page.locator("#why-clock").is_visible()
    page.close()
    assert complaints == []


def test_the_front_page_reads_without_scripts_and_is_small(
    live_server: LiveServer, chromium: Browser
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url)
    assert page.get_by_role("heading", level=1).is_visible()
    context.close()
