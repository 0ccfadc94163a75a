"""Loading many rules: from YAML, from the cache, and the memory that they then take."""

import time
from collections.abc import Sequence
from statistics import mean

import yaml

from benchmarks.bench.aim import at_most, below
from benchmarks.bench.figure import Figure, Measured
from benchmarks.bench.program import Told, run_program
from benchmarks.bench.run import Run
from caveat.server.convert.reports import message_of_report

ROUNDS = 5
_FEW = 20
_MIB = 1 << 20
_LIMIT = 240.0


def measure_yaml(run: Run) -> Sequence[Figure]:
    """Measure loading from YAML, once: it takes long."""
    told = _load(run, run.many)
    what = f"{run.many:,} rules from YAML"
    seconds, peak = told.told["seconds"], max(told.peak, told.told["peak"]) / _MIB
    plain = Measured("libyaml to plain values", [_plain_seconds(run)])
    return (
        Figure(Measured(what, [seconds]), "s", plain, below(10)),
        Figure(Measured(f"{what}, most memory", [peak]), "MiB", aim=below(600)),
    )


def _plain_seconds(run: Run) -> float:
    """Read every tenth file as YAML and nothing more, in this process; give ten times its time."""
    files = sorted(run.pack(run.many).rglob("*.yaml"))
    tenth = [file.read_bytes() for file in files[::10]]
    start = time.perf_counter()
    for each in tenth:
        yaml.load(each, yaml.CSafeLoader)
    return (time.perf_counter() - start) * len(files) / len(tenth)


def measure_cache(run: Run) -> Sequence[Figure]:
    """Measure loading from the cache, beside a tenth of the rules."""
    many, tenth = _rounds(run, run.many, run.many // 10)
    what = f"{run.many:,} rules from the cache"
    seconds = Measured(what, [each.told["seconds"] for each in many])
    beside = Measured("a tenth of them", [each.told["seconds"] for each in tenth])
    peak = Measured(f"{what}, most memory", [each.told["peak"] / _MIB for each in many])
    return Figure(seconds, "s", beside, below(0.5)), Figure(peak, "MiB")


def measure_memory(run: Run) -> Sequence[Figure]:
    """Compare the memory of a rule, from the cache, with the mean size of an encoded alert."""
    many, few = _rounds(run, run.many, _FEW)
    rules = run.many - _FEW
    taken = [
        (one.told["resident"] - other.told["resident"]) / rules
        for one, other in zip(many, few, strict=True)
    ]
    memory = Measured(f"memory a rule, of {run.many:,}", taken)
    alert = Measured("alert on the wire", [_alert_bytes(run)] * ROUNDS)
    return (Figure(memory, "bytes", beside=alert, aim=at_most(4)),)


def _rounds(run: Run, *sizes: int) -> Sequence[Sequence[Told]]:
    """Load packs of some sizes in turn, each from the cache."""
    for size in sizes:
        _load(run, size)
    rounds = [[_load(run, size) for size in sizes] for _ in range(ROUNDS)]
    return list(zip(*rounds, strict=True))


def _load(run: Run, size: int) -> Told:
    return run_program("benchmarks.bench.loaded", str(run.pack(size)), limit=_LIMIT)


def _alert_bytes(run: Run) -> float:
    check = run.checker.check
    reports = (message_of_report(check(each)) for each in run.patients("codes"))
    return mean(alert.ByteSize() for report in reports for alert in report.alerts)
