"""A disk that is full, fails, cannot be written or is slow: nothing acknowledged is lost."""

import asyncio
import errno
import logging
import os
import resource
import shutil
import subprocess
from collections.abc import Generator
from dataclasses import replace
from itertools import count
from pathlib import Path
from threading import Event

import msgspec
import pytest

from caveat.server.audit.chain import Lost
from caveat.server.audit.disk import Disk
from caveat.server.audit.key import new_key, read_key
from caveat.server.audit.opening import open_log
from tests.server.audit.examples import (
    EAGER,
    decision,
    findings,
    ids,
    kept,
    opened,
    segments_of,
    shelf_of,
    until,
)
from tests.server.audit.faults import FailingDisk, said, writing

SLOW = replace(EAGER, patience=0.01)
STEADY = replace(EAGER, retry=600.0, retry_at_most=600.0)
"""Tries again at the end only."""

faults = pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EIO, errno.EROFS])
places = pytest.mark.parametrize("on_sync", [False, True], ids=["write", "sync"])


@faults
@places
def test_while_it_fails_nothing_is_acknowledged_and_later_all_is_written(
    tmp_path: Path, reason: int, *, on_sync: bool
) -> None:
    disk = FailingDisk(on_sync=on_sync, room=100)
    with opened(shelf_of(tmp_path, disk.disk)) as log:
        assert log.record_and_wait(decision(0))
        disk.reason = reason
        assert not log.record_and_wait(decision(1))
        assert os.strerror(reason) == log.state.error
        assert not log.record_and_wait(decision(2))
        assert log.state.waiting == 2
        disk.reason = 0
        until(lambda: not log.state.error)
        assert log.record_and_wait(decision(3))
    assert ids(tmp_path) == [f"check-{number}" for number in range(4)]
    assert findings(tmp_path) == []


def test_a_call_in_an_event_loop_is_told_at_once_that_it_fails(tmp_path: Path) -> None:
    disk = FailingDisk()

    async def record() -> list[bool]:
        return await asyncio.gather(*(log.record(decision(number)) for number in range(5)))

    with opened(shelf_of(tmp_path, disk.disk), STEADY) as log:
        disk.reason = errno.ENOSPC
        assert asyncio.run(record()) == [False] * 5
        assert asyncio.run(record()) == [False] * 5
        disk.reason = 0
    assert len(ids(tmp_path)) == 10


def test_a_file_on_which_a_sync_failed_is_never_written_again(tmp_path: Path) -> None:
    disk = FailingDisk(on_sync=True)
    with opened(shelf_of(tmp_path, disk.disk)) as log:
        assert log.record_and_wait(decision(0))
        disk.reason = errno.EIO
        assert not log.record_and_wait(decision(1))
        (first,) = segments_of(tmp_path)
        length = first.stat().st_size
        until(lambda: disk.tries > 3)
        disk.reason = 0
        until(lambda: not log.state.error)
        assert first.stat().st_size == length
    assert len(segments_of(tmp_path)) == 2
    assert findings(tmp_path) == []


def test_one_failure_by_itself_is_noticed_by_nobody_who_waits(tmp_path: Path) -> None:
    failures = iter([errno.EIO])

    def sync(file: int) -> None:
        os.fdatasync(file)
        if once.is_set() and (number := next(failures, 0)):
            raise OSError(number, "once")

    once = Event()
    with opened(shelf_of(tmp_path, Disk(os.write, sync))) as log:
        assert log.record_and_wait(decision(0))
        once.set()
        assert log.record_and_wait(decision(1))
        assert not log.state.error
    assert len(segments_of(tmp_path)) == 2
    assert ids(tmp_path) == ["check-0", "check-1"]
    assert findings(tmp_path) == []


def test_a_long_failure_leaves_no_heap_of_segments(tmp_path: Path) -> None:
    disk = FailingDisk()
    with opened(shelf_of(tmp_path, disk.disk)) as log:
        disk.reason = errno.ENOSPC
        assert not log.record_and_wait(decision(0))
        until(lambda: disk.tries > 20)
        assert len(segments_of(tmp_path)) <= 2
        disk.reason = 0


