"""What came of one row."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.bench.figure import Figure


class NotAvailableError(RuntimeError):
    """A row cannot be measured here; the text says why."""


@dataclass(frozen=True, slots=True)
class Result:
    """The figures of a row, and the seconds that it took; ``missing`` says why there are none.

    It is a ``fault`` where nobody expected it.
    """

    row: str
    seconds: float
    figures: Sequence[Figure] = ()
    missing: str = ""
    fault: bool = False
