"""A check in a real browser."""

import re

from playwright.sync_api import Page, expect

from tests.server.web.desk import (
    ALLERGIES,
    HISTORY,
    MEDICATIONS,
    PROPOSED,
    alert,
    enter,
    field,
    headline,
    question,
    settled,
)

KETAMINE = "ketamine 40 mg IV"


def test_a_medicine_chosen_by_keyboard_is_checked_and_the_alert_tells_all(page: Page) -> None:
    enter(page, PROPOSED, KETAMINE)
    medication = field(page, MEDICATIONS)
    medication.press_sequentially("minipres")
    expect(page.get_by_role("listbox").get_by_role("option")).to_have_count(2)
    medication.press("ArrowDown")
    medication.press("End")
    medication.press("Enter")
    expect(medication).to_have_value("Minipress")
    medication.press_sequentially(" 2 mg at night")
    medication.press("Enter")
    found = alert(page, "Ketamine with a heart medicine")
    expect(headline(page)).to_contain_text("Alerts: Major")
    expect(headline(page)).to_contain_text("incomplete")
    expect(found).to_contain_text("Major")
    expect(found.locator(".chain").nth(1).get_by_role("listitem")).to_have_text(
        [
            "“Minipress 2 mg at night”",
            "is Minipress",
            "is prazosin",
            "is alpha-1 blocker",
            "is heart or blood-pressure medicine",
        ]
    )
    expect(found).to_contain_text("Consider asking the prescriber of the heart medicine")
    found.get_by_text("Evidence and sources").click()
    source = found.get_by_role("link", name="Ketalar (ketamine injection)")
    expect(source).to_have_attribute("rel", "noopener noreferrer")
    expect(source).to_have_attribute("target", "_blank")
    expect(found).to_contain_text("ketamine-depression 2.0.0")


def test_an_answer_is_checked_at_once_and_the_new_level_announced(page: Page) -> None:
    enter(page, PROPOSED, KETAMINE)
    expect(headline(page)).to_have_text("Incomplete")
    expect(page.locator(".meaning")).to_contain_text("what is open could be contraindicated")
    asked = question(page, "How old is the patient?")
    every = page.locator(".question .asked").all_text_contents()
    following = every[every.index("How old is the patient?") + 1]
    asked.get_by_role("textbox").fill("17")
    asked.get_by_role("textbox").press("Enter")
    expect(headline(page)).to_contain_text("Alerts: Major")
    expect(alert(page, "Patient is under 18")).to_contain_text("17 year")
    expect(asked).to_have_count(0)
    expect(page.locator("#announcements")).to_contain_text("Major, incomplete")
    expect(page.locator("#announcements")).to_contain_text("Before: info")
    assert following == page.locator(".question:focus-within .asked").inner_text()
    expect(page.get_by_role("textbox", name="Age", exact=True)).to_have_value("17")


def test_yes_and_no_and_choices_are_answered_in_the_report(page: Page) -> None:
    enter(page, PROPOSED, KETAMINE)
    page.get_by_text("more questions").click()
    severity = question(page, "How severe is the depression now?")
    severity.get_by_role("combobox").select_option("mild")
    severity.get_by_role("button", name="Answer").click()
    expect(severity).to_have_count(0)
    evaluated = question(page, "Has a full medical and psychiatric evaluation")
    evaluated.get_by_role("radio", name="No").click()
    expect(evaluated).to_have_count(0)
    settled(page)
    expect(page.get_by_label("Evaluated before treatment")).to_have_value("no")
    expect(page.get_by_label("Severity of the depression")).to_have_value("mild")


def test_an_allergy_that_concerns_no_rule_is_told_from_one_that_is_not_read(page: Page) -> None:
    enter(page, ALLERGIES, "house dust mite", "blorbazine")
    allergies = page.get_by_role("group", name=re.compile("^Allergies"))
    expect(allergies).to_contain_text("house dust mite: no rule concerns it")
    expect(allergies.get_by_text("Not read: blorbazine")).to_have_count(1)


def test_a_list_is_not_asked_until_it_is_said_to_be_empty(page: Page) -> None:
    enter(page, PROPOSED, KETAMINE)
    allergies = page.get_by_role("group", name=re.compile("^Allergies"))
    expect(allergies).to_contain_text("not asked")
    question(page, "What is the patient allergic to?").get_by_role(
        "button", name="None known"
    ).click()
    expect(question(page, "What is the patient allergic to?")).to_have_count(0)
    expect(allergies).to_contain_text("none known")
    allergies.get_by_role("checkbox").uncheck()
    expect(question(page, "What is the patient allergic to?")).to_have_count(1)
    enter(page, ALLERGIES, "penicillin")
    expect(allergies).to_contain_text("1 listed")


def test_several_pasted_lines_are_several_entries_and_none_is_lost(page: Page) -> None:
    field(page, HISTORY).fill("PTSD")
    field(page, HISTORY).evaluate(
        """(input) => {
            const clipboardData = new DataTransfer();
            const text = " and more\\r\\ndenies psychosis\\n\\nhigh cholesterol\\n";
            clipboardData.setData("text", text);
            input.setSelectionRange(4, 4);
            input.dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true }));
        }"""
    )
    listed = page.get_by_role("group", name=re.compile("^History")).locator(".entry .text")
    expect(listed).to_have_text(["PTSD and more", "denies psychosis", "high cholesterol"])


