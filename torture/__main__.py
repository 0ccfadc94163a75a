"""The command: ``python -m torture [FAULT ...]``."""

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from torture.faults.table import FAULTS, Fault
from torture.result import NotAvailableError, Result
from torture.run import Run
from torture.table import table

RECORD = Path(__file__).parents[1] / "build" / "torture.json"


@click.command()
@click.argument("faults", nargs=-1, type=click.Choice(list(FAULTS)), metavar="[FAULT]...")
@click.option("--seed", default=1, show_default=True, help="Repeat the run of this seed.")
@click.option("--quick", is_flag=True, help="Make each fault a few times only.")
def main(faults: Sequence[str], seed: int, *, quick: bool) -> None:
    """Make all faults, or those that are named; print a table of counts.

    Exits with 1 where something does not hold.
    """
    with TemporaryDirectory() as folder:
        run = Run(Path(folder), seed, quick)
        results = [_result(name, FAULTS[name], run) for name in faults or FAULTS]
    print(table(results), end="")
    print(f"seed {seed}, {sum(result.seconds for result in results):.0f} s")
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text(json.dumps({"seed": seed, "faults": list(map(asdict, results))}, indent=1))
    sys.exit(not all(result.holds for result in results))


def _result(name: str, fault: Fault, run: Run) -> Result:
    """Make one fault; what goes wrong with making it stops no other."""
    print(f"{name} ...", file=sys.stderr, flush=True)
    start = time.perf_counter()
    try:
        counts = list(fault(run))
    except NotAvailableError as error:
        return Result(name, time.perf_counter() - start, missing=str(error))
    except Exception as error:  # noqa: BLE001 - one fault spoils no other
        told = f"{type(error).__name__}: {error}"
        return Result(name, time.perf_counter() - start, missing=told, broken=True)
    return Result(name, time.perf_counter() - start, counts)


if __name__ == "__main__":
    main()
