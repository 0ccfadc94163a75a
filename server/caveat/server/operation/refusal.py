"""Why there is no answer, as a FHIR OperationOutcome."""

from caveat.server.http.body import JsonObject
from caveat.server.http.problem import Problem, ProblemKind

_CODES = {
    ProblemKind.TIMED_OUT: "timeout",
    ProblemKind.TOO_LARGE: "too-long",
    ProblemKind.UNSUPPORTED_MEDIA_TYPE: "not-supported",
    ProblemKind.UNAVAILABLE: "transient",
}


def refusal_of(problem: Problem) -> JsonObject:
    """Write a problem; each violation is an issue whose expression is its path."""
    issues = [
        _issue("invalid", f"{each.field}: {each.reason}") | {"expression": [each.field]}
        for each in problem.violations
    ]
    said = f"{problem.kind.title}. {problem.detail}".strip()
    return {
        "resourceType": "OperationOutcome",
        "issue": issues or [_issue(_CODES.get(problem.kind, "processing"), said)],
    }


def _issue(code: str, said: str) -> JsonObject:
    return {"severity": "error", "code": code, "diagnostics": said}
