"""What the server says of itself: its CapabilityStatement, and the definition of its operation."""

from datetime import date
from importlib.metadata import version

from caveat.server.http.body import JsonObject
from caveat.server.operation.parameters import ASKED, PATIENT, PROPOSED

FORMAT = "application/fhir+json"

_DOCUMENTATION = {
    PATIENT: "All that is known of the patient, as an export gives it. A type of resource that is "
    "not in the Bundle was not asked, which is not the same as none.",
    PROPOSED: "A medicine that somebody means to give: an order, a CodeableConcept or a string. "
    "Without any, the draft orders in the Bundle are proposed.",
    ASKED: "A type of resource that was asked for, so that none in the Bundle means none; "
    "urn:caveat:trial for the antidepressants that were tried.",
}


def capability_statement(base: str, since: date) -> JsonObject:
    """Describe the server whose FHIR base URL this is."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": since.isoformat(),
        "kind": "instance",
        "software": {"name": "Caveat", "version": version("caveat")},
        "implementation": {"description": "Checks medicines of one patient", "url": base},
        "fhirVersion": "4.0.1",
        "format": [FORMAT, "application/json"],
        "rest": [
            {
                "mode": "server",
                "operation": [{"name": "check", "definition": _url(base)}],
            }
        ],
    }


def operation_definition(base: str) -> JsonObject:
    """Define ``$check``."""
    return {
        "resourceType": "OperationDefinition",
        "id": "check",
        "url": _url(base),
        "name": "Check",
        "title": "Check medicines for contraindications and interactions",
        "status": "active",
        "kind": "operation",
        "affectsState": False,
        "code": "check",
        "system": True,
        "type": False,
        "instance": False,
        "parameter": [
            _parameter(PATIENT, "in", "1", "Bundle", _DOCUMENTATION[PATIENT]),
            _parameter(PROPOSED, "in", "*", "Any", _DOCUMENTATION[PROPOSED]),
            _parameter(ASKED, "in", "*", "code", _DOCUMENTATION[ASKED]),
            _parameter(
                *("return", "out", "1", "Bundle"),
                "An OperationOutcome with what could not be checked, then a DetectedIssue for each "
                "alert, the gravest first.",
            ),
        ],
    }


def _url(base: str) -> str:
    return f"{base}/OperationDefinition/check"


def _parameter(name: str, use: str, most: str, kind: str, documentation: str) -> JsonObject:
    least = 0 if most == "*" else 1
    return {
        "name": name,
        "use": use,
        "min": least,
        "max": most,
        "documentation": documentation,
        "type": kind,
    }
