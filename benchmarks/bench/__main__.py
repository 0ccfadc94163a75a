"""The command: ``python -m benchmarks.bench [ROW ...]``."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from benchmarks.bench.record import write_record
from benchmarks.bench.result import NotAvailableError, Result
from benchmarks.bench.rows import LAST, ROWS, Measure
from benchmarks.bench.run import Run
from benchmarks.bench.service import ROOT
from benchmarks.bench.table import table

RECORD = ROOT / "build" / "bench.json"


@click.command()
@click.argument("rows", nargs=-1, type=click.Choice(list(ROWS)), metavar="[ROW]...")
@click.option("--quick", is_flag=True, help=f"Leave out {', '.join(LAST)}, which take long.")
@click.option(
    "--many",
    default=100_000,
    show_default=True,
    metavar="RULES",
    help="Load so many rules where many are loaded.",
)
def main(rows: Sequence[str], many: int, *, quick: bool) -> None:
    """Measure all rows, or those that are named; print a table and write build/bench.json."""
    chosen = [name for name in ROWS if name in rows or not (rows or (quick and name in LAST))]
    with TemporaryDirectory() as folder:
        run = Run(Path(folder), many)
        results = [_measured(name, ROWS[name], run) for name in chosen]
    print(table(results), end="")
    write_record(RECORD, results)
    sys.exit(any(result.fault for result in results))


def _measured(name: str, measure: Measure, run: Run) -> Result:
    """Measure a row; what goes wrong with it stops no other."""
    print(f"{name} ...", file=sys.stderr, flush=True)
    start = time.perf_counter()
    try:
        figures = measure(run)
    except NotAvailableError as error:
        return Result(name, time.perf_counter() - start, missing=str(error))
    except Exception as error:  # noqa: BLE001 - one row spoils no other
        told = f"{type(error).__name__}: {error}"
        return Result(name, time.perf_counter() - start, missing=told, fault=True)
    return Result(name, time.perf_counter() - start, figures)


if __name__ == "__main__":
    main()
