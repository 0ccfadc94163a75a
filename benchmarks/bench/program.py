"""Programs of the benchmark that measure in a fresh process, and tell what they saw as JSON."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.bench.watched import watch


@dataclass(frozen=True, slots=True)
class Told:
    """What a program told, and the most memory that its processes had at once, in bytes."""

    told: dict[str, Any]
    peak: int


def run_program(module: str, *arguments: str, limit: float, cache: Path | None = None) -> Told:
    """Run a module, with a cache folder of its own if there is one.

    ``RuntimeError`` says why it told nothing: it has so many seconds.
    """
    environment = {"XDG_CACHE_HOME": str(cache)} if cache else {}
    done = watch((sys.executable, "-m", module, *arguments), limit, environment)
    if done.code:
        raise RuntimeError(f"{module} ended with {done.code}: {done.errors[-300:].strip()}")
    return Told(json.loads(done.output), done.peak)
