"""The patient file, as YAML, JSON or a mapping."""

import pytest

from caveat.reading.codes import Code
from caveat.reading.status import ConditionStatus, MedicationStatus
from caveat.rules import (
    Allergy,
    Condition,
    Medication,
    Observation,
    Patient,
    Proposal,
    Request,
    Trial,
    read_request,
    request_of,
)
from caveat.source.errors import RequestError

FILE = """\
proposed:
  - ketamine 40 mg IV
  - {text: Spravato, dose: 84 mg, plan: {sprayers: 2}}
medications:
  - Minipress 2 mg
  - {text: Zoloft, status: stopped, last-taken: May, reason: mood}
  - {code: {system: rxnorm, value: "6918"}}
history: [PTSD, {text: schizophrenia, status: past, codes: [{system: icd10cm, value: F20}]}]
allergies: [latex, {code: {system: rxnorm, value: "1"}}]
observations: {age: 44, weight: 80 kg, evaluated: true}
trials:
  - {medication: sertraline, adequate-dose: true, improvement-percent: 10, remission: false}
  - citalopram
request-id: abc
"""


def test_a_file_is_read_whole() -> None:
    patient = Patient(
        medications=(
            Medication("Minipress 2 mg"),
            Medication("Zoloft", status=MedicationStatus.STOPPED, last_taken="May", reason="mood"),
            Medication(codes=(Code("rxnorm", "6918"),)),
        ),
        conditions=(
            Condition("PTSD"),
            Condition("schizophrenia", (Code("icd10cm", "F20"),), ConditionStatus.PAST),
        ),
        observations=(
            Observation("age", 44.0),
            Observation("weight", "80 kg"),
            Observation("evaluated", value=True),
        ),
        allergies=(Allergy("latex"), Allergy(codes=(Code("rxnorm", "1"),))),
        trials=(
            Trial(
                Medication("sertraline"),
                adequate_dose=True,
                improvement_percent=10.0,
                remission=False,
            ),
            Trial(Medication("citalopram")),
        ),
    )
    proposed = (
        Proposal(Medication("ketamine 40 mg IV")),
        Proposal(Medication("Spravato", dose="84 mg"), (Observation("sprayers", 2.0),)),
    )

    assert Request(patient, proposed, "abc") == read_request(FILE)


def test_absent_is_not_empty() -> None:
    assert read_request("medications: []").patient.medications == ()
    assert read_request("history: []").patient.medications is None


def test_json_and_a_mapping_are_read_the_same() -> None:
    expected = Request(Patient(medications=(Medication("a \U0001f600"),)))

    assert expected == read_request('{"medications": ["a \\ud83d\\ude00"]}')
    assert expected == request_of({"medications": ["a \U0001f600"]})


@pytest.mark.parametrize("word", ["family-history", "family_history", "Family history"])
def test_a_status_may_be_written_with_spaces_or_strokes(word: str) -> None:
    conditions = read_request(f"history: [{{text: a, status: {word}}}]").patient.conditions

    assert conditions == (Condition("a", status=ConditionStatus.FAMILY_HISTORY),)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", "line 1"),
        ("[]", "line 1"),
        ("medicatons: []", "line 1"),
        ("medications: [{txt: a}]", "line 1"),
        ("medications:\n  - {text: a, status: gone}", "line 2"),
        ('{"medications": [], "medications": ["a"]}', "patient file"),
        ('{"medications": []} ["morphine"]', "line 1"),
        ('{"medications": []}}, "morphine"', "line 1"),
        ("{" * 1000, "line 1"),
        ("trials: [{medication: a, improvement-percent: much}]", "line 1"),
        ("history: [{code: {system: snomed}}]", "line 1"),
    ],
)
def test_a_mistake_in_a_file_is_named_and_not_quoted(text: str, field: str) -> None:
    with pytest.raises(RequestError) as caught:
        read_request(text)

    assert caught.value.violations[0].field.startswith(field)
    assert "morphine" not in str(caught.value)
    assert "gone" not in str(caught.value)
