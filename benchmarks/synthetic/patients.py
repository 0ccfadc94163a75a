"""The pool: the charts of which the planted rules find four to six things, and nothing is open."""

from collections.abc import Iterator
from functools import cache
from itertools import islice

from benchmarks.synthetic.chart import Chart, Written, charts
from benchmarks.synthetic.pack import pack_of
from benchmarks.synthetic.planted import planted
from benchmarks.synthetic.skew import seeded
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.checker import Checker
from caveat.rules.level import Outcome
from caveat.rules.opening import book_of
from caveat.rules.patient import Request

POOL = 2000
"""So many different patients there are at most; rules are made for all of them."""

_ALERTS = range(4, 7)
_SEED = 20


def patients(count: int, vocabulary: Vocabulary, written: Written = "codes") -> list[Request]:
    """Give the first patients of the pool, each with eight medications and five conditions.

    Raises ``ValueError`` for more than ``POOL``.
    """
    if count > POOL:
        raise ValueError(f"the pool has {POOL} patients")
    return [
        chart.request(written, f"patient-{number:04}")
        for number, chart in enumerate(pool(vocabulary)[:count])
    ]


@cache
def pool(vocabulary: Vocabulary) -> tuple[Chart, ...]:
    """Give every chart of the pool."""
    return tuple(islice(_fitting(vocabulary), POOL))


def _fitting(vocabulary: Vocabulary) -> Iterator[Chart]:
    checker = Checker(book_of([pack_of(planted(vocabulary))], vocabulary))
    for chart in charts(vocabulary, seeded(_SEED)):
        report = checker.check(chart.request("codes", ""))
        if report.outcome is Outcome.ALERTS and report.complete and len(report.alerts) in _ALERTS:
            yield chart
