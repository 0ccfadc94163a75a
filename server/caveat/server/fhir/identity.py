"""Makes sure that all data at hand are of one patient."""

from collections.abc import Callable, Iterable

from caveat.server.fhir.gathering import Gathering
from caveat.server.fhir.node import Node
from caveat.server.fhir.record import Record
from caveat.server.fhir.references import target_of

Resolve = Callable[[Node, Record], Record | None]

PATIENT = "Patient"
_OF_A_PATIENT = frozenset(
    (
        *("MedicationRequest", "MedicationOrder", "MedicationStatement", "MedicationDispense"),
        *("MedicationAdministration", "Condition", "FamilyMemberHistory", "AllergyIntolerance"),
        *("Observation", PATIENT),
    )
)
"""The types that are read; whom other resources are about does not matter."""


def check_identity(records: Iterable[Record], resolve: Resolve, patient_id: str | None) -> None:
    """Raise ``RequestError`` with every resource of another patient than the rest.

    A resource that does not say whom it is about is accepted, and so is one that is about a
    contained Patient, whose id means nothing outside.
    """
    gathering = Gathering()
    read = (record for record in records if record.node.kind in _OF_A_PATIENT)
    subjects = gathering.each(read, lambda record: _subject(record, resolve))
    known = [subject for subject in subjects if subject is not None]
    expected = target_of(patient_id).id if patient_id else next((found for found, _ in known), "")
    gathering.each(known, lambda subject: _compare(subject, expected))
    gathering.finish()


def _compare(subject: tuple[str, Node], expected: str) -> None:
    patient, node = subject
    if patient != expected:
        raise node.wrong("is of another patient")


def _subject(record: Record, resolve: Resolve) -> tuple[str, Node] | None:
    """Give the id of the patient whom a resource is about, and the node that says so."""
    if record.node.kind == PATIENT:
        is_named = record.address != record.node.path
        return (target_of(record.address).id, record.node) if is_named else None
    reference = record.node.child("subject") or record.node.child("patient")
    if reference is None:
        return None
    patient = _patient_id(reference, record, resolve)
    return None if patient is None else (patient, reference)


def _patient_id(reference: Node, owner: Record, resolve: Resolve) -> str | None:
    written = reference.text("reference")
    named = target_of(written or "")
    found = resolve(reference, owner)
    kind = found.node.kind if found else named.kind or reference.text("type") or PATIENT
    if kind != PATIENT:
        raise reference.wrong("is not about one patient")
    if written is None or written.startswith("#"):
        return None
    if found is None:
        return named.id
    return None if found.address == found.node.path else target_of(found.address).id
