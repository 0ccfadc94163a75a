"""Packs compiled into a rule book: its order, its index and what covers what."""

from pathlib import Path

import pytest

from caveat.rules import Checker, Level, RuleBook
from caveat.rules.rulebook import SubjectRules
from tests.rules.small_packs import HEAD, checker_of, rule, write_pack


def book(tmp_path: Path, checker: Checker, *rules: str, head: str = HEAD) -> RuleBook:
    folder = write_pack(tmp_path / "small", *rules, head=head)
    return checker_of([folder], checker.book.vocabulary).book


def keys(rules: SubjectRules) -> str:
    """Give what the only rule waits for, in words."""
    waits = (*sorted(rules.by_medication), *sorted(rules.by_condition))
    assert bool(rules.always) != bool(waits)
    return ", ".join(waits) or "nothing"


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("[]", "nothing"),
        ("[{observation: age, below: 18}]", "nothing"),
        ("[{medication: opioid}]", "opioid"),
        ("[{condition: ptsd}]", "ptsd"),
        ("[{count: {medication: opioid, at_least: 2}}]", "opioid"),
        ("[{observation: age, below: 18}, {condition: ptsd}]", "ptsd"),
        ("[{any: [{medication: opioid}, {condition: ptsd}]}]", "opioid, ptsd"),
        ("[{any: [{medication: opioid}, {allergy: opioid}]}]", "nothing"),
        (
            "[{any: [{medication: opioid}, {condition: ptsd}]}, {medication: aspirin}]",
            "aspirin",
        ),
        ("[{all: [{allergy: opioid}, {condition: ptsd}]}]", "ptsd"),
        ("[{not: {medication: opioid}}]", "nothing"),
    ],
)
def test_a_rule_waits_for_the_fewest_keys_that_it_needs(
    tmp_path: Path, checker: Checker, when: str, expected: str
) -> None:
    found = book(tmp_path, checker, rule("r", f"about: ketamine\nwhen: {when}"))

    assert expected == keys(found.by_subject["ketamine"])


def test_a_rule_between_two_waits_for_the_second(tmp_path: Path, checker: Checker) -> None:
    found = book(tmp_path, checker, rule("r", "between: [ketamine, opioid]"))

    assert keys(found.by_subject["ketamine"]) == "opioid"
    assert "opioid" not in found.by_subject


def test_rules_are_numbered_gravest_first_and_then_by_name(
    tmp_path: Path, checker: Checker
) -> None:
    found = book(
        tmp_path,
        checker,
        rule("a", "about: ketamine", "minor"),
        rule("c", "about: ketamine", "major"),
        rule("b", "about: ketamine", "major"),
    )

    numbered = sorted(found.by_subject["ketamine"].always, key=lambda item: item.number)
    assert [item.rule.id for item in numbered] == ["b", "c", "a"]
    assert list(found.rules) == ["a", "b", "c"]
    assert found.worst is Level.MAJOR


def test_covering_goes_all_the_way_up(tmp_path: Path, checker: Checker) -> None:
    found = book(
        tmp_path,
        checker,
        rule("a", "about: ketamine\ncovers: [b]", "major"),
        rule("b", "about: ketamine\ncovers: [c]"),
        rule("c", "about: ketamine", "minor"),
    )

    assert found.covered_by == {"b": {"a"}, "c": {"a", "b"}}


def test_a_cited_source_is_given_with_its_title(tmp_path: Path, checker: Checker) -> None:
    found = book(tmp_path, checker, rule("r", "about: ketamine"))

    (compiled,) = found.by_subject["ketamine"].always
    assert [(cited.citation.source_id, cited.title) for cited in compiled.sources] == [
        ("article", "An article")
    ]


def test_a_book_says_which_packs_it_holds_and_what_they_speak_for(
    tmp_path: Path, checker: Checker
) -> None:
    found = book(tmp_path, checker, rule("r", "about: ketamine"))

    (use,) = found.uses
    assert (use.id, use.version, use.reviewed) == ("small", "1.0.0", "2026-11-23")
    assert use.digest == found.packs[0].digest
    assert found.scope == {"ketamine-therapy"}
    assert found.assumes == ("ketamine",)


def test_a_pack_without_rules_makes_a_book_that_finds_nothing(
    tmp_path: Path, checker: Checker
) -> None:
    found = book(tmp_path, checker)

    assert found.worst is Level.INFO
    assert found.by_subject == {}
