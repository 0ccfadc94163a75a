"""The results as JSON, with where and with what they were measured."""

import json
import os
import platform
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.bench.figure import Figure, Measured
from benchmarks.bench.result import Result

_PACKAGES = ("caveat", "grpcio", "protobuf", "msgspec", "pyyaml", "rapidfuzz")


def write_record(path: Path, results: Iterable[Result]) -> None:
    """Write the results to a file, whose folder need not exist."""
    path.parent.mkdir(parents=True, exist_ok=True)
    record = {**_circumstances(), "rows": [_plain(result) for result in results]}
    path.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def _circumstances() -> dict[str, Any]:
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": f"{platform.system()} {platform.machine()}",
        "cores": len(os.sched_getaffinity(0)),
        "versions": {name: version(name) for name in _PACKAGES},
    }


def _plain(result: Result) -> dict[str, Any]:
    return {
        "row": result.row,
        "seconds": round(result.seconds, 1),
        "missing": result.missing,
        "fault": result.fault,
        "figures": [_figure(figure) for figure in result.figures],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    aim = figure.aim
    return {
        "measured": _measured(figure.measured),
        "beside": _measured(figure.beside) if figure.beside else None,
        "unit": figure.unit,
        "ratio": figure.ratio._asdict() if figure.ratio else None,
        "aim": {"sign": aim.sign, "bound": aim.bound, "of": aim.of.value} if aim else None,
        "met": figure.is_met,
    }


def _measured(measured: Measured) -> dict[str, Any]:
    spread = measured.spread._asdict()
    return {"what": measured.what, **spread, "rounds": list(measured.rounds)}
