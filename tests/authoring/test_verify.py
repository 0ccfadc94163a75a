"""Examples are decided by the rules that have a say, as a check of all rules decides them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from caveat.authoring.verify import outcome_of, verify
from caveat.rules import Checker, Request, request_of
from caveat.rules.checked import Checked, check_facts
from caveat.rules.model import Expectation
from tests.authoring.surveyed import with_examples
from tests.rules.small_packs import checker_of, write_pack


def examples(checker: Checker) -> Iterator[tuple[str, Request]]:
    for rule in checker.book.rules.values():
        for example in rule.examples:
            yield rule.id, example.given


def outcome_in(checked: Checked, rule_id: str) -> Expectation:
    """Say what a rule did by all that a check of every rule says."""
    folded = [each.found.rule.id for each in checked.folded]
    if rule_id in [*folded, *(kept.rule.id for kept in checked.kept)]:
        return Expectation.ALERT
    is_asked = any(rule_id in question.rule_ids for question in checked.open_questions)
    return Expectation.UNDECIDED if is_asked else Expectation.NONE


@pytest.mark.usefixtures("unmeasured")
def test_an_example_of_a_rule_is_decided_as_a_check_of_all_rules_decides_it(
    checker: Checker,
) -> None:
    book, recogniser = checker.book, checker.recogniser
    for rule_id, given in examples(checker):
        facts = recogniser.facts_of(recogniser.read(given))

        expected = outcome_in(check_facts("", facts, book), rule_id)

        assert outcome_of(rule_id, facts, book) is expected


@pytest.mark.parametrize("first", range(4))
def test_every_rule_is_decided_as_a_check_of_all_rules_decides_it(
    checker: Checker, first: int
) -> None:
    book, recogniser = checker.book, checker.recogniser
    for _, given in list(examples(checker))[first * 10 :: 80]:
        facts = recogniser.facts_of(recogniser.read(given))

        checked = check_facts("", facts, book)

        expected = {rule_id: outcome_in(checked, rule_id) for rule_id in book.rules}
        assert {rule_id: outcome_of(rule_id, facts, book) for rule_id in book.rules} == expected


@pytest.mark.parametrize(("level", "kinds"), [("moderate", []), ("major", ["failed example"])])
def test_an_example_that_states_a_level_holds_at_that_level_only(
    tmp_path: Path, checker: Checker, level: str, kinds: list[str]
) -> None:
    alerting = f"medications: [codeine] -> alert, level: {level}"
    text = with_examples("between: [ketamine, opioid]", alerting, "medications: [] -> none")
    book = checker_of([write_pack(tmp_path, text)], checker.book.vocabulary).book

    assert [problem.kind for problem in verify(book)] == kinds


def test_a_failed_example_names_what_is_proposed_and_in_no_scope(
    tmp_path: Path, checker: Checker
) -> None:
    text = with_examples("between: [ketamine, opioid]", "proposed: [codeine] -> undecided")
    book = checker_of([write_pack(tmp_path, text)], checker.book.vocabulary).book

    assert [problem.what for problem in verify(book) if problem.kind == "failed example"] == [
        "'one' expects undecided, got none; in no pack's 'scope', so not asked about: 'codeine'"
    ]


def test_a_proposal_that_cannot_be_read_leaves_every_rule_open(checker: Checker) -> None:
    given = request_of({"proposed": ["xyzzy"], "medications": [], "history": []})
    facts = checker.recogniser.facts_of(checker.recogniser.read(given))

    outcomes = {outcome_of(rule_id, facts, checker.book) for rule_id in checker.book.rules}

    assert outcomes == {Expectation.UNDECIDED}
