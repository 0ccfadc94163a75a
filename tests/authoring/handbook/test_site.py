"""The site that mkdocs-material makes of a small pack's handbook, in a browser, from its files."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from caveat.authoring.handbook.markup import slug
from tests.server.web.conftest import browser
from tests.server.web.test_page_accessibility import violations

pytest.importorskip("material", reason="mkdocs-material is not installed")

__all__ = ["browser"]

RULE = "rules/timolol-aspirin.html"
LOOKS: list[tuple[int, Literal["light", "dark"]]] = [(1280, "light"), (360, "dark")]


@pytest.fixture(scope="module")
def site(written: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Build the site; a link that leads nowhere fails it."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(written, folder, dirs_exist_ok=True)
    command = (sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet")
    subprocess.run(command, cwd=folder, check=True)  # noqa: S603  our own program
    return (folder / "site").as_uri()


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """Give a page; whatever it complains of, or asks of another host, fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 3000}, reduced_motion="reduce")
    context.set_default_timeout(15_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.on(
        "request",
        lambda request: None if request.url.startswith(site) else complaints.append(request.url),
    )
    yield page
    context.close()
    assert complaints == []


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_on_a_rule(
    page: Page, site: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    page.set_viewport_size({"width": width, "height": 3000})
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{site}/{RULE}")
    assert violations(page) == []


@pytest.mark.parametrize("path", [RULE, "packs/hostile.html", "lists/levels.html"])
def test_what_an_author_wrote_does_not_act(page: Page, site: str, path: str) -> None:
    page.goto(f"{site}/{path}")
    article = page.get_by_role("article")
    expect(article.get_by_text("<script>window.acted = 1</script>").first).to_be_visible()
    assert page.evaluate("window.acted") is None
    assert article.locator("img, [onerror], script:not([src]):has-text('acted')").count() == 0


def test_a_rule_is_found_by_its_words_without_a_server(page: Page, site: str) -> None:
    page.goto(f"{site}/index.html")
    page.keyboard.press("/")
    expect(page.get_by_role("textbox", name="Search")).to_be_focused()
    page.keyboard.type("schizophrenia")
    expect(page.locator(".md-search-result__link").first).to_contain_text("Schizophrenia")
    assert page.evaluate("window.acted") is None


def test_the_content_is_reached_by_keyboard(page: Page, site: str) -> None:
    page.goto(f"{site}/rules/{slug('index')}.html")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
