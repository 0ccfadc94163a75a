"""The rows of the table, in its order."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeAlias

from benchmarks.bench.figure import Figure
from benchmarks.bench.rows.check import measure_check
from benchmarks.bench.run import Run

Measure: TypeAlias = Callable[[Run], Sequence[Figure]]

ROWS: Mapping[str, Measure] = {
    "check-coded": partial(measure_check, "codes", 0.85),
    "check-text": partial(measure_check, "text", 0.75),
}

LAST = ("decide-million",)
"""What takes long, and is left out of a quick run."""
