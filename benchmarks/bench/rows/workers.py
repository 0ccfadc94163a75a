"""A service of two workers beside a service of one."""

from collections.abc import Sequence
from dataclasses import replace

from benchmarks.bench.aim import at_least
from benchmarks.bench.calls import CHECK, answers_of
from benchmarks.bench.contest import check_client, hold
from benchmarks.bench.figure import Figure
from benchmarks.bench.rows.check import contestant
from benchmarks.bench.run import RULES, Run
from benchmarks.bench.service import caveat_service

_NAMES = "two workers", "one worker"


def measure_workers(run: Run) -> Sequence[Figure]:
    """Compare the throughput, and the cores that servers and client keep busy."""
    check_client()
    requests, cache = run.requests("codes"), run.new_folder()
    options = ("--pack", str(run.pack(RULES)), "--workers")
    with (
        caveat_service(run.new_path(), *options, "1", cache=cache) as one,
        caveat_service(run.new_path(), *options, "2", cache=cache) as two,
    ):
        answers = answers_of(one.address, CHECK, requests)
        pairs = list(zip(requests, answers, strict=True))
        contest = hold(contestant(two, CHECK, pairs, run), contestant(one, CHECK, pairs, run))
    rate = contest.figure(_NAMES, lambda each: each.per_second, "/s")
    return (
        replace(rate, aim=at_least(1.8)),
        contest.figure(_NAMES, lambda each: each.server_cores, "cores for the service"),
        contest.figure(_NAMES, lambda each: each.client_cores, "cores for the load client"),
    )
