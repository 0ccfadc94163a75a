"""Requests that cannot be checked: every field is named, no value is quoted."""

import pytest

from caveat.reading.codes import Code
from caveat.rules import (
    Allergy,
    Checker,
    Condition,
    Medication,
    Observation,
    Patient,
    Proposal,
    Request,
    Trial,
)
from caveat.source.errors import RequestError


def refused(checker: Checker, request: Request) -> list[str]:
    with pytest.raises(RequestError) as caught:
        checker.check(request)
    return [str(violation) for violation in caught.value.violations]


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (Request(request_id="x" * 129), "request_id: longer than 128 characters"),
        (
            Request(proposed=(Proposal(Medication("ketamine")),) * 11),
            "proposed: more than 10 entries",
        ),
        (
            Request(Patient(medications=(Medication("aspirin"),) * 10_000)),
            "patient.medications: more than 200 entries",
        ),
        (
            Request(Patient(medications=(Medication("a" * 1_000_000),))),
            "patient.medications[0].text: longer than 2000 characters",
        ),
        (
            Request(Patient(medications=(Medication("\ud800"),))),
            "patient.medications[0].text: holds half a character",
        ),
        (
            Request(Patient(medications=(Medication(" "),))),
            "patient.medications[0]: has neither a text nor a code",
        ),
        (
            Request(Patient(conditions=(Condition(),))),
            "patient.conditions[0]: has neither a text nor a code",
        ),
        (
            Request(Patient(allergies=(Allergy(codes=(Code("rxnorm", "1"),) * 21),))),
            "patient.allergies[0].codes: more than 20 entries",
        ),
        (
            Request(Patient(conditions=(Condition(codes=(Code("snomed", " "),)),))),
            "patient.conditions[0].codes[0].value: is empty",
        ),
        (
            Request(proposed=(Proposal(Medication("ketamine", dose="40")),)),
            "proposed[0].medication.dose: has no unit",
        ),
        (
            Request(proposed=(Proposal(Medication("ketamine", dose="-40 mg")),)),
            "proposed[0].medication.dose: is negative",
        ),
        (
            Request(proposed=(Proposal(Medication("ketamine", dose="0 mg")),)),
            "proposed[0].medication.dose: is not above zero",
        ),
        (
            Request(
                proposed=(Proposal(Medication("ketamine"), (Observation("sprayers", 1.0),) * 101),)
            ),
            "proposed[0].plan: more than 100 entries",
        ),
        (
            Request(Patient(observations=(Observation("weight", float("nan")),))),
            "patient.observations[0].number: is not a finite number",
        ),
        (
            Request(Patient(observations=(Observation(" ", "x"),))),
            "patient.observations[0].name: is empty",
        ),
        (
            Request(Patient(observations=(Observation("age", "x" * 201),))),
            "patient.observations[0].text: longer than 200 characters",
        ),
        (
            Request(Patient(observations=(Observation("age", -1.0),))),
            "patient.observations[0]: expected a number from 0 to 130 year",
        ),
        (
            Request(Patient(observations=(Observation("age", 4.0), Observation("age", 5.0)))),
            "patient.observations[1]: is stated twice",
        ),
        (
            Request(Patient(trials=(Trial(Medication("sertraline"), improvement_percent=101),))),
            "patient.trials[0].improvement_percent: expected a number from -100 to 100",
        ),
        (
            Request(
                proposed=(Proposal(Medication("ketamine")), Proposal(Medication("Ketalar 40 mg")))
            ),
            "proposed[1]: names the same medicine as proposed[0]",
        ),
    ],
)
def test_a_field_that_cannot_be_used_is_named(
    checker: Checker, request_: Request, expected: str
) -> None:
    assert expected in refused(checker, request_)


def test_all_violations_are_told_at_once(checker: Checker) -> None:
    patient = Patient(medications=(Medication(),), conditions=(Condition(),))

    assert len(refused(checker, Request(patient))) == 2


def test_what_a_patient_takes_is_not_quoted(checker: Checker) -> None:
    patient = Patient(medications=(Medication("zzcanary" * 300),))

    assert "zzcanary" not in " ".join(refused(checker, Request(patient)))
