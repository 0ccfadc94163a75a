"""A Check that stands in the decision log, on the disk, before it is answered."""

from collections.abc import Sequence

from benchmarks.bench.calls import CHECK, answers_of
from benchmarks.bench.contest import hold
from benchmarks.bench.figure import Figure
from benchmarks.bench.rows.check import contestant, serving
from benchmarks.bench.run import Run
from caveat.v1.checker_pb2 import RECORD_STATE_RECORDED, CheckResponse


def measure_recorded(run: Run) -> Sequence[Figure]:
    """Compare with the same calls where no log is kept; the ids of records are not known before."""
    requests = run.requests("codes")
    calls = [(each, b"") for each in requests]
    with serving(0, run) as plain, serving(0, run, str(run.new_path())) as recording:
        answers = map(CheckResponse.FromString, answers_of(recording.address, CHECK, requests))
        if any(each.record.state != RECORD_STATE_RECORDED for each in answers):
            raise RuntimeError("the service does not record what it answers")
        contest = hold(
            contestant(recording, CHECK, calls, run), contestant(plain, CHECK, calls, run)
        )
    names = "Check, codes, recorded", "without a decision log"
    return (
        contest.figure(names, lambda each: each.per_second, "/s"),
        contest.figure(names, lambda each: each.server_micros, "us of server CPU"),
    )
