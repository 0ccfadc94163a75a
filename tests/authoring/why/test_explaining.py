"""What is explained of a rule agrees with what the engine does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from caveat.authoring.verify import outcome_of
from caveat.authoring.why.explaining import explain, explain_facts
from caveat.authoring.why.explanation import Explained, Explanation, Verdict
from caveat.rules import Checker, request_of
from caveat.rules.decision import Truth
from caveat.rules.model import Expectation, Rule
from caveat.source.errors import RequestError
from tests.rules.small_packs import checker_of, rule, write_pack

EXPECTED = {
    Verdict.ALERT: Expectation.ALERT,
    Verdict.FOLDED: Expectation.ALERT,
    Verdict.UNDECIDED: Expectation.UNDECIDED,
    Verdict.WITHHELD: Expectation.NONE,
    Verdict.NONE: Expectation.NONE,
}


def root_expected(explanation: Explanation) -> Truth:
    """Say how the root of the tree must be decided, by the verdict alone."""
    if EXPECTED[explanation.verdict] is Expectation.ALERT:
        return Truth.YES
    waits = explanation.verdict is Verdict.UNDECIDED or explanation.under
    return Truth.UNKNOWN if waits else Truth.NO


def cases_of(explanation: Explanation) -> Iterator[Explained]:
    return (each for each in explanation.tree.within if each.asks.startswith("for this "))


def put_together(case: Explained) -> Truth:
    """Decide a case by what stands below it: every criterion, and none of the exceptions."""
    criteria = [each.truth for each in case.within if not each.asks.startswith("unless ")]
    exceptions = [each.truth for each in case.within if each.asks.startswith("unless ")]
    if Truth.NO in criteria or Truth.YES in exceptions:
        return Truth.NO
    return Truth.UNKNOWN if Truth.UNKNOWN in criteria else Truth.YES


def explained(rule_id: str, checker: Checker, **given: object) -> Explanation:
    return explain(rule_id, request_of(given), checker)


@pytest.mark.usefixtures("unmeasured")
@pytest.mark.parametrize("part", range(4))
def test_every_example_is_explained_as_the_engine_decides_it(checker: Checker, part: int) -> None:
    book, recogniser = checker.book, checker.recogniser
    rules: list[Rule] = list(book.rules.values())[part::4]
    for rule_id, example in ((each.id, example) for each in rules for example in each.examples):
        facts = recogniser.facts_of(recogniser.read(example.given))

        told = explain_facts(rule_id, facts, book)

        assert EXPECTED[told.verdict] is outcome_of(rule_id, facts, book), (rule_id, example.name)
        assert told.tree.truth is root_expected(told), (rule_id, example.name)
        for case in cases_of(told):
            assert case.truth is put_together(case), (rule_id, example.name)


def test_a_rule_that_alerts_shows_what_it_found(checker: Checker) -> None:
    told = explained("ketamine-heart-medicine", checker, medications=["propranolol 10 mg"])

    assert told.verdict is Verdict.ALERT
    [case] = cases_of(told)
    [seen] = case.within[0].entries
    assert (seen.traced.entry.text, seen.truth, seen.why) == ("propranolol 10 mg", Truth.YES, "")


def test_a_finding_that_folds_names_the_rule_that_covers_it(checker: Checker) -> None:
    told = explained(
        "heart-medicine-in-another-role",
        checker,
        medications=["Minipress 2 mg at night for PTSD nightmares"],
    )

    assert told.verdict is Verdict.FOLDED
    assert told.under == ("ketamine-heart-medicine",)


def test_eye_drops_are_withheld_by_the_exception_for_their_route(checker: Checker) -> None:
    told = explained("ketamine-heart-medicine", checker, medications=["timolol eye drops"])

    assert told.verdict is Verdict.WITHHELD
    assert "ophthalmic" in told.withheld_by[0]
    [case] = cases_of(told)
    assert [each.truth for each in case.within] == [Truth.YES, Truth.YES]
    assert told.tree.truth is Truth.NO


def test_of_two_findings_the_one_that_is_withheld_is_marked(checker: Checker) -> None:
    listed = ["timolol eye drops", "metoprolol 50 mg"]

    told = explained("ketamine-heart-medicine", checker, medications=listed)

    [case] = cases_of(told)
    partner, exception = case.within
    assert [seen.why.startswith("withheld: unless") for seen in partner.entries] == [True, False]
    assert (case.truth, exception.truth) == (Truth.YES, Truth.NO)


def test_what_may_be_another_partner_is_asked_beside_one_that_is_withheld(checker: Checker) -> None:
    listed = ["timolol eye drops", "xyzzyprin"]

    told = explained("ketamine-heart-medicine", checker, medications=listed)

    [case] = cases_of(told)
    partner, exception = case.within
    assert (case.truth, partner.truth, exception.truth) == (
        Truth.UNKNOWN,
        Truth.YES,
        Truth.UNKNOWN,
    )
    assert [each.entry and each.entry.text for each in partner.absent] == ["xyzzyprin"]


def test_a_proposal_that_cannot_be_read_leaves_the_rule_open(checker: Checker) -> None:
    told = explained("ketamine-heart-medicine", checker, proposed=["xyzzyprin"], medications=[])

    assert told.verdict is Verdict.UNDECIDED
    assert told.tree.truth is Truth.UNKNOWN
    assert told.tree.absent[0].entry == told.unrecognised[0].entry


def test_of_two_sides_the_missing_one_is_named_and_the_other_shown(checker: Checker) -> None:
    told = explained(
        "ketamine-heart-medicine", checker, proposed=["amoxicillin"], medications=["propranolol"]
    )

    missing, there = told.tree.within
    assert (told.verdict, missing.truth, there.truth) == (Verdict.NONE, Truth.NO, Truth.YES)
    assert missing.asks == "takes ketamine or esketamine"


def test_two_that_could_change_places_are_both_shown_to_be_of_the_pair(
    checker: Checker, tmp_path: Path
) -> None:
    pack = write_pack(tmp_path / "pack", rule("two", "between: [opioid, opioid]"))
    small = checker_of([pack], checker.book.vocabulary)

    told = explained("two", small, medications=["oxycodone", "morphine"])

    assert [case.truth for case in cases_of(told)] == [Truth.YES, Truth.YES]


def test_a_medicine_that_stands_twice_is_told_from_another(
    checker: Checker, tmp_path: Path
) -> None:
    pack = write_pack(tmp_path / "pack", rule("two", "between: [opioid, opioid]"))
    small = checker_of([pack], checker.book.vocabulary)

    told = explained("two", small, medications=["morphine", "MS Contin"])

    assert told.verdict is Verdict.NONE
    for case in cases_of(told):
        assert [seen.why for seen in case.within[0].entries if "same" in seen.why]
        assert (case.truth, case.within[0].truth) == (Truth.NO, Truth.NO)


def test_where_the_second_waits_the_list_that_nobody_gave_is_asked_for(checker: Checker) -> None:
    told = explained("ssri-with-mao-inhibitor", checker, proposed=["phenelzine 15 mg"])

    assert told.verdict is Verdict.UNDECIDED
    missing, there = told.tree.within
    assert (missing.truth, there.truth) == (Truth.UNKNOWN, Truth.YES)
    assert [each.fact for each in missing.absent] == ["medications"]


def test_a_rule_that_could_only_fold_says_under_which(checker: Checker, tmp_path: Path) -> None:
    graver = rule(
        "graver", "about: ketamine\nwhen: [{condition: psychosis}]\ncovers: [dose]", "major"
    )
    dose = rule("dose", "about: ketamine\nwhen: [{dose: {above: 0.5, unit: mg/kg}}]")
    small = checker_of([write_pack(tmp_path / "pack", graver, dose)], checker.book.vocabulary)

    told = explained("dose", small, proposed=["ketamine"], history=["psychosis"])

    assert (told.verdict, told.under) == (Verdict.NONE, ("graver",))
    assert told.tree.truth is root_expected(told) is Truth.UNKNOWN


def test_a_rule_that_is_not_there_is_a_key_error(checker: Checker) -> None:
    with pytest.raises(KeyError):
        explained("no-such-rule", checker)


def test_a_request_that_no_check_would_take_is_refused(checker: Checker) -> None:
    with pytest.raises(RequestError):
        explained("ketamine-heart-medicine", checker, medications=[{"text": ""}])
