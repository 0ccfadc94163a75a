"""What a pharmacist does at the page."""

from playwright.sync_api import Locator, Page, expect

PROPOSED = "Add a medicine with its dose and route"
MEDICATIONS = "Add a medication"
HISTORY = "Add a diagnosis or trait"
ALLERGIES = "Add an allergy"


def field(page: Page, label: str) -> Locator:
    """Find the field that adds to a list."""
    return page.get_by_role("combobox", name=label, exact=True)


def enter(page: Page, label: str, *texts: str) -> None:
    """Type entries, each ended by Enter."""
    for text in texts:
        field(page, label).fill(text)
        field(page, label).press("Enter")


def headline(page: Page) -> Locator:
    """Find the words that stand over the report."""
    return page.locator("#headline")


def question(page: Page, text: str) -> Locator:
    """Find an open question."""
    return page.locator(".question", has_text=text)


def alert(page: Page, title: str) -> Locator:
    """Find an alert by its title."""
    return page.get_by_role("article").filter(has_text=title)


def settled(page: Page) -> None:
    """Wait until the report is the answer to what is entered."""
    expect(page.locator("#report .status")).to_contain_text("Checked at")
    expect(page.locator("#report")).not_to_have_attribute("aria-busy", "true")
