"""Whether what came back is an answer to what was asked; an empty one never passes for one."""

from collections.abc import Sequence
from typing import TypeVar

from caveat.client.errors import not_whole
from caveat.v1.checker_pb2 import (
    BatchCheckRequest,
    BatchCheckResponse,
    CheckRequest,
    CheckResponse,
    CheckResult,
)
from caveat.v1.knowledge_pb2 import GetRuleRequest, GetRuleResponse, Rule
from caveat.v1.report_pb2 import OUTCOME_UNSPECIFIED, Report

_Response = TypeVar("_Response")


def read(response: _Response | None) -> _Response:
    """Give it back; ``ServiceError`` for nothing, which is what gRPC makes of garbage."""
    if response is None:
        raise not_whole("it cannot be read")
    return response


def check_in(response: CheckResponse, request: CheckRequest) -> CheckResponse:
    """Give it back; ``ServiceError`` if it has no report of this request."""
    _refuse(_flaw_of_report(response.report, request))
    return response


def results_in(response: BatchCheckResponse, request: BatchCheckRequest) -> Sequence[CheckResult]:
    """Give a result for each request; ``ServiceError`` if one is missing or of another."""
    asked, came = len(request.requests), len(response.results)
    _refuse("" if asked == came else f"{came} results to {asked} requests")
    for result, each in zip(response.results, request.requests, strict=True):
        _refuse(flaw_of(result, each))
    return response.results


def rule_in(response: GetRuleResponse, request: GetRuleRequest) -> Rule:
    """Give the rule that was asked for; ``ServiceError`` if it is none or another."""
    _refuse("" if response.rule.summary.id == request.id else "not the rule that was asked for")
    return response.rule


def flaw_of(result: CheckResult, request: CheckRequest) -> str:
    """Say why this is no result of the request; an empty text where it is one."""
    if result.request_id != request.request_id:
        return "a result of another request"
    match result.WhichOneof("result"):
        case "report":
            return _flaw_of_report(result.report, request)
        case "error":
            return ""
        case None:
            return "a result with neither report nor error"


def _flaw_of_report(report: Report, request: CheckRequest) -> str:
    if report.outcome == OUTCOME_UNSPECIFIED:
        return "no report"
    if report.request_id != request.request_id:
        return "a report of another request"
    return ""


def _refuse(flaw: str) -> None:
    if flaw:
        raise not_whole(flaw)
