"""The plainest entries are read at once, and to the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caveat.reading.medication import read_medications, read_plain
from caveat.reading.plain import PlainReader
from caveat.rules import Checker
from tests.recognition.corpus import medication_texts

WORDS = (
    *("mg", "50", "50mg", "0.5", "tablet", "tab", "patch", "cream", "er", "hcl", "sodium", "oral"),
    *("qd", "bid", "prn", "daily", "nightly", "po", "for", "no", "stopped", "3", "x", "potassium"),
    *("calcium", "nasal", "spray", "drops", "tartrate", "325-5", "%", "iv", "one", "Xanax", "hctz"),
)
NAMES = (
    *("metoprolol", "Zoloft", "Percocet", "Tylenol 3", "timolol", "clonidine", "ketamine", "xyz"),
    *(
        "sleeping pill",
        "Klonapin",
        "insulin",
        "oxycodone",
        "Toprol XL",
        "nitroglycerin",
        "potassium",
    ),
)


@pytest.fixture(scope="module")
def plain(checker: Checker) -> PlainReader:
    return PlainReader(checker.book.vocabulary.names)


@settings(max_examples=500)
@given(name=st.sampled_from(NAMES), words=st.lists(st.sampled_from(WORDS), max_size=5))
def test_a_plain_entry_is_read_as_any_other(
    name: str, words: list[str], checker: Checker, plain: PlainReader
) -> None:
    text = " ".join((name, *words))
    found = read_plain(text, plain)

    assert found in ((), read_medications(text, (), checker.book.vocabulary))


@pytest.mark.parametrize("text", [labelled.text for labelled in medication_texts()])
def test_a_labelled_text_is_read_the_same_either_way(
    text: str, checker: Checker, plain: PlainReader
) -> None:
    found = read_plain(text, plain)

    assert found in ((), read_medications(text, (), checker.book.vocabulary))


@pytest.mark.parametrize(
    "text", ["metoprolol", "metoprolol 50 mg bid", "Zoloft 50mg", "lisinopril 10 mg tablet daily"]
)
def test_a_name_with_its_dose_is_plain(text: str, plain: PlainReader) -> None:
    assert read_plain(text, plain)


@pytest.mark.parametrize(
    "text", ["no metoprolol", "metoprolol stopped", "metoprolol for pain", "xyz", "Tylenol 3 x", ""]
)
def test_what_says_more_is_not_plain(text: str, plain: PlainReader) -> None:
    assert not read_plain(text, plain)