def test_what_fails_from_the_start_is_tried_without_a_call(tmp_path: Path) -> None:
    disk = FailingDisk()
    disk.reason = errno.EROFS
    with opened(shelf_of(tmp_path, disk.disk)) as log:
        until(lambda: bool(log.state.error))
        disk.reason = 0
        until(lambda: not log.state.error)
        assert log.record_and_wait(decision(0))


def test_when_the_spool_is_full_the_oldest_are_given_up_counted_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    disk = FailingDisk()
    with opened(shelf_of(tmp_path, disk.disk), replace(EAGER, spool=10)) as log:
        assert log.record_and_wait(decision(0))
        disk.reason = errno.ENOSPC
        for number in range(1, 26):
            assert not log.record_and_wait(decision(number))
        assert log.state.waiting <= 10
        until(lambda: log.state.lost == 15)
        disk.reason = 0
        until(lambda: not log.state.error)
    told = [each.entry.count for each in kept(tmp_path) if isinstance(each.entry, Lost)]
    assert told == [15]
    assert ids(tmp_path) == ["check-0", *(f"check-{number}" for number in range(16, 26))]
    assert "lost 15 entries" in caplog.text
    assert findings(tmp_path) == []


def test_large_contents_do_not_fill_the_memory(tmp_path: Path) -> None:
    disk = FailingDisk()
    large = msgspec.structs.replace(decision(1), content=bytes(100_000))
    with opened(shelf_of(tmp_path, disk.disk), replace(EAGER, spool_bytes=1_000_000)) as log:
        assert log.record_and_wait(decision(0))
        disk.reason = errno.ENOSPC
        for _ in range(30):
            assert not log.record_and_wait(large)
        until(lambda: log.state.waiting <= 9)
        assert log.state.lost >= 20
        disk.reason = 0
    assert findings(tmp_path) == []


def test_what_cannot_be_written_at_the_end_is_counted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    disk = FailingDisk()
    with opened(shelf_of(tmp_path, disk.disk)) as log:
        assert log.record_and_wait(decision(0))
        disk.reason = errno.ENOSPC
        log.record_and_wait(decision(1))
    assert "ends without 1 entries" in caplog.text
    assert log.state.lost == 1


def test_an_alarm_is_raised_once_and_the_end_of_it_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    disk = FailingDisk()
    with opened(shelf_of(tmp_path, disk.disk)) as log:
        assert log.record_and_wait(decision(0))
        disk.reason = errno.ENOSPC
        log.record_and_wait(decision(1))
        until(lambda: disk.tries > 3)
        disk.reason = 0
        until(lambda: not log.state.error)
    said = [(each.levelno, each.getMessage()) for each in caplog.records if each.levelno > 20]
    assert said == [
        (logging.WARNING, f"the decision log begins anew after a failure: {os.strerror(28)}"),
        (logging.ERROR, "the decision log cannot be written: No space left on device"),
        (logging.WARNING, "the decision log is written again"),
    ]


class SlowDisk:
    """A disk that answers when it is let."""

    def __init__(self) -> None:
        self.go = Event()
        self.go.set()
        self.disk = Disk(os.write, self._sync)

    def _sync(self, file: int) -> None:
        assert self.go.wait(30)


def test_a_slow_disk_holds_no_call_back_for_longer_than_the_bound(tmp_path: Path) -> None:
    slow = SlowDisk()

    async def record() -> list[bool]:
        return await asyncio.gather(*(log.record(decision(number)) for number in range(3)))

    with opened(shelf_of(tmp_path, slow.disk), SLOW) as log:
        until(lambda: bool(segments_of(tmp_path)) and not log.state.error)
        slow.go.clear()
        assert asyncio.run(record()) == [False] * 3
        assert not log.record_and_wait(decision(3))
        until(lambda: log.state.error.startswith("no answer for"))
        assert not log.record_and_wait(decision(4))
        slow.go.set()
        until(lambda: not log.state.waiting)
    assert ids(tmp_path) == [f"check-{number}" for number in range(5)]


