"""Writing: a record is acknowledged once it is on the disk, and many are written together."""

import asyncio
import logging
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import msgspec
import pytest

from caveat.server.audit.chain import Opened
from caveat.server.audit.disk import Disk
from caveat.server.audit.entries import Activation, LogState
from tests.server.audit.examples import (
    DECISION,
    EAGER,
    FEEDBACK,
    decision,
    findings,
    ids,
    kept,
    opened,
    segments_of,
    shelf_of,
    stream_in,
    until,
    write,
)

ACTIVATION = Activation("a-1", "2026-03-01T12:00:00.000Z", "operator", "ab", (("p", "1", "ef"),))


class Gate:
    """A disk that is at work on each sync until it is let on."""

    def __init__(self) -> None:
        self.open = Event()
        self.writes: list[int] = []
        self.disk = Disk(self._write, self._sync)

    def _write(self, file: int, text: memoryview) -> int:
        self.writes.append(bytes(text).count(b"\n"))
        return os.write(file, text)

    def _sync(self, file: int) -> None:
        assert self.open.wait(30)


def test_what_is_recorded_is_read_again(tmp_path: Path) -> None:
    with opened(shelf_of(tmp_path)) as log:
        assert [log.record_and_wait(each) for each in (DECISION, FEEDBACK, ACTIVATION)] == [
            True
        ] * 3
        assert LogState() == log.state
    first, *rest = kept(tmp_path)
    assert isinstance(first.entry, Opened)
    assert [each.entry for each in rest] == [DECISION, FEEDBACK, ACTIVATION]
    assert findings(tmp_path) == []


def test_callers_of_one_loop_are_written_together(tmp_path: Path) -> None:
    gate = Gate()

    async def record() -> list[bool]:
        calls = [asyncio.create_task(log.record(decision(number))) for number in range(100)]
        await asyncio.sleep(0)
        gate.open.set()
        return await asyncio.gather(*calls)

    with opened(shelf_of(tmp_path, gate.disk)) as log:
        assert asyncio.run(record()) == [True] * 100
    assert gate.writes[:2] == [1, 100]
    assert ids(tmp_path) == [f"check-{number}" for number in range(100)]


def test_nothing_is_acknowledged_before_the_disk_has_it(tmp_path: Path) -> None:
    gate = Gate()

    async def record() -> None:
        call = asyncio.create_task(log.record(DECISION))
        await asyncio.to_thread(until, lambda: bool(gate.writes))
        assert not call.done()
        gate.open.set()
        assert await call

    with opened(shelf_of(tmp_path, gate.disk)) as log:
        asyncio.run(record())


def test_threads_and_loops_write_into_one_chain(tmp_path: Path) -> None:
    def loop(start: int) -> list[bool]:
        async def record() -> list[bool]:
            numbers = range(start, start + 50)
            return await asyncio.gather(*(log.record(decision(number)) for number in numbers))

        return asyncio.run(record())

    with opened(shelf_of(tmp_path)) as log, ThreadPoolExecutor(8) as threads:
        loops = threads.map(loop, (0, 50, 100))
        singly = threads.map(log.record_and_wait, map(decision, range(150, 250)))
        assert all(all(each) for each in loops)
        assert all(singly)
    assert sorted(ids(tmp_path)) == sorted(f"check-{number}" for number in range(250))
    assert findings(tmp_path) == []


def test_a_caller_who_gives_up_takes_nobody_along(tmp_path: Path) -> None:
    gate = Gate()

    async def record() -> bool:
        leaving, staying = (asyncio.create_task(log.record(decision(each))) for each in range(2))
        await asyncio.sleep(0)
        leaving.cancel()
        gate.open.set()
        return await staying

    with opened(shelf_of(tmp_path, gate.disk)) as log:
        assert asyncio.run(record())
    assert ids(tmp_path) == ["check-0", "check-1"]


