"""The page for people who see, hear and type in other ways, and on paper."""

import itertools
from importlib.resources import files
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.server.web.desk import HISTORY, MEDICATIONS, PROPOSED, enter, field, headline, settled

Scheme = Literal["light", "dark"]
AXE = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
WIDE, NARROW = 1280, 360
SIZES: list[tuple[int, Scheme]] = [(WIDE, "light"), (NARROW, "dark")]
RULES = '["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]'
ANSWER = f"""async () => {{
    const {{ violations, incomplete }} = await axe.run({{ runOnly: {RULES} }});
    const broken = incomplete.filter(({{ nodes }}) => nodes.length === 0);
    return [...broken.map(({{ id }}) => `${{id}} could not run`), ...violations.flatMap(
        ({{ id, nodes }}) => nodes.map((node) => `${{id}}: ${{node.html}} ${{node.failureSummary}}`)
    )];
}}"""
SMALL = """() => [...document.querySelectorAll("button, input, select, summary, a[href]")]
    .filter((each) => each.checkVisibility() && !each.closest("li, .skip"))
    .map((each) => [(each.closest("label") ?? each).getBoundingClientRect(), each.outerHTML])
    .filter(([{ width, height }]) => width < 24 || height < 24).map(([, html]) => html)"""


def violations(page: Page) -> list[str]:
    """Ask axe-core; it is put in past the policy that keeps foreign scripts out."""
    page.evaluate(AXE)
    found: list[str] = page.evaluate(ANSWER)
    return found


def show_report(page: Page) -> None:
    enter(page, PROPOSED, "ketamine 40 mg IV")
    enter(page, MEDICATIONS, "Minipress 2 mg at night", "xyzzyprin", "metopralol", "trazodone")
    enter(page, HISTORY, "schizophrenia", "denies alcohol")
    settled(page)
    expect(headline(page)).to_contain_text("Alerts: Contraindicated")


def look(page: Page, width: int, scheme: Scheme) -> None:
    page.set_viewport_size({"width": width, "height": 3000})  # nothing that sticks covers text
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_axe_finds_nothing_on_the_empty_page(page: Page, width: int, scheme: Scheme) -> None:
    look(page, width, scheme)
    assert violations(page) == []


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_axe_finds_nothing_on_a_report(page: Page, width: int, scheme: Scheme) -> None:
    look(page, width, scheme)
    show_report(page)
    assert violations(page) == []
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    assert violations(page) == []


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_axe_finds_nothing_on_a_rule(page: Page, width: int, scheme: Scheme) -> None:
    look(page, width, scheme)
    page.goto("/#/rules/ketamine-heart-medicine")
    expect(page.get_by_role("heading", name="Ketamine with a heart medicine")).to_be_visible()
    assert violations(page) == []


def test_axe_finds_nothing_where_nothing_was_checked_or_names_are_offered(page: Page) -> None:
    page.route("**/v1/check", lambda route: route.abort())
    enter(page, PROPOSED, "ketamine")
    expect(headline(page)).to_have_text("NOT CHECKED")
    field(page, MEDICATIONS).press_sequentially("minip")
    field(page, MEDICATIONS).press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("width", [WIDE, 640, NARROW])
def test_the_page_fits_its_width_and_every_target_can_be_hit(page: Page, width: int) -> None:
    look(page, width, "light")
    show_report(page)
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    assert width == page.evaluate("document.documentElement.scrollWidth")
    assert page.evaluate(SMALL) == []


def test_names_are_offered_as_a_combobox_does_it(page: Page) -> None:
    medication = field(page, MEDICATIONS)
    expect(medication).to_have_attribute("aria-expanded", "false")
    medication.press_sequentially("minipre")
    expect(medication).to_have_attribute("aria-expanded", "true")
    names = page.get_by_role("listbox", name="Suggestions")
    expect(names.get_by_role("option")).to_have_text(["Minipresprazosin", "Minipressprazosin"])
    expect(page.get_by_role("status")).to_have_text("2 suggestions")
    medication.press("ArrowUp")
    last = names.get_by_role("option", selected=True)
    expect(last).to_have_text("Minipressprazosin")
    expect(medication).to_have_attribute("aria-activedescendant", last.get_attribute("id") or "?")
    medication.press("Home")
    expect(names.get_by_role("option", selected=True)).to_have_text("Minipresprazosin")
    medication.press("Escape")
    expect(names).to_be_hidden()
    expect(medication).to_have_value("minipre")
    expect(medication).to_be_focused()


def test_headings_go_down_one_step_at_a_time_and_name_every_part(page: Page) -> None:
    show_report(page)
    levels: list[int] = page.evaluate(
        "[...document.querySelectorAll('h1, h2, h3, h4')].filter((each) => each.checkVisibility())"
        ".map((each) => Number(each.tagName[1]))"
    )
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_paper_shows_everything_open_with_date_and_digest_and_no_controls(page: Page) -> None:
    show_report(page)
    page.emulate_media(media="print", color_scheme="dark")
    sheet = page.locator(".sheet")
    expect(sheet).to_contain_text("printed")
    expect(sheet).to_contain_text("digest")
    expect(sheet).to_contain_text("Minipress 2 mg at night")
    expect(sheet).to_contain_text("Allergiesnot asked")
    expect(page.locator("details:not([open])")).to_have_count(0)
    expect(page.get_by_text("Blood pressure and heart rate at every session")).to_be_visible()
    expect(page.locator(":is(button:not(.jump), input, select):visible")).to_have_count(0)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    page.emulate_media(media="screen")
    expect(sheet).to_be_empty()
    expect(page.locator("details[open]")).to_have_count(0)


def test_paper_of_a_rule_says_nothing_of_the_patient(page: Page) -> None:
    show_report(page)
    page.get_by_role("link", name="ketamine-psychosis").first.click()
    expect(page.locator("#rule h2")).to_contain_text("psychosis")
    page.emulate_media(media="print")
    expect(page.locator(".sheet")).to_contain_text("printed")
    expect(page.locator("body")).not_to_contain_text("Minipress", use_inner_text=True)


def test_the_print_button_prints(page: Page) -> None:
    page.evaluate("window.print = () => { document.title = 'printed' }")
    page.get_by_role("button", name="Print").click()
    assert page.title() == "printed"
