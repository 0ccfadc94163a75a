"""What callers notice while a service takes up its packs anew."""

import shutil
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from benchmarks.bench.aim import at_most
from benchmarks.bench.calls import CHECK, answers_of
from benchmarks.bench.contest import check_client
from benchmarks.bench.figure import Figure, Measured
from benchmarks.bench.reloading import Reloading
from benchmarks.bench.run import Run
from benchmarks.bench.service import caveat_service
from benchmarks.bench.swaps import Latencies, Swap, latencies_of, percentile_99
from benchmarks.load_client import Options, read_timeline, run_load, write_pairs
from caveat.client import Client
from caveat.rules import Checker
from caveat.rules.loader import built_in_packs
from caveat.server.convert.reports import message_of_report
from caveat.v1.checker_pb2 import CheckResponse

PER_SECOND = 400
SECONDS = 20
REST = 1.5
"""Seconds without a swap before each."""


def measure_reload(run: Run) -> Sequence[Figure]:
    """Compare the latency of calls that met a swap with that of the others.

    No call may fail. Reports name the version of the pack, which changes: what they say is checked
    before the load and after it.
    """
    check_client()
    timeline, pack = run.new_path(), _copied_pack(run)
    with (
        caveat_service(run.new_path(), "--pack", str(pack), cache=run.new_folder()) as service,
        Client(service.address) as client,
    ):
        reloading = Reloading(service, client, pack)
        reloading.swap("1.0.1")
        _check_answers(reloading, run)
        swaps = _under_load(reloading, timeline, run)
        _check_answers(reloading, run)
    return _figures(swaps, timeline)


def _copied_pack(run: Run) -> Path:
    """Give a copy of a pack that Caveat comes with."""
    original, *_ = built_in_packs()
    return Path(shutil.copytree(original, run.new_folder() / original.name))


def _check_answers(reloading: Reloading, run: Run) -> None:
    requests, check = run.requests("codes"), Checker.load([reloading.pack]).check
    answers = answers_of(reloading.service.address, CHECK, requests)
    expected = (
        CheckResponse(report=message_of_report(check(each))) for each in run.patients("codes")
    )
    if list(map(CheckResponse.FromString, answers)) != list(expected):
        raise RuntimeError("the service does not answer by its new pack")


def _under_load(reloading: Reloading, timeline: Path, run: Run) -> list[Swap]:
    """Swap now and then while paced calls come; ``RuntimeError`` if one fails."""
    pairs = run.new_path()
    write_pairs(pairs, ((each, b"") for each in run.requests("codes")))
    options = Options(
        connections=8,
        streams=4,
        calls=PER_SECOND * SECONDS,
        paced=PER_SECOND,
        timeline=timeline,
    )
    with ThreadPoolExecutor(1) as threads:
        load = threads.submit(run_load, reloading.service.address, CHECK, pairs, **options)
        swaps = _swaps(reloading)
        load.result()
    return swaps


def _swaps(reloading: Reloading) -> list[Swap]:
    """Swap as often as there is time for a rest after it too."""
    end = time.monotonic() + SECONDS - 2 * REST
    swaps: list[Swap] = []
    while time.monotonic() < end:
        reloading.rest(REST)
        swaps.append(reloading.swap(f"1.1.{len(swaps)}"))
    return swaps


def _figures(swaps: Sequence[Swap], timeline: Path) -> Sequence[Figure]:
    rounds = latencies_of(read_timeline(timeline), swaps)
    took = [swap.end - swap.start for swap in swaps]
    return (
        replace(_figure("99th percentile", percentile_99, rounds), aim=at_most(2)),
        _figure("longest call", max, rounds),
        Figure(Measured("until new packs answer", took), "s"),
    )


def _figure(
    what: str, of: Callable[[Sequence[float]], float], rounds: Sequence[Latencies]
) -> Figure:
    swapping = Measured(f"{what}, packs being swapped", [of(each.swapping) for each in rounds])
    quiet = Measured("just before", [of(each.quiet) for each in rounds])
    return Figure(swapping, "ms", beside=quiet)
