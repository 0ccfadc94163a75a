"""What several workers count is given as one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from caveat.server.sight.counts import BOUNDS, Counts, Standing, Timing, Told, together
from caveat.server.sight.sharing import WORKER_ENDS, fold, others, shared_folder, tell


@pytest.fixture
def folder() -> Iterator[Path]:
    with shared_folder() as folder:
        yield folder


def told(pid: int, checks: int) -> Told:
    timing = Timing()
    timing.add(0.001)
    counts = Counts({"checks": {("grpc", "clear"): checks}}, {("grpc", "Check"): timing})
    return Told(counts, Standing(pid, {"rules": 2}, {"version": "1"}))


def whole(folder: Path, pid: int) -> Counts:
    found = others(folder, pid)
    return together((found.ended, *(each.counts for each in found.told)))


def test_each_worker_sees_what_the_others_told_last(folder: Path) -> None:
    tell(folder, told(1, 5))
    tell(folder, told(2, 6))
    tell(folder, told(2, 7))

    assert whole(folder, 1).numbers == {"checks": {("grpc", "clear"): 7}}
    assert whole(folder, 3).numbers == {"checks": {("grpc", "clear"): 12}}
    assert [each.standing.pid for each in others(folder, 1).told] == [2]


def test_what_a_worker_had_counted_outlives_it(folder: Path) -> None:
    for pid in (1, 2):
        tell(folder, told(pid, 5))
        fold(folder, pid)

    found = others(folder, 3)
    assert found.told == ()
    assert found.ended.numbers == {"checks": {("grpc", "clear"): 10}, WORKER_ENDS: {(): 2}}
    assert sum(found.ended.timings["grpc", "Check"].numbers) == 2


def test_a_worker_that_told_nothing_is_counted_as_ended(folder: Path) -> None:
    fold(folder, 1)

    assert whole(folder, 2).numbers == {WORKER_ENDS: {(): 1}}


def test_a_file_that_was_never_finished_is_not_read(folder: Path) -> None:
    (folder / "1.new").write_bytes(b"\x80half")

    assert whole(folder, 2) == Counts()


def test_the_folder_is_gone_with_the_workers() -> None:
    with shared_folder() as folder:
        tell(folder, told(1, 5))

    assert not folder.exists()


def test_a_call_falls_into_the_class_whose_bound_it_reaches() -> None:
    timing = Timing()
    for seconds in (0.0, BOUNDS[0], BOUNDS[0] * 1.01, BOUNDS[-1], 99.0):
        timing.add(seconds)

    assert timing.numbers == [2, 1, *([0] * (len(BOUNDS) - 3)), 1, 1]


def test_a_file_that_cannot_be_read_costs_its_counts_only(folder: Path) -> None:
    tell(folder, told(1, 5))
    (folder / "2").write_bytes(b"\x80half")

    assert whole(folder, 3).numbers == {"checks": {("grpc", "clear"): 5}}
    fold(folder, 2)
    assert whole(folder, 3).numbers == {"checks": {("grpc", "clear"): 5}, WORKER_ENDS: {(): 1}}
