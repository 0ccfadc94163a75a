"""Medication entries as people write them."""

import pytest

from caveat.reading.codes import Code
from caveat.reading.medication import MedicationReading, read_medication
from caveat.reading.status import MedicationStatus
from caveat.rules import Checker


def read(checker: Checker, text: str, *codes: Code) -> MedicationReading:
    return read_medication(text, codes, checker.book.vocabulary)


def ingredients(reading: MedicationReading) -> set[str]:
    return {term for read in reading.substances for term in read.substance.terms}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Minipress 2 mg at night for PTSD nightmares", {"prazosin"}),
        ("metoprolol succ ER 50 mg qd", {"metoprolol"}),
        ("APAP/hydrocodone 325-5 q6h prn", {"acetaminophen", "hydrocodone"}),
        ("T#3", {"codeine", "acetaminophen"}),
        (
            "Acetaminophen 325 MG / Oxycodone Hydrochloride 10 MG Oral Tablet [Percocet]",
            {"acetaminophen", "oxycodone"},
        ),
        ("24 HR Bupropion 150 MG Extended Release Tablet", {"bupropion"}),
        ("ZOLOFT 100", {"sertraline"}),
        ("quetiaPINE 25", {"quetiapine"}),
        ("paracetamol 500 mg", {"acetaminophen"}),
        ("vitamin K", {"phytonadione"}),
        ("St. John's wort", {"st john's wort"}),
        ("St John\u2019s Wort", {"st john's wort"}),
        ('"something" daily (Prilosec)', {"omeprazole"}),
        ("insulin glargine", {"insulin glargine"}),
    ],
)
def test_a_text_gives_its_ingredients(checker: Checker, text: str, expected: set[str]) -> None:
    assert expected == ingredients(read(checker, text))


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("timolol 0.5% eye drops", "ophthalmic"),
        ("Combigan", "ophthalmic"),
        ("ketamine 40 mg IV", "intravenous"),
        ("Spravato 56 mg", "nasal"),
        ("clonidine patch", "transdermal"),
        ("lisinopril 10 mg oral tablet", "oral"),
        ("propranolol 10 mg for dental anxiety", ""),
        ("ketamine IV then po", ""),
        ("metoprolol", ""),
    ],
)
def test_a_route_is_read_or_implied_and_two_leave_it_open(
    checker: Checker, text: str, route: str
) -> None:
    assert route == read(checker, text).route


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("oxycodone 5 mg (stopped in 2019)", MedicationStatus.STOPPED),
        ("oxycodone, discontinued", MedicationStatus.STOPPED),
        ("no longer taking oxycodone", MedicationStatus.STOPPED),
        ("denies opioids", MedicationStatus.STOPPED),
        ("Chantix, stopped smoking with it", MedicationStatus.ACTIVE),
        ("will start lithium next week", MedicationStatus.PLANNED),
        ("oxycodone prn", MedicationStatus.ACTIVE),
    ],
)
def test_a_status_is_read_from_plain_words(
    checker: Checker, text: str, status: MedicationStatus
) -> None:
    assert status is read(checker, text).status


@pytest.mark.parametrize(
    ("text", "milligrams", "per_kg"),
    [
        ("ketamine 40 mg IV", 40.0, False),
        ("ketamine 0.5 mg/kg IV over 40 min", 0.5, True),
        ("clonidine 100 mcg", 0.1, False),
        ("metformin 1 g", 1000.0, False),
        ("Klonapin .5mg", 0.5, False),
        ("acetaminophen 1,000 mg", 1000.0, False),
    ],
)
def test_a_dose_is_read_in_milligrams(
    checker: Checker, text: str, milligrams: float, *, per_kg: bool
) -> None:
    dose = read(checker, text).dose

    assert dose is not None
    assert (milligrams, per_kg) == (dose.milligrams, dose.per_kg)


@pytest.mark.parametrize("text", ["morphine 20 mg/ml", "Emsam 6 mg/24h patch", "ketamine 40"])
def test_a_strength_or_a_bare_number_is_no_dose(checker: Checker, text: str) -> None:
    assert read(checker, text).dose is None


def test_one_letter_is_forgiven_and_said(checker: Checker) -> None:
    reading = read(checker, "oxycodon 5 mg")

    assert [found.distance for found in reading.substances] == [1]
    assert [step.label for step in reading.substances[0].steps] == ["oxycodon", "oxycodone"]


@pytest.mark.parametrize("text", ["xyzzyprin 20 mg", "K 3.9", "1234", "metoprelel 25", "!!!"])
def test_what_names_nothing_is_unread(checker: Checker, text: str) -> None:
    reading = read(checker, text)

    assert not reading.substances
    assert reading.unread


def test_a_part_that_names_nothing_is_unread_beside_one_that_does(checker: Checker) -> None:
    reading = read(checker, "metoprolol 50 mg, xyzzyprin 5 mg")

    assert ingredients(reading) == {"metoprolol"}
    assert [part.part for part in reading.unread] == ["xyzzyprin"]


@pytest.mark.parametrize("text", ["none", "No medications", "NKDA", "n/a"])
def test_none_is_no_medicine_and_not_unread(checker: Checker, text: str) -> None:
    reading = read(checker, text)

    assert reading.says_none
    assert not reading.unread


def test_a_code_and_a_text_that_differ_are_both_read(checker: Checker) -> None:
    reading = read(checker, "aspirin", Code("rxnorm", "6918"))

    assert ingredients(reading) == {"aspirin", "metoprolol"}


def test_an_unknown_code_is_unread_unless_the_text_is_known(checker: Checker) -> None:
    code = Code("rxnorm", "999999999")

    assert read(checker, "", code).unread
    assert not read(checker, "aspirin", code).unread


def test_a_reason_is_kept_apart(checker: Checker) -> None:
    assert read(checker, "Minipress 2 mg (PTSD nightmares)").reason == "ptsd nightmares"


def test_a_medicine_in_brackets_counts_beside_another(checker: Checker) -> None:
    reading = read(checker, "omeprazole 20 mg (also takes Percocet prn)")

    assert ingredients(reading) == {"omeprazole", "oxycodone", "acetaminophen"}


@pytest.mark.parametrize(
    ("value", "route"), [("S01ED01", "ophthalmic"), ("C07AA06", ""), ("D11AX01", "topical")]
)
def test_a_code_of_a_local_preparation_implies_its_route(
    checker: Checker, value: str, route: str
) -> None:
    assert route == read(checker, "", Code("atc", value)).route
