"""Screening a panel with two processes beside one, and the memory that a longer panel takes."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.bench.aim import at_least, at_most
from benchmarks.bench.figure import Figure, Measured
from benchmarks.bench.panel import write_panel
from benchmarks.bench.run import Run
from benchmarks.bench.service import CAVEAT, why_it_ended
from benchmarks.bench.watched import Watched, watch
from benchmarks.synthetic import POOL

ROUNDS = 3
FEW, MANY = 3000, 12_000
_CHECKED = frozenset((0, 1, 3))
"""The exit codes of a run in which every patient was checked."""
_LIMIT = 120.0
_MIB = 1 << 20


def measure_screen(run: Run) -> Sequence[Figure]:
    """Compare the time of many patients by two processes and one, and the memory of fewer."""
    few, many = (_panel(run, size) for size in (FEW, MANY))
    rounds = [[_screen(run, many, processes) for processes in (1, 2)] for _ in range(ROUNDS)]
    one, two = zip(*rounds, strict=True)
    rates = [[MANY / each.seconds for each in side] for side in (two, one)]
    peaks = [[each.peak / _MIB for each in side] for side in (two, _short(run, few))]
    return (
        Figure(
            Measured("two processes", rates[0]),
            "patients/s",
            Measured("one process", rates[1]),
            at_least(1.7),
        ),
        Figure(
            Measured(f"{MANY:,} patients, most memory", peaks[0]),
            "MiB",
            Measured(f"{FEW:,}", peaks[1]),
            at_most(1.1),
        ),
    )


def _short(run: Run, panel: Path) -> Sequence[Watched]:
    return [_screen(run, panel, 2) for _ in range(ROUNDS)]


def _panel(run: Run, size: int) -> Path:
    path = run.new_path().with_suffix(".ndjson")
    write_panel(path, run.patients("codes", min(POOL, size)), size)
    return path


def _screen(run: Run, panel: Path, processes: int) -> Watched:
    """Screen; ``RuntimeError`` if not every patient was checked."""
    out = run.new_path()
    options = ("--out", str(out), "--processes", str(processes))
    done = watch((*CAVEAT, "screen", str(panel), *options), _LIMIT, {})
    if done.code not in _CHECKED:
        raise why_it_ended(done.code, done.errors)
    if _lines(out) != _lines(panel):
        raise RuntimeError("not every patient has an answer")
    return done


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n")
