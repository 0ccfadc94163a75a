"""Measures one evaluation of a patient beside engines that give the same answer.

An answer is the ids of the rules that hold, and every engine has to give those that Caveat gives.
In its time Caveat gives more: what each rule used, what is withheld and what is still open.
Rounds alternate between the engines; what compares are the ratios within a round. Loading starts
from rules in memory, which no file was read for.

It runs in an environment of its own, which holds what ``peers-requirements.txt`` lists:
``python -m benchmarks.peers``, with numbers of rules in place of the usual ones if any are given.
"""

import json
import platform
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.engines.cedar import load_policies
from benchmarks.engines.clips import load_productions
from benchmarks.engines.contest import LONGEST, Contest, Standing
from benchmarks.engines.expressions import load_expressions
from benchmarks.engines.own import asked
from benchmarks.engines.question import Load
from benchmarks.engines.rego import load_by_both, load_by_first
from benchmarks.engines.sqlite import load_joined, load_listed
from benchmarks.engines.table import load_table
from benchmarks.engines.zen import load_decisions
from benchmarks.rounds import spread_of
from benchmarks.synthetic import patients, rules
from caveat.reading.terms import load_vocabulary

SIZES = (20, 1_000, 10_000, 100_000)
PATIENTS, ROUNDS = 10, 9
PEERS: Mapping[str, Load] = {
    "SQLite, facts listed": load_listed,
    "SQLite, facts joined": load_joined,
    "regorus, by one fact": load_by_first,
    "regorus, by two facts": load_by_both,
    "CLIPS": load_productions,
    "CEL": load_expressions,
    "Cedar": load_policies,
    "ZEN": load_decisions,
    "polars": load_table,
}
PACKAGES = ("opa-eval", "clipspy", "common-expression-language", "cedarpy", "zen-engine", "polars")
RESULT = Path("build") / "bench-peers.json"
_ROW = "{:24}{:>10}{:>34}{:>30}"


def main(sizes: Sequence[int]) -> None:
    """Measure at each size, print a table of it, and write every round as JSON."""
    vocabulary = load_vocabulary()
    contest = Contest(PEERS, asked(patients(PATIENTS, vocabulary), vocabulary), vocabulary)
    standings: list[Standing] = []
    print(f"{PATIENTS} patients, {ROUNDS} rounds; medians, and where the middle half lies")
    for size in sizes:
        standings += contest.stand(list(rules(size, vocabulary)), ROUNDS)
        show(size, (each for each in standings if each.rules == size))
        for engine, why in contest.left_out.items():
            print(f"{engine:24}left out: {why}; the limit is {LONGEST:g} s")
    write(standings, contest.left_out)


def show(size: int, standings: Iterable[Standing]) -> None:
    """Print a line for each engine."""
    print()
    print(_ROW.format(f"{size:,} rules", "load, s", "one patient, us", "times as long as Caveat"))
    for each in standings:
        micros, ratios = spread_of(each.micros), spread_of(each.ratios)
        print(_ROW.format(each.engine, f"{each.load:.2f}", str(micros), str(ratios)))


def write(standings: Iterable[Standing], left_out: Mapping[str, str]) -> None:
    """Write what was measured, and with which releases."""
    result = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "packages": {name: version(name) for name in PACKAGES},
        "standings": [each._asdict() for each in standings],
        "left-out": left_out,
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)
