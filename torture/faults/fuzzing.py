"""Bytes that a fuzzer makes of what is right, wherever something is read."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from torture.fuzzing.targets import TARGETS, seeds
from torture.result import Count, NotAvailableError, none
from torture.run import Run

_RUNS = re.compile(r"Done (\d+) runs")
_MUCH_LONGER = 120


class _Fuzzed(NamedTuple):
    target: str
    inputs: int
    code: int


def fuzz(run: Run) -> Iterator[Count]:
    """Fuzz every target for a minute, as many at once as there are cores."""
    if find_spec("atheris") is None:
        raise NotAvailableError("atheris is not installed")
    folder = run.new_folder()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for fuzzed in pool.map(partial(_fuzzed, run, folder), TARGETS):
            yield Count(f"{fuzzed.target}: inputs", fuzzed.inputs, least=1)
            yield none(f"{fuzzed.target}: exit code", fuzzed.code)


def _fuzzed(run: Run, folder: Path, target: str) -> _Fuzzed:
    seconds = run.times(60, 3)
    corpus = _corpus(target, folder)
    done = subprocess.run(  # noqa: S603 - our own program
        (sys.executable, "-m", "torture.fuzzing", target, str(seconds), str(run.seed), corpus),
        capture_output=True,
        text=True,
        errors="replace",
        timeout=seconds + _MUCH_LONGER,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    runs = _RUNS.search(done.stderr)
    if done.returncode:
        (Path.cwd() / "build" / f"fuzz-{target}.log").write_text(done.stderr)
    return _Fuzzed(target, int(runs[1]) if runs else 0, done.returncode)


def _corpus(target: str, folder: Path) -> Path:
    corpus = folder / target
    corpus.mkdir()
    for number, seed in enumerate(seeds(target)):
        (corpus / str(number)).write_bytes(seed)
    return corpus
