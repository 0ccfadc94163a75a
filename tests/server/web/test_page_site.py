"""What a site has changed, at the page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from caveat.rules import Checker
from caveat.server.rest.routes import routes as json_routes
from caveat.server.web.page import routes as page_routes
from tests.rules.site_policies import built_in_with, change
from tests.server.http.serving import serving
from tests.server.web.desk import HISTORY, MEDICATIONS, PROPOSED, alert, enter, settled


@pytest.fixture(scope="module")
def url(checker: Checker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the page of a site that silences a rule and lowers one."""
    lowered = change("ketamine-heart-medicine", "lower", "minor")
    silenced = change("ketamine-psychosis", "silence")
    file = tmp_path_factory.mktemp("site") / "p.yaml"
    site = built_in_with(checker, file, lowered, silenced)
    with serving([*json_routes(site), *page_routes()]) as url:
        yield url


def test_the_page_shows_what_a_site_silences_and_lowers(page: Page) -> None:
    enter(page, PROPOSED, "ketamine 40 mg IV")
    enter(page, MEDICATIONS, "Minipress 2 mg")
    enter(page, HISTORY, "schizophrenia")
    settled(page)
    page.get_by_role("button", name="2 made less by this site").click()
    section = page.locator(
        "section", has=page.get_by_role("heading", name="Changed by this site")
    ).last
    expect(section.get_by_role("listitem")).to_have_count(2)
    first = section.get_by_role("listitem").first
    expect(first).to_contain_text("Contraindicated")
    expect(first).to_contain_text("Silenced by the policy of st-mary: We watch them (A. Person and")
    lowered = alert(page, "Ketamine with a heart medicine")
    expect(lowered).to_contain_text("Lowered from major to minor by the policy of st-mary")


def test_a_rule_shows_what_the_site_has_made_of_it(page: Page, url: str) -> None:
    page.goto(f"{url}/#/rules/ketamine-psychosis")
    expect(page.locator("article.rule")).to_contain_text("Silenced by the policy of st-mary")
