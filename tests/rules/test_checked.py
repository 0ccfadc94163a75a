"""What a report says as a whole: its outcome, whether it is complete, and where it comes from."""

from pathlib import Path

import pytest

from caveat.rules import Checker, Level, Outcome, request_of
from caveat.rules.patient import EntryList
from caveat.rules.report import AssumptionKind, EntryRef
from tests.rules.small_packs import Check, checker_of, rule, write_pack

HEART = "between: [ketamine-therapy, heart-medicine]"


@pytest.mark.parametrize(
    ("level", "outcome"),
    [
        ("info", Outcome.CLEAR),
        ("minor", Outcome.ALERTS),
        ("moderate", Outcome.ALERTS),
        ("contraindicated", Outcome.ALERTS),
    ],
)
def test_an_alert_that_is_good_to_know_leaves_a_report_clear_and_no_other_does(
    check: Check, level: str, outcome: Outcome
) -> None:
    report = check([rule("r", "about: ketamine", level)])

    assert report.outcome is outcome
    assert report.level is Level[level.upper()]
    assert report.complete


def test_an_alert_counts_for_more_than_what_could_not_be_read(check: Check) -> None:
    report = check([rule("r", HEART)], medications=["metoprolol", "xyzzyprin"])

    assert report.outcome is Outcome.ALERTS
    assert not report.complete


def test_a_report_says_which_request_it_answers_and_which_packs_it_was_made_with(
    tmp_path: Path, checker: Checker
) -> None:
    folder = write_pack(tmp_path / "small", rule("r", HEART))
    small = checker_of([folder], checker.book.vocabulary)

    report = small.check(request_of({"request-id": "ward 7, bed 3", "medications": []}))

    assert report.request_id == "ward 7, bed 3"
    assert [(pack.id, pack.version) for pack in report.packs] == [("small", "1.0.0")]
    assert report.packs[0].digest == small.book.packs[0].digest
    assert report.rules_digest == small.book.rules_digest


def test_a_proposal_that_cannot_be_read_is_asked_about_for_every_rule(check: Check) -> None:
    rules = [rule("a", HEART), rule("b", "about: ketamine", "major")]

    (question,) = check(rules, proposed=["zzzz 5 mg"]).open_questions

    assert question.text == "Which medicine is meant by 'zzzz 5 mg'?"
    assert question.rule_ids == ("a", "b")
    assert question.level is Level.MAJOR
    assert question.entry == EntryRef(EntryList.PROPOSED, 0, "zzzz 5 mg")


def test_a_proposal_outside_the_scope_beside_one_within_counts_as_taken_and_is_said(
    check: Check,
) -> None:
    rules = [rule("r", HEART)]

    report = check(rules, proposed=["metoprolol", "ketamine 40 mg IV"])

    (assumption,) = report.assumptions
    assert assumption.text == (
        "no loaded pack speaks for this medicine; it counts as one that is taken"
    )
    assert assumption.entry == EntryRef(EntryList.PROPOSED, 0, "metoprolol")
    assert [alert.rule_id for alert in report.alerts] == ["r"]
    assert report.complete


def test_a_current_medicine_outside_the_scope_is_not_worth_a_word(check: Check) -> None:
    assert check([rule("r", HEART)], medications=["amoxicillin"]).assumptions == ()


def test_where_nothing_is_within_the_scope_the_outcome_says_it_and_no_entry_does(
    check: Check,
) -> None:
    report = check([rule("r", HEART)], proposed=["amoxicillin"])

    assert report.outcome is Outcome.OUT_OF_SCOPE
    assert report.assumptions == ()


@pytest.mark.parametrize(
    ("text", "complete"),
    [("denies psychosis", True), ("severe depression", True), ("hypertention", False)],
)
def test_an_assumption_leaves_a_report_incomplete_only_where_the_reading_is_in_doubt(
    check: Check, text: str, *, complete: bool
) -> None:
    report = check([rule("r", HEART)], history=[text])

    assert report.complete is complete


def test_what_could_not_be_read_is_said_where_the_medicine_is_assumed_too(check: Check) -> None:
    report = check([rule("r", HEART)], proposed=[], medications=["metoprolol", "xyzzyprin"])

    assert [note.part for note in report.unrecognised] == ["xyzzyprin"]
    assert [each.kind for each in report.assumptions] == [AssumptionKind.MEDICINE_UNDER_REVIEW]
    assert [question.fact for question in report.open_questions] == ["medications"]
    assert not report.complete
