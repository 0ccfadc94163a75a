"""Many patients in one call, beside a call for each of the same patients."""

from collections.abc import Sequence
from dataclasses import replace

from benchmarks.bench.aim import at_least
from benchmarks.bench.calls import BATCH_CHECK, CHECK, STREAM_CHECK, answers_of, answers_of_stream
from benchmarks.bench.contest import Contestant, hold
from benchmarks.bench.figure import Figure
from benchmarks.bench.rows.check import (
    checked_answers,
    contestant,
    ordinary_responses,
    serving,
)
from benchmarks.bench.run import Run
from benchmarks.bench.service import Service
from benchmarks.load_client import Options
from caveat.v1.checker_pb2 import (
    BatchCheckRequest,
    BatchCheckResponse,
    CheckRequest,
    CheckResponse,
    CheckResult,
    StreamCheckRequest,
    StreamCheckResponse,
)

BATCH = 100
"""Patients in each batch, and messages of each stream."""
WINDOW = 16
"""Messages of a stream that may wait for an answer."""


def measure_batch(run: Run) -> Sequence[Figure]:
    """Compare the patients a second of BatchCheck and of Check."""
    requests, responses = run.requests("codes"), ordinary_responses("codes", run)
    with serving(1, run) as service:
        single = _single(service, requests, responses, run)
        batch = contestant(service, BATCH_CHECK, _batches(service, requests, responses), run)
        options = Options(connections=2, streams=2, calls=40)
        contest = hold(replace(batch, options=options, patients=BATCH), single)
    names = f"BatchCheck of {BATCH}", "Check"
    rate = contest.figure(names, lambda each: each.per_second, "patients/s")
    return (replace(rate, aim=at_least(7)),)


def measure_stream(run: Run) -> Sequence[Figure]:
    """Compare the patients a second of StreamCheck and of Check."""
    requests, responses = run.requests("codes"), ordinary_responses("codes", run)
    with serving(1, run) as service:
        single = _single(service, requests, responses, run)
        stream = contestant(service, STREAM_CHECK, _messages(service, requests, responses), run)
        options = Options(
            connections=4, streams=2, calls=4000, stream_messages=BATCH, window=WINDOW
        )
        contest = hold(replace(stream, options=options), single)
    names = f"StreamCheck of {BATCH}, {WINDOW} on their way", "Check"
    rate = contest.figure(names, lambda each: each.per_second, "patients/s")
    return (replace(rate, aim=at_least(1.8)),)


def _single(
    service: Service, requests: Sequence[bytes], responses: Sequence[CheckResponse], run: Run
) -> Contestant:
    answers = checked_answers(service, requests, responses)
    return contestant(service, CHECK, zip(requests, answers, strict=True), run)


def _batches(
    service: Service, requests: Sequence[bytes], responses: Sequence[CheckResponse]
) -> list[tuple[bytes, bytes]]:
    """Give batches of all patients with their answers, which say what those of Check say."""
    messages = list(map(CheckRequest.FromString, requests))
    starts = range(0, len(messages), BATCH)
    batches = [
        BatchCheckRequest(requests=messages[start : start + BATCH]).SerializeToString()
        for start in starts
    ]
    answers = answers_of(service.address, BATCH_CHECK, batches)
    results = [each for raw in answers for each in BatchCheckResponse.FromString(raw).results]
    _compare(results, responses)
    return list(zip(batches, answers, strict=True))


def _messages(
    service: Service, requests: Sequence[bytes], responses: Sequence[CheckResponse]
) -> list[tuple[bytes, bytes]]:
    messages = [
        StreamCheckRequest(request=CheckRequest.FromString(each)).SerializeToString()
        for each in requests
    ]
    answers = answers_of_stream(service.address, STREAM_CHECK, messages)
    _compare([StreamCheckResponse.FromString(raw).result for raw in answers], responses)
    return list(zip(messages, answers, strict=True))


def _compare(results: Sequence[CheckResult], responses: Sequence[CheckResponse]) -> None:
    if [each.report for each in results] != [each.report for each in responses]:
        raise RuntimeError("a call for many patients does not answer as the ordinary way does")
