"""What the contract's types do not say of a request, by the full name of the field."""

from collections.abc import Mapping
from types import MappingProxyType

from caveat.rules.intake import (
    LARGEST_IMPROVEMENT,
    MAX_CODE,
    MAX_CODES,
    MAX_ENTRIES,
    MAX_REQUEST_ID,
    MAX_TEXT,
    MAX_WORDS,
)
from caveat.server.service import MOST_REQUESTS

MOST_BYTES = 4 << 20
"""The longest body, which is as long as a message over gRPC may be."""

LONGEST_TEXT: Mapping[str, int] = MappingProxyType(
    {
        "caveat.v1.CheckRequest.request_id": MAX_REQUEST_ID,
        "caveat.v1.Code.system": MAX_WORDS,
        "caveat.v1.Code.value": MAX_CODE,
        "caveat.v1.Medication.text": MAX_TEXT,
        "caveat.v1.Medication.dose": MAX_WORDS,
        "caveat.v1.Medication.route": MAX_WORDS,
        "caveat.v1.Medication.last_taken": MAX_WORDS,
        "caveat.v1.Medication.reason": MAX_TEXT,
        "caveat.v1.Condition.text": MAX_TEXT,
        "caveat.v1.Allergy.text": MAX_TEXT,
        "caveat.v1.Observation.name": MAX_WORDS,
        "caveat.v1.Observation.text": MAX_WORDS,
        "caveat.v1.Observation.unit": MAX_WORDS,
        "caveat.v1.RecogniseRequest.text": MAX_TEXT,
    }
)

LONGEST_LIST: Mapping[str, int] = MappingProxyType(
    {
        "caveat.v1.BatchCheckRequest.requests": MOST_REQUESTS,
        "caveat.v1.CheckRequest.proposed": MAX_ENTRIES["proposed"],
        "caveat.v1.MedicationList.items": MAX_ENTRIES["medications"],
        "caveat.v1.ConditionList.items": MAX_ENTRIES["conditions"],
        "caveat.v1.AllergyList.items": MAX_ENTRIES["allergies"],
        "caveat.v1.TrialList.items": MAX_ENTRIES["trials"],
        "caveat.v1.Patient.observations": MAX_ENTRIES["observations"],
        "caveat.v1.ProposedMedicine.plan": MAX_ENTRIES["observations"],
        "caveat.v1.Medication.codes": MAX_CODES,
        "caveat.v1.Condition.codes": MAX_CODES,
        "caveat.v1.Allergy.codes": MAX_CODES,
    }
)

LARGEST_NUMBER: Mapping[str, int] = MappingProxyType(
    {"caveat.v1.Trial.improvement_percent": LARGEST_IMPROVEMENT}
)

# Without these a request is refused.
NEEDED = frozenset(
    {
        "caveat.v1.Code.value",
        "caveat.v1.Observation.name",
        "caveat.v1.ProposedMedicine.medication",
        "caveat.v1.Trial.medication",
    }
)
