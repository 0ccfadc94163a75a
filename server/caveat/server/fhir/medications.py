"""The medicines of a patient, from the resources that order, state, hand over or give them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from caveat.reading.status import MedicationStatus
from caveat.rules.intake import MAX_TEXT
from caveat.rules.patient import Medication
from caveat.server.fhir.concepts import read_concept
from caveat.server.fhir.courses import MEDICATION_TYPES, course_of
from caveat.server.fhir.dates import moment_of
from caveat.server.fhir.dosages import dosages_of, dose_of, route_of
from caveat.server.fhir.extensions import is_trial
from caveat.server.fhir.listed import Listed
from caveat.server.fhir.medicines import medicine_of
from caveat.server.fhir.node import Node
from caveat.server.fhir.records import Record, Records


def read_medication(record: Record, records: Records) -> Medication:
    """Read what a resource says of a medicine, but for whether and since when it is taken.

    Raises ``RequestError`` for a type that names no medicine.
    """
    node = record.node
    if node.kind not in MEDICATION_TYPES:
        raise node.wrong(f"expected one of {', '.join(sorted(MEDICATION_TYPES))}")
    medicine = medicine_of(record, records)
    dosages = dosages_of(node)
    return Medication(
        text=medicine.text,
        codes=medicine.codes,
        dose=dose_of(dosages),
        route=route_of(dosages),
        reason="; ".join(dict.fromkeys(filter(None, _reasons(node))))[:MAX_TEXT],
    )


def read_listed(record: Record, records: Records, today: date) -> tuple[Listed[Medication], ...]:
    """Read a resource as an entry of the medicines; nothing where it was entered in error.

    A trial of an antidepressant that is over is none of them.
    """
    status = course_of(record.node, today)
    if status is None or (status is not MedicationStatus.ACTIVE and is_trial(record.node)):
        return ()
    read = read_medication(record, records)
    stated = None if _leaves_open(record.node) else status
    medication = replace(read, status=stated, last_taken=_last_taken(record.node, today))
    same = (read.text, read.codes, read.dose, read.route, stated)
    return (Listed(medication, record.address, same),)


def _leaves_open(node: Node) -> bool:
    """Say whether a resource leaves it to the words of the medicine whether it is taken."""
    return (node.text("status") or "unknown") == "unknown"


def _reasons(node: Node) -> Iterator[str]:
    for concept in node.children("reasonCode"):
        yield read_concept(concept).text
    for reference in node.children("reasonReference"):
        yield reference.text("display") or ""


def _last_taken(node: Node, today: date) -> str:
    """Give the last day as it is written; an end that is still to come is none."""
    period = node.child("effectivePeriod")
    for place, name in ((period, "end"), (node, "effectiveDateTime"), (node, "whenHandedOver")):
        moment = moment_of(place, name) if place else None
        if place and moment and moment.first <= today:
            return place.text(name) or ""
    return ""
