"""One line of the output: what came of one patient."""

import json

from caveat.rules import Alert, Report
from caveat.rules.report import Suppressed
from caveat.server.cause import cause_of
from caveat.server.http.body import JsonObject
from caveat.source.errors import RequestError


def answer_of(report: Report) -> JsonObject:
    """Write a report in brief; its alerts are in its own order, gravest first.

    Where a site's policy has changed a finding, ``changed`` has it with its pack's level.
    """
    changed = [_changed(each) for each in report.suppressed if each.change]
    return {
        "outcome": report.outcome.value,
        "complete": report.complete,
        "level": report.level.word if report.level else None,
        "alerts": [_alert(alert) for alert in report.alerts],
        "questions": _questions(report),
        "unrecognised": [each.part or each.entry.text for each in report.unrecognised],
        **({"changed": changed} if changed else {}),
    }


def refusal_of(error: RequestError) -> JsonObject:
    """Write why a patient cannot be checked."""
    violations = [{"field": each.field, "reason": each.reason} for each in error.violations]
    mistakes = "1 mistake" if len(violations) == 1 else f"{len(violations)} mistakes"
    return _error(f"NOT CHECKED: {mistakes} in the patient", violations)


def fault_of(error: Exception) -> JsonObject:
    """Write that Caveat failed, and where; the error's own text could quote the patient."""
    return _error(f"NOT CHECKED: a fault in Caveat ({cause_of(error)})", [])


def line_of(answer: JsonObject) -> bytes:
    """Write a line."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _alert(alert: Alert) -> JsonObject:
    texts = (traced.entry.text for finding in alert.findings for traced in finding.entries)
    return {
        "rule": alert.rule_id,
        "level": alert.level.word,
        "title": alert.title,
        "entries": list(dict.fromkeys(texts)),
    }


def _changed(suppressed: Suppressed) -> JsonObject:
    rule, level = suppressed.finding.rule_id, suppressed.level.word
    return {"rule": rule, "level": level, "became": suppressed.kind.value, "why": suppressed.why}


def _questions(report: Report) -> JsonObject:
    worst = max((question.level for question in report.open_questions), default=None)
    return {"count": len(report.open_questions), "worst": worst.word if worst else None}


def _error(message: str, violations: list[dict[str, str]]) -> JsonObject:
    return {"complete": False, "error": {"message": message, "violations": violations}}
