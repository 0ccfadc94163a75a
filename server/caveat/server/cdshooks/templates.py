"""What the services ask an EHR for, as prefetch templates."""

from collections.abc import Mapping
from urllib.parse import quote

PATIENT = "patient"

_ID = "{{context.patientId}}"
_OF_PATIENT = f"patient={_ID}"
# body weight, body height, blood pressure panel, heart rate
_VITALS = ("29463-7", "8302-2", "85354-9", "8867-4")
_OBSERVED = ",".join((*(f"http://loinc.org|{code}" for code in _VITALS), "urn:caveat:observation|"))


def _medicines(kind: str, search: str = "") -> str:
    return f"{kind}?{_OF_PATIENT}{search}&_include={kind}:medication"


TEMPLATES: Mapping[str, str] = {
    PATIENT: f"Patient/{_ID}",
    "medicationRequests": _medicines("MedicationRequest", "&status=active,on-hold,unknown"),
    "medicationStatements": _medicines("MedicationStatement"),
    "medicationDispenses": _medicines("MedicationDispense"),
    "medicationAdministrations": _medicines("MedicationAdministration"),
    "conditions": f"Condition?{_OF_PATIENT}",
    "allergies": f"AllergyIntolerance?{_OF_PATIENT}",
    "observations": f"Observation?{_OF_PATIENT}&code={_OBSERVED}",
    "familyHistory": f"FamilyMemberHistory?{_OF_PATIENT}",
}
"""The FHIR read or search of each key."""

TYPES = tuple(template.replace("/", "?").partition("?")[0] for template in TEMPLATES.values())
"""The types of resource that are asked for, which an EHR that answers every key has all given."""


def query_of(key: str, patient_id: str) -> str:
    """Give the read or search of a key for one patient, relative to the FHIR server."""
    return TEMPLATES[key].replace(_ID, quote(patient_id, safe=""))
