"""A browser, and the page that it is at."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from caveat.rules import Checker
from caveat.server.rest.routes import routes as json_routes
from caveat.server.web.page import routes as page_routes
from tests.server.http.serving import serving

MISSING = "there is no Chromium: install Debian's package chromium, or set CAVEAT_CHROMIUM"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def url(checker: Checker) -> Iterator[str]:
    """Serve the page with the JSON API, and give the address."""
    with serving([*json_routes(checker), *page_routes()]) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start a browser; it ends with the module, as its event loop would be in others' way."""
    path = os.environ.get("CAVEAT_CHROMIUM") or shutil.which("chromium")
    if path is None:
        if os.environ.get("CAVEAT_REQUIRE_SERVICES") == "1":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, url: str) -> Iterator[BrowserContext]:
    """Give a fresh profile, with the wide screen of a shared computer."""
    context = browser.new_context(base_url=url, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, url: str) -> Iterator[Page]:
    """Open the page; whatever it complains of, or asks of another host, fails the test."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text))
    page.on(
        "request",
        lambda request: None if request.url.startswith(url) else complaints.append(request.url),
    )
    page.goto("/")
    page.locator("#workspace").wait_for()
    yield page
    assert [each for each in complaints if "Failed to load resource" not in each] == []
