"""Checks, reloads and feedback in any order, by the machine that the tests run a few of."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from torture.result import Count, none
from torture.run import Run

_ROOT = Path(__file__).parents[2]
_TEST = "tests/torture/test_machine.py"


def machine(run: Run) -> Iterator[Count]:
    """Run many machines, each with a service, packs and a decision log of its own."""
    number = run.times(15, 2)
    command = (sys.executable, "-m", "pytest", "-q", f"--hypothesis-seed={run.seed}", _TEST)
    done = subprocess.run(  # noqa: S603 - our own program
        command,
        cwd=_ROOT,
        env={**os.environ, "CAVEAT_MACHINES": str(number)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        log = _ROOT / "build" / "machine.log"
        log.write_text(done.stdout)
    yield Count("machines", number, least=1)
    yield none("exit code", done.returncode)
