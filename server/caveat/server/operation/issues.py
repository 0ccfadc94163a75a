"""Alerts as FHIR resources of the type DetectedIssue."""

from collections.abc import Iterable
from datetime import datetime

from caveat.rules import Alert, Level
from caveat.rules.model import Kind
from caveat.rules.report import EntryRef, Finding
from caveat.server.http.body import JsonObject
from caveat.server.operation.narrative import narrative_of, path_of
from caveat.server.operation.sources import Sources, reference_of, reference_to

_INTERACTION: JsonObject = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
    "code": "DRG",
    "display": "Drug Interaction Alert",
}

_SEVERITY = {
    Level.CONTRAINDICATED: "high",
    Level.MAJOR: "high",
    Level.MODERATE: "moderate",
    Level.MINOR: "low",
    Level.INFO: "low",
}


def issue_of(alert: Alert, patient: str, sources: Sources, now: datetime) -> JsonObject:
    """Write an alert as a DetectedIssue; its level, which FHIR has no place for, is an extension.

    FHIR means by a mitigation what was done or is certain to be done, so ours says that it is
    proposed.
    """
    issue: JsonObject = {
        "resourceType": "DetectedIssue",
        "id": alert.id,
        "text": narrative_of(alert),
        "extension": [{"url": "urn:caveat:level", "valueCode": alert.level.word}],
        "identifier": [
            {"system": "urn:caveat:alert", "value": alert.id},
            {"system": "urn:caveat:rule", "value": alert.rule_id},
        ],
        "status": "final",
        "code": _code(alert),
        "severity": _SEVERITY[alert.level],
        "identifiedDateTime": now.isoformat(timespec="seconds"),
        "author": {"display": f"Caveat, pack {alert.pack_id}"},
        "implicated": _implicated(alert.findings, sources),
        "evidence": [_evidence(finding, sources) for finding in alert.findings],
        "detail": alert.consequence,
        "mitigation": [{"action": {"text": f"Proposed: {alert.management}"}}],
    }
    if patient:
        issue["patient"] = reference_to(patient)
    url = next((source.url for source in alert.sources if source.url), "")
    if url:
        issue["reference"] = url
    return issue


def _code(alert: Alert) -> JsonObject:
    text: JsonObject = {"text": alert.title}
    return {"coding": [_INTERACTION], **text} if alert.kind is Kind.INTERACTION else text


def _implicated(findings: Iterable[Finding], sources: Sources) -> list[JsonObject]:
    return _references((t.entry for finding in findings for t in finding.entries), sources)


def _evidence(finding: Finding, sources: Sources) -> JsonObject:
    return {
        "code": [{"text": path_of(finding)}],
        "detail": _references((traced.entry for traced in finding.entries), sources),
    }


def _references(entries: Iterable[EntryRef], sources: Sources) -> list[JsonObject]:
    return [reference_of(entry, sources) for entry in dict.fromkeys(entries)]
