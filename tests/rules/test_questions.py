"""Open questions: one for each missing fact, the worst first."""

import pytest

from caveat.rules import Checker
from caveat.rules.facts import Missing
from caveat.rules.patient import EntryList
from caveat.rules.questions import question_text
from caveat.rules.report import EntryRef
from tests.rules.small_packs import Check, rule

STRONG = rule("strong", "between: [ketamine, beta-blocker]\ncovers: [weak]", "major")


def when(name: str, criterion: str, level: str = "moderate") -> str:
    return rule(name, f"about: ketamine\nwhen:\n  - {criterion}", level)


@pytest.mark.parametrize(
    ("missing", "text"),
    [
        (Missing("age"), "How old is the patient?"),
        (Missing("medications"), "Which medicines does the patient take, on prescription or not?"),
        (Missing("trials"), "Which antidepressants were tried"),
        (Missing("no-such-fact"), "What is the no-such-fact?"),
        (
            Missing("medications", EntryRef(EntryList.MEDICATIONS, 0, "xyz")),
            "Which medicine is meant by 'xyz'?",
        ),
        (
            Missing("route", EntryRef(EntryList.PROPOSED, 0, "ketamine")),
            "By which route is 'ketamine' given?",
        ),
        (
            Missing("dose", EntryRef(EntryList.PROPOSED, 0, "{0} {x}")),
            "What is the dose of '{0} {x}', with its unit?",
        ),
        (
            Missing("trial-adherent", EntryRef(EntryList.TRIALS, 0, "Zoloft")),
            "Was 'Zoloft' taken as prescribed?",
        ),
    ],
)
def test_a_missing_fact_is_put_as_a_question(checker: Checker, missing: Missing, text: str) -> None:
    assert question_text(missing, checker.book.vocabulary).startswith(text)


def test_every_fact_that_can_be_stated_has_a_question(checker: Checker) -> None:
    vocabulary = checker.book.vocabulary

    texts = [question_text(Missing(name), vocabulary) for name in vocabulary.observations]

    assert all(text.endswith("?") for text in texts)


def test_the_worst_comes_first_then_what_most_rules_wait_for_then_the_name(check: Check) -> None:
    rules = [
        when("a", "{observation: heart-rate, above: 99}"),
        when("b", "{observation: age, below: 18}"),
        when("c", "{observation: height, below: 18}"),
        when("d", "{observation: height, below: 20}", "info"),
        when("e", "{observation: sprayers, above: 2}", "major"),
    ]

    report = check(rules)

    assert [(question.fact, question.rule_ids) for question in report.open_questions] == [
        ("sprayers", ("e",)),
        ("height", ("c", "d")),
        ("age", ("b",)),
        ("heart-rate", ("a",)),
    ]


def test_one_rule_may_wait_for_two_facts(check: Check) -> None:
    both = "{all: [{observation: age, below: 18}, {observation: height, below: 18}]}"

    report = check([when("r", both)])

    assert [question.fact for question in report.open_questions] == ["age", "height"]


def test_entries_of_two_lists_keep_one_order(check: Check) -> None:
    rules = [
        when("a", "{medication: opioid, route: [oral]}"),
        when("b", "{route: [oral]}"),
    ]

    report = check(rules, proposed=["ketamine"], medications=["morphine", "codeine"])

    assert [
        (question.entry.list.value, question.entry.text)
        for question in report.open_questions
        if question.entry
    ] == [("medications", "morphine"), ("medications", "codeine"), ("proposed", "ketamine")]


def test_a_question_is_put_in_words_about_the_entry_that_leaves_it_open(check: Check) -> None:
    rules = [
        when("a", "{medication: opioid, route: [oral]}", "major"),
        when("b", "{observation: age, below: 18}"),
    ]

    report = check(rules, medications=["morphine"])

    assert [question.text for question in report.open_questions] == [
        "By which route is 'morphine' given?",
        "How old is the patient?",
    ]


def test_a_rule_that_could_only_fold_asks_nothing(check: Check) -> None:
    rules = [STRONG, when("weak", "{observation: age, below: 18}")]

    assert check(rules, medications=["metoprolol"]).open_questions == ()


def test_a_covered_rule_still_asks_for_a_medicine_that_is_not_covered(check: Check) -> None:
    rules = [STRONG, when("weak", "{medication: heart-medicine, route: [oral]}")]

    report = check(rules, medications=["metoprolol", "lisinopril"])

    assert "lisinopril" in {item.entry.text for item in report.open_questions if item.entry}
    assert not report.complete


def test_a_covered_rule_still_asks_for_a_list_that_could_hold_another_medicine(
    check: Check,
) -> None:
    rules = [
        rule("strong", "about: ketamine\ncovers: [weak]", "major"),
        rule("weak", "between: [ketamine, opioid]"),
    ]

    report = check(rules, medications=None)

    assert [(item.fact, item.rule_ids) for item in report.open_questions] == [
        ("medications", ("weak",))
    ]


def test_a_covered_rule_still_asks_about_another_subject(check: Check) -> None:
    strong = rule("strong", "about: ketamine\ncovers: [weak]", "major")
    weak = rule("weak", "about: ketamine-therapy\nwhen:\n  - {observation: age, below: 18}")

    one, two = (
        check([strong, weak], proposed=names) for names in (["ketamine"], ["ketamine", "Spravato"])
    )

    assert one.open_questions == ()
    assert [item.fact for item in two.open_questions] == ["age"]
