"""Rules that nobody would miss."""

from pathlib import Path

import pytest

from caveat.rules import Checker
from tests.authoring.lint.linting import OPIOID, kinds, problems, two_packs, whole

CODEINE = whole("codeine", "between: [codeine, ketamine]", "minor")
COVERING = whole("opioid", OPIOID, "major", "covers: [codeine]\n")


def test_a_rule_that_is_always_folded_under_one_that_says_the_same_is_a_problem(
    tmp_path: Path, checker: Checker
) -> None:
    (found,) = problems(tmp_path, checker.book.vocabulary, CODEINE, COVERING)

    assert (found.kind, found.path) == ("shadowed", "small/codeine.yaml")


@pytest.mark.parametrize(
    ("folded", "covering"),
    [
        (CODEINE.replace("put the patient to sleep", "hide a cough and a fever"), COVERING),
        (CODEINE.replace("[codeine, ketamine]", "[codeine, alcohol]"), COVERING),
        (CODEINE.replace("[codeine,", "[depressant,"), COVERING),
        (CODEINE, COVERING + "unless:\n  - {medication: opioid, route: [topical]}\n"),
    ],
    ids=["says more", "other medicines", "a wider class", "the other is withheld"],
)
def test_a_rule_that_somebody_would_miss_is_none(
    tmp_path: Path, checker: Checker, folded: str, covering: str
) -> None:
    found = kinds(problems(tmp_path, checker.book.vocabulary, folded, covering))

    assert "shadowed" not in found


def test_the_view_of_another_source_is_no_shadow(tmp_path: Path, checker: Checker) -> None:
    views = (
        whole("narrow", "between: [codeine, ketamine]", "minor", "hazard: sedation\n"),
        whole("wide", OPIOID, "major", "hazard: sedation\n"),
    )

    assert two_packs(tmp_path, checker.book.vocabulary, *views) == ()
