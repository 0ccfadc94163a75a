"""Two calls under load, in alternate rounds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bench.figure import Figure, Measured
from benchmarks.bench.result import NotAvailableError
from benchmarks.bench.service import Service
from benchmarks.load_client import Load, NotInstalledError, Options, compile_client, run_load

ROUNDS = 11
_ORDERS = ((0, 1), (1, 0))


@dataclass(frozen=True, slots=True)
class Contestant:
    """A method of a service, a file of requests with the answers expected, and how to call it."""

    service: Service
    path: str
    pairs: Path
    options: Options
    patients: int = 1
    """In each call."""


@dataclass(frozen=True, slots=True)
class Round:
    """What the client saw of one round, and the seconds of processor time that the server took."""

    load: Load
    patients: int
    server_cpu: float

    @property
    def per_second(self) -> float:
        """Patients a second."""
        return self.patients / self.load.seconds

    @property
    def server_micros(self) -> float:
        """Microseconds of the server's processor time for a patient."""
        return 1e6 * self.server_cpu / self.patients

    @property
    def server_cores(self) -> float:
        """How many cores the server kept busy."""
        return self.server_cpu / self.load.seconds

    @property
    def client_cores(self) -> float:
        """How many cores the client kept busy."""
        return self.load.cpu_seconds / self.load.seconds


@dataclass(frozen=True, slots=True)
class Contest:
    """The rounds of one and, in the same order, of the other."""

    one: Sequence[Round]
    other: Sequence[Round]

    def figure(self, names: tuple[str, str], of: Callable[[Round], float], unit: str) -> Figure:
        """Compare one thing of the rounds, under the names of the two."""
        one, other = (
            Measured(name, [of(each) for each in rounds])
            for name, rounds in zip(names, (self.one, self.other), strict=True)
        )
        return Figure(one, unit, beside=other)


def hold(one: Contestant, other: Contestant, rounds: int = ROUNDS) -> Contest:
    """Measure two in turn, each as often the first of a round as the second, and both warm.

    ``RuntimeError`` says that a call failed or an answer was another than expected.
    """
    sides = (one, other)
    for each in sides:
        _measure(each)
    measured: tuple[list[Round], list[Round]] = ([], [])
    for number in range(rounds):
        for side in _ORDERS[number % 2]:
            measured[side].append(_measure(sides[side]))
    return Contest(*measured)


def check_client() -> None:
    """Raise ``NotAvailableError`` where the load client cannot be compiled."""
    try:
        compile_client()
    except NotInstalledError as error:
        raise NotAvailableError(str(error)) from None


def _measure(asked: Contestant) -> Round:
    before = asked.service.cpu_seconds()
    load = run_load(asked.service.address, asked.path, asked.pairs, **asked.options)
    used = asked.service.cpu_seconds() - before
    return Round(load, asked.patients * load.calls, used)
