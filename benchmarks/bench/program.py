"""Programs of the benchmark that measure in a fresh process, and say what they saw as JSON."""

import json
import os
import subprocess
import sys
from typing import Any, cast

from benchmarks.bench.service import ROOT


def told_by(module: str, *arguments: str, limit: float, **environment: str) -> dict[str, Any]:
    """Run a module and give what it told; ``RuntimeError`` says why it told nothing.

    It has so many seconds.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            (sys.executable, "-m", module, *arguments),
            check=False,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**os.environ, **environment},
            timeout=limit,
        )
    except subprocess.TimeoutExpired:
        raise RuntimeError(f"{module} took longer than {limit:g} seconds") from None
    if done.returncode:
        raise RuntimeError(f"{module} ended with {done.returncode}: {done.stderr[-300:].strip()}")
    return cast("dict[str, Any]", json.loads(done.stdout))
