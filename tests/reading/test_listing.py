"""Entries that list several medicines: each keeps its own route and status."""

import pytest

from caveat.reading.listing import parts_of
from caveat.reading.medication import read_medications
from caveat.reading.status import MedicationStatus
from caveat.rules import Checker


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("metoprolol 50 mg", ["metoprolol 50 mg"]),
        ("metoprolol 50 mg, timolol eye drops", ["metoprolol 50 mg", "timolol eye drops"]),
        ("metoprolol 50 mg and lisinopril 10 mg", ["metoprolol 50 mg", "and lisinopril 10 mg"]),
        ("dorzolamide and timolol eye drops", ["dorzolamide and timolol eye drops"]),
        ("timolol 0.5% and dorzolamide 2% drops", ["timolol 0.5% and dorzolamide 2% drops"]),
        ("denies opioids, benzos", ["denies opioids, benzos"]),
        ("no opioids; lisinopril 10 mg", ["no opioids", "lisinopril 10 mg"]),
        ("Zoloft (sertraline), 100 mg", ["zoloft (sertraline), 100 mg"]),
    ],
)
def test_a_text_is_split_before_a_further_medicine(
    checker: Checker, text: str, expected: list[str]
) -> None:
    assert expected == list(parts_of(text.lower(), checker.book.vocabulary))


def test_eye_drops_do_not_make_a_tablet_local(checker: Checker) -> None:
    readings = read_medications(
        "Minipress 2 mg at night, timolol eye drops", (), checker.book.vocabulary
    )

    assert [reading.route for reading in readings] == ["", "ophthalmic"]


def test_one_medicine_that_was_stopped_does_not_stop_the_next(checker: Checker) -> None:
    readings = read_medications(
        "stopped oxycodone in 2019; morphine 15 mg daily", (), checker.book.vocabulary
    )

    assert [reading.status for reading in readings] == [
        MedicationStatus.STOPPED,
        MedicationStatus.ACTIVE,
    ]


def test_a_reason_ends_where_the_next_medicine_begins(checker: Checker) -> None:
    readings = read_medications(
        "prazosin 2 mg for nightmares and oxycodone 5 mg for pain", (), checker.book.vocabulary
    )

    found = {
        term for reading in readings for read in reading.substances for term in read.substance.terms
    }
    assert found == {"prazosin", "oxycodone"}
