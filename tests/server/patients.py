"""Patients to send."""

from caveat.v1.checker_pb2 import CheckRequest
from caveat.v1.patient_pb2 import (
    Condition,
    ConditionList,
    Medication,
    MedicationList,
    Observation,
    Patient,
    ProposedMedicine,
)


def takes(*texts: str) -> Patient:
    """Give a patient who takes these medicines."""
    items = [Medication(text=text) for text in texts]
    return Patient(medications=MedicationList(items=items))


def had(*texts: str) -> Patient:
    """Give a patient with this history."""
    return Patient(conditions=ConditionList(items=[Condition(text=text) for text in texts]))


def observed(*observations: Observation) -> Patient:
    """Give a patient of whom these facts are stated."""
    return Patient(observations=observations)


def ketamine_for(patient: Patient, request_id: str = "") -> CheckRequest:
    """Propose ketamine for a patient."""
    ketamine = ProposedMedicine(medication=Medication(text="ketamine", route="intravenous"))
    return CheckRequest(patient=patient, proposed=[ketamine], request_id=request_id)
