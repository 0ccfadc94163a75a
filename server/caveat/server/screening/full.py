"""The whole report in the contract's JSON mapping; the one part of a screening with protobuf."""

from google.protobuf.json_format import MessageToDict

from caveat.rules import Report
from caveat.server.convert.reports import message_of_report
from caveat.server.http.body import JsonObject


def full_report_of(report: Report) -> JsonObject:
    """Write every field that cannot be missing, so that ``"complete": false`` is seen."""
    message = message_of_report(report)
    return {"report": MessageToDict(message, always_print_fields_with_no_presence=True)}
