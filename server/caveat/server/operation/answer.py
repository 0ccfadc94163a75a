"""The answer: a Bundle of the outcome and one detected issue for each alert."""

from datetime import datetime

from caveat.rules import Report
from caveat.server.http.body import JsonObject
from caveat.server.operation.issues import issue_of
from caveat.server.operation.outcome import outcome_of
from caveat.server.operation.submission import Submission
from caveat.server.recording.record import Record


def answer_of(
    report: Report, submission: Submission, now: datetime, record: Record | None = None
) -> JsonObject:
    """Write a report; the outcome comes first, so that nobody takes no issue for no risk."""
    issues = [
        issue_of(alert, submission.patient, submission.sources, now) for alert in report.alerts
    ]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": now.isoformat(timespec="seconds"),
        "entry": [
            {"resource": outcome_of(report, submission.sources, record)},
            *({"fullUrl": f"urn:uuid:{issue['id']}", "resource": issue} for issue in issues),
        ],
    }
