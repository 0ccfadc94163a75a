"""Answers that come, but are none to what was asked."""

import asyncio

import pytest

from caveat.client import AsyncClient, Client, ServiceError
from caveat.v1.checker_pb2 import (
    BatchCheckResponse,
    CheckError,
    CheckRequest,
    CheckResponse,
    CheckResult,
)
from caveat.v1.report_pb2 import Outcome, Report
from tests.client.peer import giving, report_to, result_to, serving_methods
from tests.client.scripted import (
    MINE,
    Check,
    both_clients,
)

OTHER = CheckRequest(request_id="other")


@both_clients
@pytest.mark.parametrize(
    ("answer", "flaw"),
    [
        (b"", "no report"),
        (CheckResponse(report=Report()).SerializeToString(), "no report"),
        (CheckResponse(report=Report(request_id="mine")).SerializeToString(), "no report"),
        (CheckResponse(report=report_to(OTHER)).SerializeToString(), "of another request"),
        (CheckResponse(report=report_to(MINE)).SerializeToString()[:-1], ""),
        (b"HTTP/1.1 200 OK", ""),
        (b"\xff" * 100, ""),
    ],
)
def test_an_answer_without_its_report_is_an_error(check: Check, answer: bytes, flaw: str) -> None:
    told = pytest.raises(ServiceError, match=f"^NOT CHECKED: .*{flaw}")
    with serving_methods(Check=giving(answer)) as target, told:
        check(target)


@pytest.mark.parametrize(
    ("results", "flaw"),
    [
        ([], "0 results to 2 requests"),
        ([result_to(MINE)], "1 results to 2 requests"),
        ([result_to(MINE), result_to(OTHER), result_to(OTHER)], "3 results to 2 requests"),
        ([result_to(OTHER), result_to(MINE)], "of another request"),
        ([result_to(MINE), CheckResult(request_id="other")], "neither report nor error"),
        ([result_to(MINE), CheckResult(request_id="other", report=Report())], "no report"),
    ],
)
def test_a_batch_without_a_result_for_each_request_is_an_error(
    results: list[CheckResult], flaw: str
) -> None:
    async def ask(target: str) -> None:
        async with AsyncClient(target) as client:
            await client.batch_check([MINE, OTHER])

    answer = BatchCheckResponse(results=results).SerializeToString()
    with serving_methods(BatchCheck=giving(answer)) as target:
        with Client(target) as client, pytest.raises(ServiceError, match=flaw):
            client.batch_check([MINE, OTHER])
        with pytest.raises(ServiceError, match=flaw):
            asyncio.run(ask(target))


def test_a_report_and_an_error_are_whole_results() -> None:
    failed = CheckResult(request_id="other", error=CheckError(code=3))
    unknown = Report(request_id="mine")
    unknown.outcome = Outcome.ValueType(77)
    newer = CheckResult(request_id="mine", report=unknown)
    answer = BatchCheckResponse(results=[newer, failed]).SerializeToString()
    with serving_methods(BatchCheck=giving(answer)) as target, Client(target) as client:
        assert client.batch_check([MINE, OTHER]) == [newer, failed]
