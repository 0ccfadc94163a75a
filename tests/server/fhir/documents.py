"""Small FHIR documents, and how tests read them."""

from collections.abc import Collection
from datetime import date

from caveat.rules import Medication, Patient
from caveat.server.fhir.chart import Chart, read_chart
from caveat.server.fhir.node import Node
from caveat.server.fhir.records import Records, read_records

Json = dict[str, object]

NOTHING: Json = {}

TODAY = date(2026, 11, 23)
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
LOCAL = "http://hospital.example/codes"
PATIENT = {"reference": "Patient/1"}


def coding(system: str, code: str, display: str = "") -> Json:
    shown: Json = {"display": display} if display else {}
    return {"system": system, "code": code, **shown}


def concept(text: str = "", *codings: Json) -> Json:
    said: Json = {"text": text} if text else {}
    return {**said, "coding": list(codings)} if codings else said


def status(code: str) -> Json:
    return {"coding": [{"code": code}]}


def resource(kind: str, identifier: str = "", /, **members: object) -> Json:
    named: Json = {"id": identifier} if identifier else {}
    return {"resourceType": kind, **named, **members}


def request(medicine: str | Json = "oxycodone", /, **members: object) -> Json:
    stated: Json = {"status": "active", "intent": "order", "subject": PATIENT}
    named = concept(medicine) if isinstance(medicine, str) else medicine
    return resource("MedicationRequest", medicationCodeableConcept=named) | stated | members


def unnamed(kind: str = "MedicationRequest", /, **members: object) -> Json:
    return resource(kind, **({"status": "active"} | members))


def statement(medicine: str = "sertraline", /, **members: object) -> Json:
    stated: Json = {"status": "active", "medicationCodeableConcept": concept(medicine)}
    return resource("MedicationStatement") | stated | members


def condition(text: str | Json = "asthma", /, **members: object) -> Json:
    code = concept(text) if isinstance(text, str) else text
    return resource("Condition", code=code, clinicalStatus=status("active")) | members


def observation(code: str, value: float, unit: str, /, **members: object) -> Json:
    quantity = {"value": value, "unit": unit}
    measured: Json = {"status": "final", "valueQuantity": quantity}
    return resource("Observation", code=concept("", coding(LOINC, code))) | measured | members


def own_fact(name: str, /, **members: object) -> Json:
    code = concept("", coding("urn:caveat:observation", name))
    return resource("Observation", status="final", code=code, **members)


def pressure(systolic: float, diastolic: float, /, **members: object) -> Json:
    parts = [
        {
            "code": concept("", coding(LOINC, code)),
            "valueQuantity": {"value": value, "code": "mm[Hg]", "unit": "mmHg"},
        }
        for code, value in (("8480-6", systolic), ("8462-4", diastolic))
    ]
    code = concept("", coding(LOINC, "85354-9"))
    return resource("Observation", status="final", code=code, component=parts) | members


def bundle(*resources: Json, **members: object) -> Json:
    return resource("Bundle", entry=[{"resource": inner} for inner in resources]) | members


def records_of(*resources: Json, patient_id: str | None = None) -> Records:
    return read_records([Node(bundle(*resources), "bundle")], patient_id)


def chart_of(*resources: Json, asked: Collection[str] = ()) -> Chart:
    return read_chart(records_of(*resources), asked, TODAY)


def patient_of(*resources: Json, asked: Collection[str] = ()) -> Patient:
    return chart_of(*resources, asked=asked).patient


def medication_of(record: Json) -> Medication:
    """Give the only medication that a record makes."""
    medications = patient_of(record).medications
    assert medications is not None
    (medication,) = medications
    return medication
