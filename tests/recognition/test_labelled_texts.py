"""Every labelled text is read rightly, or is on the list of those that are not yet.

``known-misses.yaml`` can only shrink: a text that is read rightly must leave it.
"""

from pathlib import Path
from typing import cast

import pytest
import yaml

from caveat.rules import Checker
from tests.recognition.corpus import (
    ConditionText,
    MedicationText,
    condition_texts,
    judge_condition,
    judge_medication,
    medication_texts,
)

_MISSES = yaml.safe_load((Path(__file__).parent / "known-misses.yaml").read_text(encoding="utf-8"))
KNOWN_MISSES = frozenset(cast("list[str]", _MISSES["medications"] + _MISSES["conditions"]))
MEDICATIONS = medication_texts()
CONDITIONS = condition_texts()


def text_of(labelled: MedicationText | ConditionText) -> str:
    return labelled.text


@pytest.mark.parametrize("labelled", MEDICATIONS, ids=text_of)
def test_a_medication_is_read_as_it_is_labelled(labelled: MedicationText, checker: Checker) -> None:
    judgement = judge_medication(labelled, checker.book.vocabulary)

    assert judgement.is_right == (labelled.text not in KNOWN_MISSES), judgement


@pytest.mark.parametrize("labelled", CONDITIONS, ids=text_of)
def test_a_condition_is_read_as_it_is_labelled(labelled: ConditionText, checker: Checker) -> None:
    judgement = judge_condition(labelled, checker.book.vocabulary)

    assert judgement.is_right == (labelled.text not in KNOWN_MISSES), judgement


def test_a_known_miss_is_a_labelled_text() -> None:
    texts = {*map(text_of, MEDICATIONS), *map(text_of, CONDITIONS)}

    assert not KNOWN_MISSES - texts


@pytest.mark.parametrize("texts", [MEDICATIONS, CONDITIONS])
def test_a_quarter_of_the_texts_mislead(
    texts: tuple[MedicationText, ...] | tuple[ConditionText, ...],
) -> None:
    assert len(texts) <= 4 * sum(bool(labelled.trap) for labelled in texts)
