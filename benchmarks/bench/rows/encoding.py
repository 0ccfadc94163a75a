"""From the bytes of a request to the bytes of its report, in this process."""

import gc
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from time import thread_time
from typing import NamedTuple

from benchmarks.bench.aim import Aim, at_most
from benchmarks.bench.figure import Figure, Measured
from benchmarks.bench.floor import floor_of, pieces_of
from benchmarks.bench.newcomers import newcomers
from benchmarks.bench.run import Run
from benchmarks.synthetic import Written
from caveat.server.convert.messages import message_of_request
from caveat.server.wire.answers import Answers
from caveat.wire.v1 import envelope_pb2

ROUNDS = 15
FLOOR = "parse, read every field, join"
_AT_ONCE = 300


class _Asked(NamedTuple):
    """A request, and its report in the pieces that the floor joins."""

    raw: bytes
    pieces: Sequence[bytes]


class _Round(NamedTuple):
    """Microseconds of processor time for a patient."""

    whole: float
    floor: float


def measure_bytes(written: Written, most: float, run: Run) -> Sequence[Figure]:
    """Compare with the floor, for patients that were seen before and for new ones."""
    seen, new = _seen(written, run), _new(written, run)
    what = f"bytes to bytes, {written}"
    return _figure(what, seen, at_most(most)), _figure(f"{what}, every entry new", new)


def _seen(written: Written, run: Run) -> list[_Round]:
    answers = Answers(run.checker)
    asked = _asked(run.requests(written), answers)
    with _collected():
        return [_round(answers, asked) for _ in range(ROUNDS)]


def _new(written: Written, run: Run) -> list[_Round]:
    """Measure with patients of whom no entry was ever seen; each is met once."""
    others, answers = Answers(run.checker), Answers(run.checker)
    with _collected():
        return [_round(answers, _asked(requests, others)) for requests in _batches_of(written, run)]


def _batches_of(written: Written, run: Run) -> Iterator[list[bytes]]:
    patients = newcomers(run.patients(written, _AT_ONCE))
    for _ in range(ROUNDS):
        yield [message_of_request(next(patients)).SerializeToString() for _ in range(_AT_ONCE)]


def _asked(requests: Sequence[bytes], answers: Answers) -> list[_Asked]:
    return [_Asked(raw, pieces_of(_report(answers, raw))) for raw in requests]


def _report(answers: Answers, raw: bytes) -> bytes:
    return answers.report(envelope_pb2.CheckRequest.FromString(raw))


def _round(answers: Answers, asked: Sequence[_Asked]) -> _Round:
    floor = _micros(asked, lambda each: floor_of(*each))
    return _Round(_micros(asked, lambda each: _report(answers, each.raw)), floor)


def _micros(asked: Sequence[_Asked], work: Callable[[_Asked], bytes]) -> float:
    start = thread_time()
    for each in asked:
        work(each)
    return 1e6 * (thread_time() - start) / len(asked)


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
