"""What a check ended with beside its alerts, as one FHIR OperationOutcome."""

from collections.abc import Iterable

from caveat.rules import Level, Outcome, Report
from caveat.rules.questions import MATTERS
from caveat.rules.report import (
    DOUBTFUL,
    Assumption,
    OpenQuestion,
    PackUse,
    PolicyUse,
    Suppressed,
    Unrecognised,
)
from caveat.server.http.body import JsonObject
from caveat.server.operation.narrative import path_of
from caveat.server.operation.sources import Sources, place_of
from caveat.server.recording.record import Record

_WARNING = "warning"
_INFORMATION = "information"


def outcome_of(report: Report, sources: Sources, record: Record | None = None) -> JsonObject:
    """Write the headline first, then what was not read, open questions and all that was assumed.

    The record of the check comes last, where the service keeps a log.
    """
    issues = (
        _headline(report),
        *(_unrecognised(each, sources) for each in report.unrecognised),
        *(_question(each, sources) for each in report.open_questions),
        *(_assumption(each, sources) for each in report.assumptions),
        *(_suppressed(each) for each in report.suppressed),
        *(_pack(each) for each in report.packs),
        *(_policy(each) for each in report.policies),
        *((_record(record),) if record else ()),
    )
    return {"resourceType": "OperationOutcome", "issue": list(issues)}


def _headline(report: Report) -> JsonObject:
    level = report.level.word if report.level else "none"
    complete = "complete" if report.complete else "incomplete"
    said = f"Outcome: {report.outcome.value}. Gravest alert: {level}. The check is {complete}."
    codes = [
        ("urn:caveat:outcome", report.outcome.value.replace(" ", "-")),
        ("urn:caveat:completeness", complete),
        *([("urn:caveat:level", level)] if report.level else ()),
    ]
    kind = "informational" if report.complete else _headline_kind(report.outcome)
    return _issue(
        _INFORMATION if report.complete else _WARNING, kind, codes, _of_scope(report, said)
    )


def _headline_kind(outcome: Outcome) -> str:
    return "not-supported" if outcome is Outcome.OUT_OF_SCOPE else "incomplete"


def _of_scope(report: Report, said: str) -> str:
    if report.outcome is Outcome.OUT_OF_SCOPE:
        return f"NOT CHECKED: no loaded pack speaks for any of these medicines. {said}"
    return said


def _unrecognised(unread: Unrecognised, sources: Sources) -> JsonObject:
    place = place_of(unread.entry, sources)
    perhaps = f" Perhaps: {', '.join(unread.suggestions)}." if unread.suggestions else ""
    said = f"NOT CHECKED: '{unread.part}' ({place}): {unread.reason}.{perhaps}"
    return _issue(_WARNING, "code-invalid", [_kind("unrecognised")], said)


def _question(question: OpenQuestion, sources: Sources) -> JsonObject:
    about = f" ({place_of(question.entry, sources)})" if question.entry else ""
    said = f"{question.text}{about} The answer could raise an alert: {question.level.word}."
    codes = [
        _kind("open-question"),
        ("urn:caveat:fact", question.fact),
        ("urn:caveat:level", question.level.word),
    ]
    return _issue(_of_level(question.level), "required", codes, said)


def _assumption(assumption: Assumption, sources: Sources) -> JsonObject:
    about = f" ({place_of(assumption.entry, sources)})" if assumption.entry else ""
    severity = _WARNING if assumption.kind in DOUBTFUL else _INFORMATION
    codes = [_kind("assumption"), ("urn:caveat:assumption", assumption.kind.name.lower())]
    return _issue(severity, "informational", codes, f"Taken as given: {assumption.text}{about}.")


def _suppressed(suppressed: Suppressed) -> JsonObject:
    rule = suppressed.finding.rule_id
    became = "Changed by this site" if suppressed.change else "Not raised"
    said = f"{became}: {suppressed.title} ({suppressed.level.word}), {suppressed.why}."
    codes = [
        _kind("suppressed"),
        ("urn:caveat:rule", rule),
        ("urn:caveat:suppressed", suppressed.kind.value),
    ]
    severity = _of_level(suppressed.level) if suppressed.kind.is_less else _INFORMATION
    return _issue(severity, "informational", codes, f"{said} {path_of(suppressed.finding)}")


def _pack(pack: PackUse) -> JsonObject:
    said = f"Pack {pack.id} {pack.version}, reviewed {pack.reviewed}, digest {pack.digest}."
    return _issue(_INFORMATION, "informational", [_kind("pack")], said)


def _policy(policy: PolicyUse) -> JsonObject:
    said = f"Policy of {policy.site}, {len(policy.changed)} rules changed, digest {policy.digest}."
    return _issue(_INFORMATION, "informational", [_kind("policy")], said)


def _record(record: Record) -> JsonObject:
    if record.is_recorded:
        said, severity, state = "Recorded", _INFORMATION, "recorded"
    else:
        said, severity, state = "NOT RECORDED in the decision log", _WARNING, "not-recorded"
    codes = [_kind("record"), ("urn:caveat:record", state), ("urn:caveat:check", record.id)]
    return _issue(severity, "informational", codes, f"{said}: check {record.id}.")


def _of_level(level: Level) -> str:
    return _WARNING if level >= MATTERS else _INFORMATION


def _kind(code: str) -> tuple[str, str]:
    return "urn:caveat:issue", code


def _issue(severity: str, code: str, codings: Iterable[tuple[str, str]], said: str) -> JsonObject:
    return {
        "severity": severity,
        "code": code,
        "details": {"coding": [{"system": system, "code": value} for system, value in codings]},
        "diagnostics": said,
    }
