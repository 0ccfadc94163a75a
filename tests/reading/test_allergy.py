"""What of an allergy could not be read."""

import pytest

from caveat.reading.codes import Code
from caveat.rules import Allergy, Checker, Medication, Patient, Proposal, Report, Request

SNOMED = "http://snomed.info/sct"
UNKNOWN = (Code(SNOMED, "000000000"),)


def checked(checker: Checker, text: str, codes: tuple[Code, ...] = ()) -> Report:
    patient = Patient(medications=(), conditions=(), allergies=(Allergy(text, codes),))
    return checker.check(Request(patient, (Proposal(Medication("ketamine 40 mg IV")),)))


@pytest.mark.parametrize(
    "text",
    [
        *("Latex allergy", "Allergy to mould", "House dust mite allergy", "Allergy to bee venom"),
        *("Peanut (substance)", "Allergy to penicillin", "Cat dander (substance)"),
        *("No known allergies", "Allergy to cow's milk (finding)", "Food allergy"),
    ],
)
@pytest.mark.parametrize("codes", [(), UNKNOWN], ids=["text", "text and code"])
def test_a_name_that_is_known_needs_no_code(
    checker: Checker, text: str, codes: tuple[Code, ...]
) -> None:
    assert checked(checker, text, codes).unrecognised == ()


@pytest.mark.parametrize(
    "text",
    [
        *("Allergy", "Drug allergy", "Multiple drug allergies", "Unknown", "Other allergy"),
        *("Propensity to adverse reactions to drug (finding)", "Allergy to substance (finding)"),
    ],
)
def test_an_allergy_to_nothing_in_particular_is_asked_about(checker: Checker, text: str) -> None:
    report = checked(checker, text, UNKNOWN)
    (unread,) = report.unrecognised
    assert unread.reason == "does not say to what"
    assert "allergies" in {question.fact for question in report.open_questions}


@pytest.mark.parametrize("text", ["blorbazine", "Allergy to blorbazine", "latex, blorbazine"])
def test_a_name_that_is_not_known_is_asked_about_once(checker: Checker, text: str) -> None:
    (unread,) = checked(checker, text, UNKNOWN).unrecognised
    assert unread.part == "blorbazine"


def test_a_code_alone_that_is_not_known_is_asked_about(checker: Checker) -> None:
    (unread,) = checked(checker, "", UNKNOWN).unrecognised
    assert unread.part == "snomed 000000000"


@pytest.mark.parametrize(
    "text", ["Ketamine (substance)", "Allergy to ketamine (finding)", "Ketalar"]
)
def test_a_semantic_tag_hides_no_medicine(checker: Checker, text: str) -> None:
    titles = [alert.title for alert in checked(checker, text, UNKNOWN).alerts]
    assert "Allergy to ketamine or esketamine" in titles
