"""What a text or code would be understood as."""

import pytest

from caveat.reading.recognition import ReadAs
from caveat.rules import Checker, Code


def labels(checker: Checker, text: str, read_as: ReadAs = ReadAs.EITHER) -> list[list[str]]:
    recognised = checker.recognise(text, read_as=read_as)
    return [[step.label for step in found.path] for found in recognised.recognitions]


def test_a_medication_is_shown_with_its_classes(checker: Checker) -> None:
    path = labels(checker, "Minipress 2 mg", ReadAs.MEDICATION)[0]

    assert path[:2] == ["Minipress", "prazosin"]
    assert "alpha-1 blocker" in path


def test_a_condition_is_shown_with_what_it_is_a_case_of(checker: Checker) -> None:
    assert [
        [label.lower() for label in path] for path in labels(checker, "denies schizophrenia")
    ] == [["schizophrenia", "schizophrenia", "psychosis"]]


def test_a_code_is_read_as_what_it_is(checker: Checker) -> None:
    found = checker.recognise(code=Code("rxnorm", "8629")).recognitions

    assert [recognition.read_as for recognition in found] == [ReadAs.MEDICATION]


@pytest.mark.parametrize("text", ["metoprelel", "schizofrenia"])
def test_what_is_not_understood_has_suggestions(checker: Checker, text: str) -> None:
    recognised = checker.recognise(text)

    assert not recognised.recognitions
    assert recognised.suggestions
