"""Whether a medicine is taken, was or will be, by the words around its name."""

import pytest

from caveat.reading.medication import read_medication
from caveat.reading.status import MedicationStatus
from caveat.rules import Checker

ACTIVE, STOPPED, PLANNED = (
    MedicationStatus.ACTIVE,
    MedicationStatus.STOPPED,
    MedicationStatus.PLANNED,
)


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("oxycodone", ACTIVE, ""),
        ("no oxycodone", STOPPED, "no"),
        ("denies oxycodone", STOPPED, "denies"),
        ("oxycodone, no relief", ACTIVE, ""),
        ("oxycodone stopped in 2019", STOPPED, "stopped"),
        ("oxycodone stopped", STOPPED, "stopped"),
        ("stopped oxycodone", STOPPED, "stopped"),
        ("stopped taking the oxycodone", STOPPED, "stopped taking"),
        ("nicotine patch, stopped smoking", ACTIVE, ""),
        ("stopped smoking, on Chantix", ACTIVE, ""),
        ("quit drinking with naltrexone", ACTIVE, ""),
        ("no change: Zoloft 100 mg", ACTIVE, ""),
        ("no issues with Xanax", ACTIVE, ""),
        ("no meds other than lithium", ACTIVE, ""),
        ("oxycodone d/c'd last week", STOPPED, "d/cd"),
        ("used to take oxycodone", STOPPED, "used to take"),
        ("weaned off clonazepam 2022", STOPPED, "weaned off"),
        ("Paxil (past)", STOPPED, "past"),
        ("was on Suboxone until 2021", STOPPED, "was on"),
        ("Suboxone until 2021", STOPPED, "until 2021"),
        ("amoxicillin until Friday", ACTIVE, ""),
        ("had ketamine once years ago", STOPPED, "years ago"),
        ("started Zoloft years ago", ACTIVE, ""),
        ("stopped Zoloft in May, restarted in June", ACTIVE, "restarted"),
        ("metoprolol held per cardiology", STOPPED, "held"),
        ("Zyrtec allergy", ACTIVE, ""),
        ("starting lithium", PLANNED, "starting"),
        ("will start lithium", PLANNED, "will start"),
        ("lithium to start Monday", PLANNED, "to start"),
        ("45 year old on Lexapro", ACTIVE, ""),
    ],
)
def test_a_status_is_given_with_the_words_that_say_it(
    checker: Checker, text: str, status: MedicationStatus, words: str
) -> None:
    found = read_medication(text, (), checker.book.vocabulary)

    assert (status, words) == (found.status, found.status_words)