@pytest.fixture
def small(tmp_path: Path) -> Generator[Path]:
    """Mount a disk of 256 kB, where we may."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if os.geteuid() != 0 or not mount or not umount:
        pytest.skip("only root may mount")
    command = (mount, "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder))
    if subprocess.run(command, check=False, capture_output=True).returncode:  # noqa: S603  see above
        pytest.skip("a disk cannot be mounted here")
    try:
        yield folder
    finally:
        subprocess.run((umount, str(folder)), check=True)  # noqa: S603  see above


def test_a_disk_that_is_really_full_loses_nothing_and_goes_on_when_there_is_room(
    small: Path,
) -> None:
    ballast = small / "ballast"
    ballast.write_bytes(bytes(100_000))
    acked: list[str] = []
    with opened(shelf_of(small / "log")) as log:
        for number in count():
            if not log.record_and_wait(decision(number)):
                break
            acked.append(f"check-{number}")
        assert log.state.error == "No space left on device"
        ballast.unlink()
        until(lambda: not log.state.error)
        assert log.record_and_wait(decision(len(acked) + 1))
    expected = [*acked, f"check-{len(acked)}", f"check-{len(acked) + 1}"]
    assert expected == ids(small / "log")
    assert findings(small / "log") == []


def test_a_disk_that_is_read_only_at_the_start_stops_nothing(small: Path) -> None:
    folder, key = small / "log", small / "key"
    new_key(key)
    with opened(shelf_of(folder), key=read_key(key)) as log:
        assert log.record_and_wait(decision(0))
    remount(small, "ro")
    log = open_log(str(folder), read_key(key), limits=EAGER)
    try:
        assert not log.record_and_wait(decision(1))
        assert log.state.error == "Read-only file system"
        remount(small, "rw")
        until(lambda: not log.state.error)
    finally:
        log.close_and_wait()
    assert ids(folder) == ["check-0", "check-1"]
    assert findings(folder, key=read_key(key)) == []


def remount(folder: Path, mode: str) -> None:
    """Let a disk be written, or not."""
    command = (shutil.which("mount") or "", "-o", f"remount,{mode}", str(folder))
    subprocess.run(command, check=True)  # noqa: S603  our own disk


def test_a_limit_on_the_size_of_files_is_a_failure_like_any_other(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    with opened(shelf_of(folder)) as log:
        assert log.record_and_wait(decision(0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limit[1]))
        try:
            recorded = [log.record_and_wait(decision(number)) for number in range(1, 6)]
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        assert False in recorded
        until(lambda: not log.state.error)
    assert ids(folder) == [f"check-{number}" for number in range(6)]
    assert findings(folder) == []


def test_a_process_that_is_killed_loses_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    acked: list[str] = []
    for _ in range(3):
        process = writing(tmp_path, 100_000)
        acked += said(process, 40)
        process.kill()
        acked += said(process)
        process.wait()
        assert process.stdout
        process.stdout.close()
    written = ids(tmp_path)
    assert len(acked) >= 120
    assert all(acked.count(each) <= written.count(each) for each in set(acked))
    assert findings(tmp_path) == []


@pytest.mark.parametrize(
    ("injected", "fails"),
    [
        ("fdatasync:error=EIO:when=3+5", False),
        ("fdatasync:error=EIO:when=3+1", True),
        ("fsync:error=EIO:when=2+2", False),
        ("fdatasync:delay_exit=2000", False),
    ],
)
def test_faults_of_the_system_lose_nothing_that_was_acknowledged(
    tmp_path: Path, injected: str, *, fails: bool
) -> None:
    strace = shutil.which("strace")
    if not strace:
        pytest.skip("strace is not installed")
    folder = tmp_path / "log"
    call, *_ = injected.split(":")
    traced = ("-e", f"trace={call}", "-e", f"inject={injected}")
    process = writing(folder, 60, strace, "-f", "-qq", "-o", os.devnull, *traced)
    lines = said(process)
    assert process.wait() == 0
    assert process.stdout
    process.stdout.close()
    assert len(lines) == 60
    assert fails == ("-" in lines)
    assert set(lines) - {"-"} <= set(ids(folder))
    assert findings(folder) == []
