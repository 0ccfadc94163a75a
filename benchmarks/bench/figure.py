"""One line of the table: what was measured, beside what, and the aim."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.bench.aim import Aim, Of
from benchmarks.bench.spread import Spread, spread_of


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured, round by round, in one unit."""

    what: str
    rounds: Sequence[float]

    @property
    def spread(self) -> Spread:
        """How the rounds lie."""
        return spread_of(self.rounds)


@dataclass(frozen=True, slots=True)
class Figure:
    """A measurement; ``beside`` is its reference, measured in the same rounds and unit."""

    measured: Measured
    unit: str
    beside: Measured | None = None
    aim: Aim | None = None

    @property
    def ratio(self) -> Spread | None:
        """How the ratios to the reference lie; raises ``ValueError`` for a round without one."""
        if self.beside is None:
            return None
        pairs = zip(self.measured.rounds, self.beside.rounds, strict=True)
        return spread_of([measured / beside for measured, beside in pairs])

    @property
    def is_met(self) -> bool | None:
        """Whether the aim is met; ``None`` without an aim."""
        if self.aim is None:
            return None
        judged = self.ratio if self.aim.of is Of.RATIO else self.measured.spread
        if judged is None:
            raise ValueError(f"the aim of {self.measured.what!r} needs a reference")
        return self.aim.is_met(judged.median)
