"""Deciding with many rules, beside deciding with twenty for the same patients."""

from collections.abc import Sequence

from benchmarks.bench.aim import at_most
from benchmarks.bench.decided import FEW
from benchmarks.bench.figure import Figure, Measured
from benchmarks.bench.process import available_bytes
from benchmarks.bench.program import run_program
from benchmarks.bench.result import NotAvailableError
from benchmarks.bench.run import Run
from benchmarks.load_client import write_pairs

_LIMIT = 400.0
_BYTES_A_RULE = 7500


def measure_deciding(rules: int, most: float, run: Run) -> Sequence[Figure]:
    """Compare; a book of so many rules is made for it."""
    needed = rules * _BYTES_A_RULE
    if available_bytes() < needed:
        raise NotAvailableError(f"it needs {needed / 1e9:.0f} GB of memory")
    requests = run.new_path()
    write_pairs(requests, ((each, b"") for each in run.requests("codes")))
    told = run_program("benchmarks.bench.decided", str(rules), str(requests), limit=_LIMIT).told
    many = Measured(f"facts to findings, {rules:,} rules", told["many"])
    few = Measured(f"{FEW} rules", told["few"])
    return (Figure(many, "us", beside=few, aim=at_most(most)),)
