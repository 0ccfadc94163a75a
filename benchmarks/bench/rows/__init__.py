"""The rows of the table, in its order."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeAlias

from benchmarks.bench.figure import Figure
from benchmarks.bench.rows.check import measure_check
from benchmarks.bench.rows.collection import measure_collection
from benchmarks.bench.rows.deciding import measure_deciding
from benchmarks.bench.rows.encoding import measure_bytes
from benchmarks.bench.rows.loading import measure_cache, measure_memory, measure_yaml
from benchmarks.bench.rows.many import measure_batch, measure_stream
from benchmarks.bench.rows.recorded import measure_recorded
from benchmarks.bench.rows.reload import measure_reload
from benchmarks.bench.rows.screen import measure_screen
from benchmarks.bench.rows.start import measure_start
from benchmarks.bench.rows.workers import measure_workers
from benchmarks.bench.run import Run

Measure: TypeAlias = Callable[[Run], Sequence[Figure]]

ROWS: Mapping[str, Measure] = {
    "check-coded": partial(measure_check, "codes", 0.85),
    "check-text": partial(measure_check, "text", 0.75),
    "recorded": measure_recorded,
    "two-workers": measure_workers,
    "decide-scale": partial(measure_deciding, 100_000, 4),
    "bytes-coded": partial(measure_bytes, "codes", 2),
    "bytes-text": partial(measure_bytes, "text", 4),
    "batch": measure_batch,
    "stream": measure_stream,
    "screen": measure_screen,
    "start": measure_start,
    "load-yaml": measure_yaml,
    "load-cache": measure_cache,
    "memory-per-rule": measure_memory,
    "collection": measure_collection,
    "reload": measure_reload,
    "decide-million": partial(measure_deciding, 1_000_000, 10),
}

LAST = ("decide-million",)
"""What takes long, and is left out of a quick run."""
