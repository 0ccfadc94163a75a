"""Loads a pack, and tells what it took: ``python -m benchmarks.bench.loaded PACK``.

It runs in a process of its own, and tells as JSON the seconds of loading, the memory in bytes, and
the seconds of full collections, with what was loaded frozen (as the service does) and without.
"""

import gc
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.bench.process import peak_bytes, resident_bytes
from caveat.rules import Checker

ROUNDS = 9


def main(pack: Path) -> None:
    """Load, and tell."""
    start = time.perf_counter()
    checker = Checker.load([pack])
    seconds = time.perf_counter() - start
    gc.collect()
    gc.freeze()
    told: dict[str, Any] = {
        "seconds": seconds,
        "peak": peak_bytes(os.getpid()),
        "resident": resident_bytes(os.getpid()),
        "rules": len(checker.book.rules),
    }
    collections = [(_collection(), _collection_unfrozen()) for _ in range(ROUNDS)]
    frozen, unfrozen = zip(*collections, strict=True)
    print(json.dumps({**told, "frozen": frozen, "unfrozen": unfrozen}))


def _collection() -> float:
    start = time.perf_counter()
    gc.collect()
    return time.perf_counter() - start


def _collection_unfrozen() -> float:
    gc.unfreeze()
    try:
        return _collection()
    finally:
        gc.freeze()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
