"""Contradictions, of one pack and across two, and rules that ask for the same."""

from pathlib import Path

import pytest

from caveat.rules import Checker
from tests.authoring.lint.linting import OPIOID, kinds, problems, two_packs, whole


def compatible(name: str, scope: str, more: str = "") -> str:
    return whole(name, scope, "info", more).replace("kind: precaution", "kind: compatible")


CODEINE = "about: ketamine\nwhen:\n  - {medication: codeine}"


@pytest.mark.parametrize("grave", [CODEINE, "between: [ketamine, opioid-full-agonist]"])
def test_what_one_pack_calls_compatible_and_another_grave_is_a_contradiction(
    tmp_path: Path, checker: Checker, grave: str
) -> None:
    fine = compatible("fine", "between: [opioid-full-agonist, ketamine-therapy]")
    found = two_packs(tmp_path, checker.book.vocabulary, fine, whole("grave", grave, "major"))

    assert kinds(found) == ["contradiction"]
    assert found[0].path == "small/fine.yaml"
    assert "'grave' calls major" in found[0].what


@pytest.mark.parametrize(
    "grave",
    [
        whole("grave", CODEINE, "moderate"),
        whole("grave", CODEINE, "major", "hazard: sedation\n"),
        whole("grave", "between: [ketamine, benzodiazepine]", "major"),
        whole("grave", CODEINE.replace("codeine}", "codeine, status: [stopped]}"), "major"),
        whole("grave", CODEINE.replace("- {m", "- {observation: age, below: 9}\n  - {m"), "major"),
    ],
    ids=["no grave one", "the same hazard", "other medicines", "another status", "a child"],
)
def test_what_nearly_contradicts_does_not(tmp_path: Path, checker: Checker, grave: str) -> None:
    scope = CODEINE + "\n  - {observation: age, at_least: 18}"
    fine = compatible("fine", scope, "hazard: sedation\n")

    assert two_packs(tmp_path, checker.book.vocabulary, fine, grave) == ()


def test_a_graver_rule_that_covers_the_compatible_one_does_not_contradict_it(
    tmp_path: Path, checker: Checker
) -> None:
    rules = (compatible("fine", OPIOID), whole("grave", CODEINE, "major", "covers: [fine]\n"))

    assert problems(tmp_path, checker.book.vocabulary, *rules) == ()


def test_two_rules_do_not_ask_for_the_same(tmp_path: Path, checker: Checker) -> None:
    reverse = "between: [opioid, ketamine-therapy]"
    found = two_packs(
        tmp_path, checker.book.vocabulary, whole("a", OPIOID), whole("b", reverse, "minor")
    )

    assert kinds(found) == ["same scope"]


@pytest.mark.parametrize("hazards", [("sedation", "sedation"), ("sedation", "misuse")])
def test_two_views_of_one_hazard_and_two_hazards_may(
    tmp_path: Path, checker: Checker, hazards: tuple[str, str]
) -> None:
    first, second = (
        whole(name, OPIOID, level, f"hazard: {hazard}\n")
        for name, level, hazard in zip("ab", ("major", "minor"), hazards, strict=True)
    )

    assert two_packs(tmp_path, checker.book.vocabulary, first, second) == ()
