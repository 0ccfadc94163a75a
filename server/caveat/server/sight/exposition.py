"""The page of metrics, in the text format of Prometheus."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from caveat.server.sight.counts import BOUNDS, Counts, Labels, Standing, Timing
from caveat.server.sight.families import (
    BUILD,
    CALL_SECONDS,
    COUNTERS,
    FEEDBACK,
    FEEDBACK_READABLE,
    GAUGES,
)

MEDIA_TYPE = CONTENT_TYPE_LATEST

_PREFIX = "caveat_"
_UPPER = (*map(str, BOUNDS), "+Inf")


class Seen(NamedTuple):
    """All that a page shows; ``feedback`` is ``None`` where there is no store.

    Of a store that cannot be read, ``is_readable`` is false.
    """

    counts: Counts
    standings: Sequence[Standing]
    feedback: dict[Labels, int] | None = None
    is_readable: bool = True


def page_of(seen: Seen) -> bytes:
    """Write the page."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collected(seen))
    return generate_latest(registry)


class _Collected(Collector):
    """Hands over what was counted elsewhere."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen

    def collect(self) -> Iterator[Metric]:
        seen = self._seen
        for name, family in COUNTERS.items():
            yield _counter(name, family.meaning, family.labels, seen.counts.numbers.get(name, {}))
        yield _histogram(seen.counts)
        for name, meaning in GAUGES.items():
            yield _gauge(name, meaning, seen.standings)
        yield _build(seen.standings)
        if seen.feedback is not None:
            yield _counter("feedback", FEEDBACK.meaning, FEEDBACK.labels, seen.feedback)
            readable = float(seen.is_readable)
            name = f"{_PREFIX}feedback_readable"
            yield GaugeMetricFamily(name, FEEDBACK_READABLE.meaning, value=readable)
        yield from _processes([each.pid for each in seen.standings])


def _counter(
    name: str, meaning: str, labels: Sequence[str], numbers: dict[Labels, int]
) -> CounterMetricFamily:
    counter = CounterMetricFamily(_PREFIX + name, meaning, labels=labels)
    for values, number in sorted(numbers.items()) if labels else [((), numbers.get((), 0))]:
        counter.add_metric(values, number)
    return counter


def _histogram(counts: Counts) -> HistogramMetricFamily:
    name = f"{_PREFIX}call_seconds"
    histogram = HistogramMetricFamily(name, CALL_SECONDS.meaning, labels=CALL_SECONDS.labels)
    for values, timing in sorted(counts.timings.items(), key=lambda each: each[0]):
        histogram.add_metric(values, list(_buckets(timing)), timing.seconds)
    return histogram


def _buckets(timing: Timing) -> Iterator[tuple[str, float]]:
    """Give how many calls took at most so long, for each bound."""
    total = 0
    for bound, number in zip(_UPPER, timing.numbers, strict=True):
        total += number
        yield bound, total


def _gauge(name: str, meaning: str, standings: Iterable[Standing]) -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(_PREFIX + name, meaning, labels=("pid",))
    for each in standings:
        if name in each.values:
            gauge.add_metric((str(each.pid),), each.values[name])
    return gauge


def _build(standings: Iterable[Standing]) -> InfoMetricFamily:
    build = InfoMetricFamily(f"{_PREFIX}build", BUILD.meaning, labels=("pid",))
    for each in standings:
        build.add_metric((str(each.pid),), each.about)
    return build


def _processes(pids: Iterable[int]) -> Iterator[Metric]:
    """Give what Prometheus asks of every process, of each worker under its id."""
    families: dict[str, Metric] = {}
    for pid in pids:
        for family in ProcessCollector(pid=partial(int, pid), registry=None).collect():
            whole = families.setdefault(
                family.name, Metric(family.name, family.documentation, family.type)
            )
            whole.samples += [
                sample._replace(labels={"pid": str(pid)})  # the one way to alter a tuple
                for sample in family.samples
            ]
    yield from families.values()
