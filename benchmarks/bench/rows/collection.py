"""A full collection of what the service has loaded."""

from collections.abc import Sequence

from benchmarks.bench.aim import below
from benchmarks.bench.figure import Figure, Measured
from benchmarks.bench.program import run_program
from benchmarks.bench.run import RULES, Run

_LIMIT = 120.0


def measure_collection(run: Run) -> Sequence[Figure]:
    """Compare with what is loaded frozen, as the service does, and without."""
    told = run_program("benchmarks.bench.loaded", str(run.pack(RULES)), limit=_LIMIT).told
    frozen = Measured("full collection, frozen", [1e3 * each for each in told["frozen"]])
    unfrozen = Measured("not frozen", [1e3 * each for each in told["unfrozen"]])
    return (Figure(frozen, "ms", beside=unfrozen, aim=below(1)),)