def test_half_a_character_in_a_name_stops_nothing(tmp_path: Path) -> None:
    with opened(shelf_of(tmp_path)) as log:
        assert log.record_and_wait(msgspec.structs.replace(DECISION, caller="ward \ud83d"))
    assert [each.entry.caller for each in kept(tmp_path)[1:]] == ["ward ?"]  # type: ignore[union-attr]  # pyright: ignore[reportAttributeAccessIssue] - the second is a decision
    assert findings(tmp_path) == []


def test_a_full_segment_is_followed_by_another_in_the_same_chain(tmp_path: Path) -> None:
    write(replace(shelf_of(tmp_path), most_bytes=3000), 20)
    assert len(segments_of(tmp_path)) > 2
    assert [each.seq for each in kept(tmp_path)] == list(
        range(1, 20 + len(segments_of(tmp_path)) + 1)
    )
    assert findings(tmp_path) == []


def test_another_day_begins_another_segment(tmp_path: Path) -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    times = iter([noon, noon, noon, *[noon + timedelta(days=1)] * 20])
    write(replace(shelf_of(tmp_path), now=lambda: next(times)), 4)
    assert len(segments_of(tmp_path)) == 2
    assert findings(tmp_path) == []


@pytest.mark.parametrize("hours", [1, -2, 24 * 3650, -24 * 3650])
def test_a_clock_that_jumps_stops_nothing(tmp_path: Path, hours: int) -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    times = iter([noon, noon, noon, *[noon + timedelta(hours=hours)] * 20])
    write(replace(shelf_of(tmp_path), now=lambda: next(times)), 4)
    assert len(ids(tmp_path)) == 4
    assert findings(tmp_path) == []


def test_a_segment_that_is_gone_is_found(tmp_path: Path) -> None:
    write(replace(shelf_of(tmp_path), most_bytes=3000), 20)
    first, second, *_ = segments_of(tmp_path)
    second.unlink()
    (found,) = findings(tmp_path)
    assert "missing before record" in found
    first.unlink()
    assert "records 1 to" in findings(tmp_path)[0]


def test_checkpoints_are_noted_now_and_then_and_at_the_end(tmp_path: Path) -> None:
    with opened(shelf_of(tmp_path), replace(EAGER, checkpoint=0.001)) as log:
        assert log.record_and_wait(DECISION)
        until(lambda: any(tmp_path.glob("*.checkpoints")))
        assert log.record_and_wait(FEEDBACK)
    (path,) = tmp_path.glob("*.checkpoints")
    assert b'"seq":3' in path.read_bytes().splitlines()[-1]


def test_the_last_record_is_told_to_the_log_of_the_service_at_the_end(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    write(shelf_of(tmp_path), 2)
    assert "seq 3 hash " in caplog.text
    assert DECISION.request not in caplog.text


def test_nobody_else_may_read_the_files(tmp_path: Path) -> None:
    write(shelf_of(tmp_path), 1)
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_two_processes_have_a_stream_each(tmp_path: Path) -> None:
    one, two = (stream_in(shelf_of(tmp_path)) for _ in range(2))
    one.write([decision(1)])
    two.write([decision(2)])
    one.close()
    two.close()
    assert len(segments_of(tmp_path)) == 2
    assert findings(tmp_path) == []


def test_what_comes_after_the_end_is_not_acknowledged(tmp_path: Path) -> None:
    with opened(shelf_of(tmp_path)) as log:
        pass
    assert not log.record_and_wait(DECISION)
    assert not asyncio.run(log.record(DECISION))


def test_a_log_is_sound_while_it_is_written(tmp_path: Path) -> None:
    shelf = replace(shelf_of(tmp_path), most_bytes=5000)

    async def record(start: int) -> None:
        numbers = range(start, start + 20)
        assert all(await asyncio.gather(*(log.record(decision(number)) for number in numbers)))

    def write_on() -> None:
        for start in range(0, 1000, 20):
            asyncio.run(record(start))

    with opened(shelf, replace(EAGER, checkpoint=0.0)) as log, ThreadPoolExecutor(1) as thread:
        writing = thread.submit(write_on)
        verified = 0
        while not writing.done() or not verified:
            assert findings(tmp_path) == []
            verified += 1
        writing.result()
    assert len(ids(tmp_path)) == 1000
    assert findings(tmp_path) == []
