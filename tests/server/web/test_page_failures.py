"""No report ever looks current that is not the answer to what is entered."""

from playwright.sync_api import Page, Route, expect

from tests.server.web.desk import (
    HISTORY,
    MEDICATIONS,
    PROPOSED,
    enter,
    field,
    headline,
    question,
    settled,
)

CHECK = "**/v1/check"
PROBLEM = '{"title": "NOT CHECKED: a fault of the service", "detail": "The log names this call."}'


def show_an_alert(page: Page) -> None:
    enter(page, PROPOSED, "ketamine 40 mg IV")
    enter(page, MEDICATIONS, "prazosin 2 mg")
    expect(headline(page)).to_contain_text("Alerts: Major")
    settled(page)


def expect_nothing_checked(page: Page, reason: str) -> None:
    expect(headline(page)).to_have_text("NOT CHECKED")
    expect(page.get_by_role("alert")).to_contain_text(reason)
    expect(page.get_by_role("article")).to_have_count(0)
    expect(page.locator(".question")).to_have_count(0)


def hold_the_first(route: Route, held: list[Route]) -> None:
    """Keep the first call waiting, and let those after it pass."""
    if held:
        route.continue_()
    else:
        held.append(route)


def test_a_fault_of_the_service_clears_the_report_and_a_new_check_brings_it_back(
    page: Page,
) -> None:
    show_an_alert(page)
    page.route(
        CHECK,
        lambda route: route.fulfill(
            status=500, body=PROBLEM, content_type="application/problem+json"
        ),
    )
    enter(page, HISTORY, "schizophrenia")
    expect_nothing_checked(page, "a fault of the service")
    page.unroute(CHECK)
    page.get_by_role("button", name="Check again").click()
    expect(headline(page)).to_contain_text("Alerts: Contraindicated")


def test_a_service_that_is_down_clears_the_report(page: Page) -> None:
    show_an_alert(page)
    page.route(CHECK, lambda route: route.abort("connectionrefused"))
    enter(page, HISTORY, "schizophrenia")
    expect_nothing_checked(page, "The service cannot be reached")


def test_an_answer_that_is_no_report_is_not_shown_as_one(page: Page) -> None:
    show_an_alert(page)
    page.route(CHECK, lambda route: route.fulfill(json={"report": {"outcome": "OUTCOME_CLEAR"}}))
    enter(page, HISTORY, "schizophrenia")
    expect_nothing_checked(page, "The answer is no report")


def test_a_value_that_is_not_believed_is_named_and_nothing_is_checked(page: Page) -> None:
    show_an_alert(page)
    age = page.get_by_label("Age", exact=True)
    age.fill("170")
    age.press("Enter")
    expect_nothing_checked(page, "age: expected a number from 0 to 130 year")
    expect(age).to_have_attribute("aria-invalid", "true")
    age.fill("44")
    age.press("Enter")
    expect(headline(page)).to_contain_text("Alerts: Major")


def test_a_report_is_marked_while_it_is_updated_and_a_late_answer_is_dropped(page: Page) -> None:
    show_an_alert(page)
    held: list[Route] = []
    page.route(CHECK, lambda route: hold_the_first(route, held))
    enter(page, HISTORY, "schizophrenia")
    expect(page.locator("#report")).to_have_attribute("aria-busy", "true")
    expect(page.locator("#report .status")).to_contain_text("Being updated")
    page.get_by_role("button", name="Remove schizophrenia").click()
    settled(page)
    for route in held:
        route.continue_()
    enter(page, HISTORY, "PTSD")
    settled(page)
    expect(headline(page)).to_contain_text("Alerts: Major")


def test_suggestions_for_what_was_typed_before_are_dropped(page: Page) -> None:
    held: list[Route] = []
    page.route("**/v1/recognise", lambda route: hold_the_first(route, held))
    medication = field(page, MEDICATIONS)
    with page.expect_request("**/v1/recognise"):
        medication.press_sequentially("minip")
    medication.fill("sertr")
    expect(page.get_by_role("listbox").get_by_role("option").first).to_contain_text("sertr")
    for route in held:
        route.continue_()
    expect(page.get_by_role("listbox")).not_to_contain_text("Minipress")


def test_a_page_that_cannot_learn_the_facts_says_so_and_still_checks(page: Page) -> None:
    page.route("**/v1/observations", lambda route: route.abort())
    page.reload()
    expect(page.get_by_text("The facts cannot be asked for now")).to_be_visible()
    enter(page, PROPOSED, "ketamine 40 mg IV")
    settled(page)
    weight = question(page, "How much does the patient weigh?")
    weight.get_by_role("textbox").fill("80 kg")
    weight.get_by_role("textbox").press("Enter")
    expect(weight).to_have_count(0)
