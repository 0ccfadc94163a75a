"""Orders that are taken as planned, and where each entry came from."""

import pytest

from caveat.reading.status import MedicationStatus
from caveat.rules.patient import EntryList, Medication, Patient, Proposal, Request
from caveat.server.cdshooks.case import Case
from caveat.source.errors import RequestError, Violation

LISTED = Medication("aspirin")
CASE = Case(
    Request(
        Patient(medications=(LISTED,)),
        tuple(Proposal(Medication(text)) for text in ("a", "b", "c")),
    ),
    {
        (EntryList.MEDICATIONS, 0): "MedicationRequest/7",
        (EntryList.OBSERVATIONS, 0): "Patient/pat-1",
        (EntryList.OBSERVATIONS, 1): "https://ehr.example/fhir/Patient/pat-1",
        **{(EntryList.PROPOSED, place): f"context.draft[{place}]" for place in range(3)},
    },
)


def located(case: Case, field: str) -> list[str]:
    error = case.located(RequestError([Violation(field, "is wrong")]))
    return [str(violation) for violation in error.violations]


def test_an_order_taken_as_planned_stands_behind_the_medications() -> None:
    case = CASE.with_planned({1})
    assert [each.medication.text for each in case.request.proposed] == ["a", "c"]
    planned = Medication("b", status=MedicationStatus.PLANNED)
    assert case.request.patient.medications == (LISTED, planned)


def test_its_record_is_still_known() -> None:
    case = CASE.with_planned({1})
    assert located(case, "patient.medications[1]") == ["context.draft[1]: is wrong"]
    assert located(case, "patient.medications[0]") == ["MedicationRequest/7: is wrong"]
    assert located(case, "proposed[1].medication.dose") == [
        "context.draft[2]: medication.dose: is wrong"
    ]


def test_where_no_order_is_taken_as_planned_nothing_changes() -> None:
    assert CASE.with_planned({}) is CASE


@pytest.mark.parametrize("place", [0, 1])
def test_the_id_of_a_patient_stands_in_no_error(place: int) -> None:
    expected = ["prefetch.patient: is wrong"]
    assert located(CASE, f"patient.observations[{place}]") == expected


def test_a_field_of_no_entry_keeps_its_name() -> None:
    assert located(CASE, "patient.medications") == ["patient.medications: is wrong"]
