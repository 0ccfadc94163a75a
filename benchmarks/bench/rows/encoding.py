"""From the bytes of a request to the bytes of its report, in this process."""

import gc
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from time import thread_time
from typing import NamedTuple

from benchmarks.bench.aim import Aim, at_most
from benchmarks.bench.figure import Figure, Measured
from benchmarks.bench.floor import floor_of, pieces_of
from benchmarks.bench.newcomers import mixtures, newcomers
from benchmarks.bench.run import Run
from benchmarks.synthetic import Written
from caveat.rules import Request
from caveat.server.convert.messages import message_of_request
from caveat.server.wire.answers import Answers
from caveat.wire.v1 import envelope_pb2

ROUNDS = 15
FLOOR = "parse, read every field, join"
_AT_ONCE = 100


class _Round(NamedTuple):
    """Microseconds of processor time for a patient."""

    whole: float
    floor: float


def measure_bytes(written: Written, most: float, run: Run) -> Sequence[Figure]:
    """Compare with the floor, for patients that were seen before and for new ones."""
    what = f"bytes to bytes, {written}"
    seen, mixed, new = _seen(written, run), _mixed(written, run), _new(written, run)
    return (
        _figure(what, seen, at_most(most)),
        _figure(f"{what}, patients new", mixed),
        _figure(f"{what}, their entries too", new),
    )


def _seen(written: Written, run: Run) -> list[_Round]:
    answers, requests = Answers(run.checker), run.requests(written)
    with _collected():
        _round(answers, requests)
        return [_round(answers, requests) for _ in range(ROUNDS)]


def _mixed(written: Written, run: Run) -> list[_Round]:
    """Measure with patients of whom every entry was seen, but not together."""
    answers, known = Answers(run.checker), run.patients(written)
    with _collected():
        _round(answers, run.requests(written))
        return [_round(answers, requests) for requests in _taken(mixtures(known))]


def _new(written: Written, run: Run) -> list[_Round]:
    """Measure with patients of whom no entry was ever seen."""
    answers, known = Answers(run.checker), run.patients(written, _AT_ONCE)
    with _collected():
        return [_round(answers, requests) for requests in _taken(newcomers(known))]


def _taken(patients: Iterator[Request]) -> Iterator[list[bytes]]:
    """Give the messages of patients for every round, each patient once."""
    for _ in range(ROUNDS):
        yield [message_of_request(next(patients)).SerializeToString() for _ in range(_AT_ONCE)]


def _round(answers: Answers, requests: Sequence[bytes]) -> _Round:
    whole, reports = _timed(partial(_report, answers), requests)
    floor, _ = _timed(floor_of, requests, list(map(pieces_of, reports)))
    return _Round(whole, floor)


def _report(answers: Answers, raw: bytes) -> bytes:
    return answers.report(envelope_pb2.CheckRequest.FromString(raw))


def _timed(work: Callable[..., bytes], *of_each: Sequence[object]) -> tuple[float, list[bytes]]:
    """Give the microseconds for each, and what came of them."""
    start = thread_time()
    done = list(map(work, *of_each))
    return 1e6 * (thread_time() - start) / len(done), done


@contextmanager
def _collected() -> Generator[None]:
    """Keep what was there before out of the collector's sight, as the service does."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _figure(what: str, rounds: Sequence[_Round], aim: Aim | None = None) -> Figure:
    whole = Measured(what, [each.whole for each in rounds])
    floor = Measured(FLOOR, [each.floor for each in rounds])
    return Figure(whole, "us", beside=floor, aim=aim)
