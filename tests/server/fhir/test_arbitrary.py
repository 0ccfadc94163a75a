"""Whatever is sent: a chart, or an error that says where; never anything else."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caveat.server.fhir.chart import read_chart
from caveat.server.fhir.courses import MEDICATION_TYPES
from caveat.server.fhir.node import Node
from caveat.server.fhir.orders import read_proposals
from caveat.server.fhir.records import read_records
from caveat.source.errors import RequestError
from tests.server.fhir.documents import TODAY, Json

pytestmark = pytest.mark.usefixtures("unmeasured")

TYPES = (
    *sorted(MEDICATION_TYPES),
    *("Condition", "FamilyMemberHistory", "AllergyIntolerance", "Observation", "Patient"),
    *("Medication", "Bundle", "OperationOutcome", "Encounter"),
)
WORDS = st.sampled_from(
    (
        *("active", "completed", "final", "draft", "order", "resolved", "entered-in-error"),
        *("http://loinc.org", "29463-7", "85354-9", "8480-6", "urn:caveat:observation"),
        *("http://snomed.info/sct", "716186003", "urn:caveat:trial", "urn:caveat:plan"),
        *("#a", "Patient/1", "Medication/a", "urn:uuid:a", "a", "next", "kg", "mg", "oxycodone"),
        *("2026", "2026-11-23", "9999-12-31T23:59:60-14:00", "0001-01-01T00:00:00+14:00", ""),
    )
)
LEAVES = WORDS | st.text(max_size=8) | st.integers() | st.floats() | st.booleans() | st.none()
NAMES = st.sampled_from(
    (
        *("id", "status", "intent", "subject", "patient", "code", "coding", "text", "system"),
        *("display", "userSelected", "reference", "type", "medicationCodeableConcept"),
        *("medicationReference", "contained", "ingredient", "itemReference", "extension", "url"),
        *("itemCodeableConcept", "dosageInstruction", "dosage", "doseAndRate", "doseQuantity"),
        *("value", "unit", "route", "reasonCode", "effectivePeriod", "effectiveDateTime"),
        *("start", "end", "whenHandedOver", "daysSupply", "doNotPerform", "clinicalStatus"),
        *("verificationStatus", "abatementDateTime", "condition", "reaction", "substance"),
        *("component", "valueQuantity", "valueBoolean", "valueString", "issued", "birthDate"),
        *("entry", "resource", "fullUrl", "link", "relation"),
    )
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=15,
)


@st.composite
def resources(draw: st.DrawFn) -> Json:
    members = draw(st.dictionaries(NAMES, VALUES, max_size=8))
    return {**members, "resourceType": draw(st.sampled_from(TYPES))}


def read(documents: list[object], patient_id: str | None) -> None:
    nodes = [Node(document, f"prefetch.{place}") for place, document in enumerate(documents)]
    records = read_records(nodes, patient_id)
    orders = records.of("MedicationRequest")[:2]
    with suppress(RequestError):
        assert len(orders) == len(read_proposals(orders, records))
    chart = read_chart(records, ["Condition"], TODAY, orders)
    assert chart.patient.conditions is not None


def refused_paths(found: Json) -> list[str]:
    try:
        read([found], None)
    except RequestError as error:
        return [each.field for each in error.violations]
    return []


@given(st.lists(VALUES, max_size=3), st.none() | WORDS)
def test_any_json_is_read_or_refused(documents: list[object], patient_id: str | None) -> None:
    with suppress(RequestError):
        read(documents, patient_id)


@given(st.lists(resources(), max_size=4))
def test_any_resource_is_read_or_refused(found: list[Json]) -> None:
    with suppress(RequestError):
        read([{"resourceType": "Bundle", "entry": [{"resource": item} for item in found]}], None)


@given(resources())
def test_a_refusal_names_a_path_within_the_document(found: Json) -> None:
    assert all(path.startswith("prefetch.0") for path in refused_paths(found))
