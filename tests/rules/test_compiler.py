"""Packs compiled into a rule book: its order, its index and what covers what."""

from pathlib import Path

import pytest

from caveat.rules import Checker, Level, RuleBook
from caveat.rules.loader import load_packs
from tests.rules.small_packs import HEAD, checker_of, rule, write_pack


def book(tmp_path: Path, checker: Checker, *rules: str, head: str = HEAD) -> RuleBook:
    folder = write_pack(tmp_path / "small", *rules, head=head)
    return checker_of([folder], checker.book.vocabulary).book


def keys(found: RuleBook) -> str:
    """Give what the only rule, which is about ketamine, waits for, in words."""
    filed = found.index.filed
    waits = {
        key for rarer, under in filed.pairs.items() for other in under for key in (rarer, other)
    }
    assert bool(filed.alone) != bool(waits)
    return ", ".join(sorted(waits - {"ketamine"})) or "nothing"


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

    assert expected == keys(found)


def test_a_rule_between_two_waits_for_the_second(tmp_path: Path, checker: Checker) -> None:
    found = book(tmp_path, checker, rule("r", "between: [ketamine, opioid]"))

    assert keys(found) == "opioid"
    assert found.index.filed.for_medications == {"ketamine": (0,)}
    assert not found.compiled(0).waits_for_either


def test_a_rule_between_two_waits_for_either_where_its_pack_speaks_for_both(
    tmp_path: Path, checker: Checker
) -> None:
    head = HEAD.replace("[ketamine-therapy]", "[opioid, benzodiazepine]")
    folder = write_pack(tmp_path, rule("r", "between: [opioid, benzodiazepine]"), head=head)

    found = checker_of([folder], checker.book.vocabulary).book

    assert found.index.filed.for_medications == {"opioid": (0,), "benzodiazepine": (0,)}
    assert found.compiled(0).waits_for_either


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

    assert [found.compiled(number).id for number in range(3)] == ["b", "c", "a"]
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

    assert [(cited.citation.source_id, cited.title) for cited in found.compiled(0).sources] == [
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
    assert found.index.of_facts({"ketamine"}) == set()


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"ketamine", "opioid"}, {0}),
        ({"ketamine", "ptsd"}, {1}),
        ({"ketamine", "opioid", "ptsd"}, {0, 1}),
        ({"opioid", "ptsd"}, set[int]()),
        ({"ketamine"}, set[int]()),
        (set[str](), set[int]()),
    ],
)
def test_a_rule_is_found_where_both_of_its_facts_are(
    tmp_path: Path, checker: Checker, keys: set[str], expected: set[int]
) -> None:
    found = book(
        tmp_path,
        checker,
        rule("a", "between: [ketamine, opioid]"),
        rule("b", "about: ketamine\nwhen: [{condition: ptsd}]"),
    )

    assert expected == found.index.of_facts(keys)


def test_a_rule_is_filed_under_the_rarer_of_its_facts(tmp_path: Path, checker: Checker) -> None:
    others = ("opioid", "aspirin", "alcohol")

    found = book(
        tmp_path, checker, *(rule(name, f"between: [ketamine, {name}]") for name in others)
    )

    assert found.index.filed.pairs.keys() == set(others)


def test_a_rule_is_read_from_its_record_as_it_was_written(tmp_path: Path, checker: Checker) -> None:
    written = rule(
        "r",
        "about: ketamine\nwhen: [{any: [{condition: ptsd}, {not: {dose: {above: 2, unit: mg}}}]}]",
    )
    folder = write_pack(tmp_path / "small", written)
    (pack,) = load_packs([folder], checker.book.vocabulary)

    found = book(tmp_path, checker, written)

    assert found.rules["r"] == pack.rules[0] == found.packs[0].rules[0]