def test_an_entry_shows_how_it_was_read_and_can_be_changed_and_removed(page: Page) -> None:
    enter(page, MEDICATIONS, "metopralol 50 mg")
    entry = page.locator(".entry", has_text="metopr")
    expect(entry).to_contain_text("read as metoprolol, 50 mg")
    expect(entry).to_contain_text("Spelling differs")
    entry.get_by_role("button", name="Edit").click()
    change = field(page, "Change metopralol 50 mg")
    change.fill("metoprolol 50 mg")
    change.press("Enter")
    expect(entry).not_to_contain_text("Spelling differs")
    expect(alert(page, "Ketamine with a heart medicine")).to_be_visible()
    entry.get_by_role("button", name="Remove").click()
    expect(entry).to_have_count(0)
    expect(field(page, MEDICATIONS)).to_be_focused()
    expect(headline(page)).to_have_text("Nothing entered yet")


def test_editing_that_is_given_up_changes_nothing(page: Page) -> None:
    enter(page, MEDICATIONS, "sertraline")
    page.get_by_role("button", name="Edit sertraline").click()
    field(page, "Change sertraline").fill("something else")
    expect(page.get_by_role("status")).to_have_text("No suggestions")
    field(page, "Change sertraline").press("Escape")
    expect(page.locator(".entry .text")).to_have_text(["sertraline"])


def test_a_suggestion_takes_the_place_of_what_was_not_recognised(page: Page) -> None:
    enter(page, PROPOSED, "ketmaine 40 mg IV")
    unread = page.locator(".unread", has_text="ketmaine")
    expect(unread).to_contain_text("names no medicine known")
    unread.get_by_role("button", name="by ketamine", exact=False).first.click()
    expect(unread).to_have_count(0)
    expect(page.locator(".entry .text")).to_have_text([KETAMINE])


def test_the_medicine_that_the_rules_assume_is_named_and_its_dose_can_be_given(page: Page) -> None:
    enter(page, HISTORY, "severe depression")
    given = page.locator("details", has_text="Taken as given")
    given.locator("summary").click()
    expect(given).to_contain_text("is taken as the medicine under review")
    dose = question(page, "What is the dose of 'ketamine'")
    dose.get_by_role("textbox").fill("40 mg")
    dose.get_by_role("button", name="Answer").click()
    expect(page.locator(".entry", has_text="ketamine · 40 mg")).to_be_visible()
    expect(dose).to_have_count(0)


def test_a_trial_is_entered_and_what_is_unknown_of_it_is_asked(page: Page) -> None:
    enter(page, PROPOSED, KETAMINE)
    question(page, "Which antidepressants were tried").get_by_role(
        "button", name="Add a trial"
    ).click()
    expect(field(page, "Antidepressant")).to_be_focused()
    for medicine in ("bupropion", "sertraline"):
        field(page, "Antidepressant").fill(medicine)
        page.get_by_label("Long enough").select_option("yes")
        page.get_by_label("Taken as prescribed").select_option("yes")
        page.get_by_label("Improvement", exact=True).fill("10")
        page.get_by_role("button", name="Add the trial").click()
    adequate = question(page, "Was the dose of 'sertraline' adequate?")
    adequate.get_by_role("radio", name="Yes").click()
    expect(adequate).to_have_count(0)
    expect(page.locator(".entry", has_text="sertraline")).to_contain_text("adequate dose: yes")


def test_a_medicine_that_no_rule_concerns_is_not_checked_and_said_so(page: Page) -> None:
    enter(page, PROPOSED, "metformin 500 mg")
    expect(headline(page)).to_contain_text("Out of scope")
    expect(page.locator(".headline")).to_contain_text("NOT CHECKED")


def test_what_still_stands_in_a_field_is_named_and_added_by_check(page: Page) -> None:
    enter(page, PROPOSED, KETAMINE)
    settled(page)
    field(page, MEDICATIONS).fill("oxycodone")
    expect(page.get_by_text("What still stands in a field")).to_be_visible()
    page.get_by_role("button", name="Check", exact=True).click()
    expect(headline(page)).to_be_focused()
    expect(page.get_by_text("What still stands in a field")).to_be_hidden()
    expect(page.locator(".entry .text")).to_have_text([KETAMINE, "oxycodone"])


def test_a_rule_has_an_address_of_its_own_and_the_check_is_still_there(page: Page) -> None:
    enter(page, PROPOSED, KETAMINE)
    enter(page, MEDICATIONS, "prazosin 2 mg")
    settled(page)
    address = page.url
    alert(page, "Ketamine with a heart medicine").get_by_role(
        "link", name="ketamine-heart-medicine"
    ).click()
    expect(page.get_by_role("heading", name="Ketamine with a heart medicine")).to_be_focused()
    assert f"{address}#/rules/ketamine-heart-medicine" == page.url
    expect(page.locator("#rule")).to_contain_text("prazosin for nightmares: alert")
    page.get_by_role("link", name="Back to the check").click()
    expect(page.locator(".entry .text")).to_have_text([KETAMINE, "prazosin 2 mg"])
    expect(page.get_by_role("link", name="ketamine-heart-medicine")).to_be_focused()


def test_a_rule_that_is_not_there_is_said_not_to_be(page: Page) -> None:
    page.goto("/#/rules/no-such-rule")
    expect(page.get_by_role("heading", name="The rule cannot be shown")).to_be_visible()


def test_the_whole_page_works_by_keyboard(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the report")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(field(page, PROPOSED)).to_be_focused()
    page.keyboard.type(KETAMINE)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(field(page, MEDICATIONS)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_role("group", name=re.compile("^Medications"))).to_contain_text("none known")
    page.keyboard.press("Tab")
    page.keyboard.type("schizophrenia")
    page.keyboard.press("Enter")
    expect(headline(page)).to_contain_text("Alerts: Contraindicated")
