"""Writes a request as FHIR R4, the way a record system would export it."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from caveat.reading.codes import ATC, ICD10CM, NDC, RXNORM, SNOMED, Code
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
)

Resource: TypeAlias = dict[str, object]

PATIENT: Resource = {"reference": "Patient/p1"}

_SYSTEMS = {
    RXNORM: "http://www.nlm.nih.gov/research/umls/rxnorm",
    ATC: "http://www.whocc.no/atc",
    NDC: "http://hl7.org/fhir/sid/ndc",
    ICD10CM: "http://hl7.org/fhir/sid/icd-10-cm",
    SNOMED: "http://snomed.info/sct",
}
_MEDICATION_STATUSES = {
    MedicationStatus.ACTIVE: "active",
    MedicationStatus.STOPPED: "stopped",
    MedicationStatus.PLANNED: "intended",
    None: "unknown",
}
_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_CONDITION_STATUSES = {
    ConditionStatus.ACTIVE: ("clinicalStatus", _CLINICAL, "active"),
    ConditionStatus.PAST: ("clinicalStatus", _CLINICAL, "resolved"),
    ConditionStatus.SUSPECTED: ("verificationStatus", _VERIFICATION, "provisional"),
    ConditionStatus.RULED_OUT: ("verificationStatus", _VERIFICATION, "refuted"),
}


def bundle_of(request: Request) -> Resource:
    """Write the patient of a request as a Bundle; a list that was not asked is not there."""
    entries = [
        {"fullUrl": f"https://record.example/fhir/{each['resourceType']}/{each['id']}"}
        | {"resource": each}
        for each in resources_of(request.patient)
    ]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def resources_of(patient: Patient) -> Iterator[Resource]:
    """Write a patient as resources, numbered by their type."""
    yield {"resourceType": "Patient", "id": "p1"}
    yield from _numbered(_statement_of(each) for each in patient.medications or ())
    yield from _numbered(_condition_of(each) for each in patient.conditions or ())
    yield from _numbered(_allergy_of(each) for each in patient.allergies or ())
    yield from _numbered(_observation_of(each) for each in patient.observations)
    yield from _numbered((_trial_of(each) for each in patient.trials or ()), "trial")


def asked_of(request: Request) -> set[str]:
    """Give the types of the lists that were asked."""
    patient = request.patient
    lists = {
        "MedicationRequest": patient.medications,
        "MedicationStatement": patient.medications,
        "Condition": patient.conditions,
        "AllergyIntolerance": patient.allergies,
        "urn:caveat:trial": patient.trials,
    }
    return {kind for kind, entries in lists.items() if entries is not None}


def order_of(proposal: Proposal, number: int = 1) -> Resource:
    """Write a proposal as an order that nobody has signed yet."""
    order = _of_medicine("MedicationRequest", proposal.medication, "dosageInstruction")
    order |= {"id": f"order-{number}", "status": "draft", "intent": "order", "subject": PATIENT}
    if proposal.plan:
        order["extension"] = [_extension("urn:caveat:plan", map(_fact_of, proposal.plan))]
    return order


def _numbered(resources: Iterable[Resource], prefix: str = "r") -> Iterator[Resource]:
    for number, resource in enumerate(resources, start=1):
        yield {**resource, "id": f"{prefix}-{number}"}


def _statement_of(medication: Medication) -> Resource:
    statement = _of_medicine("MedicationStatement", medication, "dosage")
    statement |= {"status": _MEDICATION_STATUSES[medication.status], "subject": PATIENT}
    if medication.last_taken:
        statement["effectivePeriod"] = {"end": medication.last_taken}
    return statement


def _trial_of(trial: Trial) -> Resource:
    flags = {
        "adequate-dose": trial.adequate_dose,
        "adequate-duration": trial.adequate_duration,
        "adherent": trial.adherent,
        "remission": trial.remission,
    }
    facts: list[Resource] = [
        {"url": name, "valueBoolean": flag} for name, flag in flags.items() if flag is not None
    ]
    if trial.improvement_percent is not None:
        facts.append({"url": "improvement-percent", "valueDecimal": trial.improvement_percent})
    statement = _of_medicine("MedicationStatement", trial.medication, "dosage")
    extension = _extension("urn:caveat:trial", facts)
    return {**statement, "status": "completed", "subject": PATIENT, "extension": [extension]}


def _of_medicine(kind: str, medication: Medication, dosage: str) -> Resource:
    concept = _concept(medication.text, medication.codes)
    resource: Resource = {"resourceType": kind, "medicationCodeableConcept": concept}
    given: Resource = {"text": medication.dose} if medication.dose else {}
    if medication.route:
        given["route"] = {"text": medication.route}
    if given:
        resource[dosage] = [given]
    if medication.reason:
        resource["reasonCode"] = [{"text": medication.reason}]
    return resource


def _condition_of(condition: Condition) -> Resource:
    concept = _concept(condition.text, condition.codes)
    if condition.status is ConditionStatus.FAMILY_HISTORY:
        history: Resource = {"resourceType": "FamilyMemberHistory", "patient": PATIENT}
        relative = {"relationship": {"text": "relative"}, "status": "completed"}
        return {**history, **relative, "condition": [{"code": concept}]}
    resource: Resource = {"resourceType": "Condition", "subject": PATIENT, "code": concept}
    if condition.status:
        name, system, code = _CONDITION_STATUSES[condition.status]
        resource[name] = {"coding": [{"system": system, "code": code}]}
    return resource


def _allergy_of(allergy: Allergy) -> Resource:
    code = _concept(allergy.text, allergy.codes)
    return {"resourceType": "AllergyIntolerance", "patient": PATIENT, "code": code}


def _observation_of(observation: Observation) -> Resource:
    name, value = _value_of(observation)
    coding: Resource = {"system": "urn:caveat:observation", "code": observation.name}
    observed: Resource = {"resourceType": "Observation", "status": "final", "subject": PATIENT}
    return {**observed, "code": {"coding": [coding]}, name: value}


def _fact_of(fact: Observation) -> Resource:
    name, value = _value_of(fact)
    return {"url": fact.name, name: value}


def _value_of(observation: Observation) -> tuple[str, object]:
    value = observation.value
    if isinstance(value, bool):
        return "valueBoolean", value
    if isinstance(value, str):
        return "valueString", value
    quantity: Resource = {"value": value}
    if observation.unit:
        quantity["unit"] = observation.unit
    return "valueQuantity", quantity


def _extension(url: str, inner: Iterable[Resource]) -> Resource:
    return {"url": url, "extension": list(inner)}


def _concept(text: str, codes: Iterable[Code]) -> Resource:
    concept: Resource = {"coding": coding} if (coding := [_coding(code) for code in codes]) else {}
    return {**concept, "text": text} if text else concept


def _coding(code: Code) -> Resource:
    return {"system": _SYSTEMS.get(code.known_system or "", code.system), "code": code.value}
