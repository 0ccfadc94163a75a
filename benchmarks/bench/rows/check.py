"""A Check over loopback beside an empty call of the same server, with messages of the same size."""

from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import replace
from statistics import mean

from benchmarks.bench.aim import at_least, at_most
from benchmarks.bench.calls import CHECK, answers_of
from benchmarks.bench.contest import Contestant, check_client, hold
from benchmarks.bench.figure import Figure
from benchmarks.bench.run import RULES, Run
from benchmarks.bench.server import EMPTY
from benchmarks.bench.service import Service, module_service
from benchmarks.load_client import Options, write_pairs
from benchmarks.synthetic import Written
from caveat.server.convert.reports import message_of_report
from caveat.v1.checker_pb2 import CheckResponse

CLOSED_LOOP = Options(connections=8, streams=4, calls=2000)
_CPU = 1.2


def measure_check(written: Written, throughput: float, run: Run) -> Sequence[Figure]:
    """Compare the throughput, which has an aim, and the server's processor time for a call."""
    requests, responses = run.requests(written), ordinary_responses(written, run)
    size = round(mean(response.ByteSize() for response in responses))
    with serving(size, run) as service:
        answers = checked_answers(service, requests, responses)
        check = contestant(service, CHECK, zip(requests, answers, strict=True), run)
        empty = contestant(service, EMPTY, ((each, bytes(size)) for each in requests), run)
        contest = hold(check, empty)
    names = f"Check, {written}", f"empty call of {size} bytes"
    rate = contest.figure(names, lambda each: each.per_second, "/s")
    cpu = contest.figure(names, lambda each: each.server_micros, "us of server CPU")
    return replace(rate, aim=at_least(throughput)), replace(cpu, aim=at_most(_CPU))


@contextmanager
def serving(answer_bytes: int, run: Run, *more: str) -> Generator[Service]:
    """Serve the made-up rules, with an empty call whose answer has so many bytes.

    Raises ``NotAvailableError`` where the load client cannot be compiled.
    """
    check_client()
    arguments = (str(RULES), str(answer_bytes), *more)
    with module_service(run.new_path(), "benchmarks.bench.server", *arguments) as service:
        yield service


def ordinary_responses(written: Written, run: Run) -> list[CheckResponse]:
    """Give the answers that the ordinary way gives, in this process."""
    check = run.checker.check
    return [CheckResponse(report=message_of_report(check(each))) for each in run.patients(written)]


def checked_answers(
    service: Service, requests: Sequence[bytes], responses: Sequence[CheckResponse]
) -> list[bytes]:
    """Give the service's answers; ``RuntimeError`` for one that does not say what it should."""
    answers = answers_of(service.address, CHECK, requests)
    if list(map(CheckResponse.FromString, answers)) != responses:
        raise RuntimeError("the service does not answer as the ordinary way does")
    return answers


def contestant(
    service: Service, path: str, pairs: Iterable[tuple[bytes, bytes]], run: Run
) -> Contestant:
    """Write down what is to be called, in a closed loop of 8 connections with 4 streams each."""
    file = run.new_path()
    write_pairs(file, pairs)
    return Contestant(service, path, file, CLOSED_LOOP)
