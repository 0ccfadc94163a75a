"""Whatever is changed afterwards by one without the key is found, and named by its place."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caveat.server.audit.chain import Chain, Head
from caveat.server.audit.clock import Moment
from caveat.server.audit.following import which
from tests.server.audit.examples import (
    KEY,
    OTHER_KEY,
    decision,
    findings,
    kept,
    segments_of,
    shelf_of,
    write,
)

_COUNT = 6
_LINES = _COUNT + 1  # the first is that of the opening
Lines = list[bytes]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Write a log of one segment."""
    write(shelf_of(tmp_path / "log"), _COUNT)
    return tmp_path / "log"


def change(log: Path, by: Callable[[Lines], Lines]) -> None:
    """Change the lines of the only segment."""
    (path,) = segments_of(log)
    path.write_bytes(b"".join(by(path.read_bytes().splitlines(keepends=True))))


def test_a_log_that_nobody_changed_is_sound(log: Path) -> None:
    assert findings(log) == []


@pytest.mark.parametrize("at", range(_LINES))
def test_an_edit_is_found_at_its_line(log: Path, at: int) -> None:
    def edit(lines: Lines) -> Lines:
        word = b"ward-3" if b"ward-3" in lines[at] else b"opened"
        return [*lines[:at], lines[at].replace(word, b"ward-9"), *lines[at + 1 :]]

    change(log, edit)
    (name,) = (path.name for path in segments_of(log))
    assert f"{name}:{at + 1}: edited or forged: the MAC is not that of this text" in findings(log)


@pytest.mark.parametrize("at", range(_LINES))
def test_each_byte_that_is_changed_in_a_line_is_found(log: Path, at: int) -> None:
    (path,) = segments_of(log)
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    start = sum(map(len, lines[:at]))
    for offset in range(start, start + len(lines[at]), 29):
        path.write_bytes(whole[:offset] + bytes([whole[offset] ^ 1]) + whole[offset + 1 :])
        assert findings(log), offset


@pytest.mark.parametrize("at", range(_LINES - 1))
def test_a_deletion_is_found_and_says_which_record_is_missing(log: Path, at: int) -> None:
    change(log, lambda lines: [*lines[:at], *lines[at + 1 :]])
    (name,) = (path.name for path in segments_of(log))
    assert [f"{name}:{at + 1}: record {at + 1} is missing before record {at + 2}"] == findings(log)


def test_many_deletions_are_told_as_one(log: Path) -> None:
    change(log, lambda lines: [*lines[:2], *lines[5:]])
    (name,) = (path.name for path in segments_of(log))
    assert [f"{name}:3: records 3 to 5 are missing before record 6"] == findings(log)


@pytest.mark.parametrize("at", range(_LINES - 1))
def test_a_swap_is_found_at_its_lines(log: Path, at: int) -> None:
    def swap(lines: Lines) -> Lines:
        return [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]]

    change(log, swap)
    (name,) = (path.name for path in segments_of(log))
    assert findings(log) == [
        f"{name}:{at + 1}: record {at + 1} is missing before record {at + 2}",
        f"{name}:{at + 2}: out of place: this is record {at + 1}, after record {at + 2}",
    ]


@pytest.mark.parametrize("at", range(_LINES + 1))
def test_a_record_forged_with_another_key_is_found(log: Path, at: int) -> None:
    def forge(lines: Lines) -> Lines:
        (path,) = segments_of(log)
        forger = Chain(OTHER_KEY.chain, path.name.split(".")[0])
        forged, _ = forger.extend(Head(at), [decision(99)], Moment("2026-03-01T12:00:00Z", 1))
        return [*lines[:at], *forged, *lines[at:]]

    change(log, forge)
    (name,) = (path.name for path in segments_of(log))
    assert [f"{name}:{at + 1}: edited or forged: the MAC is not that of this text"] == findings(log)


@pytest.mark.parametrize("at", range(_LINES))
def test_a_record_that_is_repeated_is_found(log: Path, at: int) -> None:
    change(log, lambda lines: [*lines, lines[at]])
    (name,) = (path.name for path in segments_of(log))
    assert [
        f"{name}:{_LINES + 1}: out of place: this is record {at + 1}, after record {_LINES}"
    ] == findings(log)


@pytest.mark.parametrize("left", range(_LINES))
def test_a_cut_end_is_found_by_the_last_checkpoint(log: Path, left: int) -> None:
    change(log, lambda lines: lines[:left])
    (found,) = findings(log)
    assert f"{which(left + 1, _LINES)} gone from the end: a checkpoint saw" in found


def test_every_cut_within_a_record_is_found_too(log: Path) -> None:
    (path,) = segments_of(log)
    whole = path.read_bytes()
    for length in range(0, len(whole), 97):
        path.write_bytes(whole[:length])
        assert any("gone from the end" in each for each in findings(log)), length


def test_a_stream_that_is_gone_is_found_by_its_checkpoints(log: Path) -> None:
    (path,) = segments_of(log)
    path.unlink()
    (found,) = findings(log)
    assert f"records 1 to {_LINES} are gone" in found


def test_a_stream_that_is_gone_with_its_checkpoints_was_seen_by_another(log: Path) -> None:
    first, shelf = segments_of(log)[0], shelf_of(log)
    with first.with_name(f"{first.name.split('.')[0]}.lock").open("rb") as lock:
        import fcntl  # noqa: PLC0415  not on Windows

        fcntl.flock(lock, fcntl.LOCK_EX)
        write(shelf, 1)
    stream = first.name.split(".")[0]
    for path in log.glob(f"{stream}*"):
        path.unlink()
    assert [f"{stream}: another stream saw its record {_LINES}, which is gone"] == findings(log)


def test_a_record_of_another_stream_is_found(log: Path, tmp_path: Path) -> None:
    write(shelf_of(tmp_path / "other"), _COUNT)
    (other,) = segments_of(tmp_path / "other")
    foreign = other.read_bytes().splitlines(keepends=True)[3]
    change(log, lambda lines: [*lines[:3], foreign, *lines[4:]])
    (found,) = findings(log)
    assert "edited or forged" in found


def test_a_stream_under_another_name_is_found(log: Path) -> None:
    (path,) = segments_of(log)
    path.rename(path.with_name("20200101T000000Z-1-000000.000001.log"))
    assert sum("edited or forged" in each for each in findings(log)) == _LINES


def test_a_cut_is_found_by_checkpoints_elsewhere_where_those_beside_the_log_are_gone(
    log: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for path in log.glob("*.checkpoints"):
        shutil.move(path, elsewhere)
    change(log, lambda lines: lines[:-1])
    assert findings(log) == []
    (found,) = findings(log, elsewhere)
    assert f"record {_LINES} is gone from the end" in found


def test_a_chain_written_anew_with_the_key_does_not_lead_to_its_checkpoint(log: Path) -> None:
    def anew(lines: Lines) -> Lines:
        (path,) = segments_of(log)
        chain = Chain(KEY.chain, path.name.split(".")[0])
        entries = [decision(number) for number in range(_LINES)]
        return chain.extend(Head(), entries, Moment("2026-03-01T12:00:00Z", 1))[0]

    change(log, anew)
    (found,) = findings(log)
    assert f":{_LINES}: record {_LINES} is not that of its checkpoint" in found


def test_a_forged_checkpoint_is_found(log: Path) -> None:
    (path,) = log.glob("*.checkpoints")
    path.write_bytes(path.read_bytes().replace(b'"seq":7', b'"seq":5'))
    (found,) = findings(log)
    assert "the checkpoint of record 5 is forged" in found


def test_a_log_of_another_key_is_said_to_be_one(log: Path) -> None:
    (name,) = (path.name for path in segments_of(log))
    assert findings(log, key=OTHER_KEY)[0] == (
        f"{name}:1: written with another key: the stream cannot be verified"
    )


def _cut(text: bytes, start: int, end: int) -> bytes:
    return text[:start] + text[end:]


def _double(text: bytes, start: int, end: int) -> bytes:
    return text[:end] + text[start:]


def _overwrite(text: bytes, start: int, end: int) -> bytes:
    return text[:start] + bytes(end - start) + text[end:]


def _exchange(text: bytes, start: int, end: int) -> bytes:
    return text[end:] + text[start:end] + text[:start]


def _truncate(text: bytes, start: int, end: int) -> bytes:
    return text[:start]


@pytest.fixture(scope="module")
def segmented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a log of several segments."""
    folder = tmp_path_factory.mktemp("segmented")
    write(replace(shelf_of(folder), most_bytes=1500), 12)
    return folder


@settings(max_examples=200, deadline=None)
@given(
    which_one=st.integers(0, 3),
    how=st.sampled_from([_cut, _double, _overwrite, _exchange, _truncate]),
    start=st.floats(0, 1),
    end=st.floats(0, 1),
)
def test_whatever_is_done_to_the_bytes_of_a_segment_reads_the_same_or_is_found(
    segmented: Path,
    which_one: int,
    how: Callable[[bytes, int, int], bytes],
    start: float,
    end: float,
) -> None:
    path = segments_of(segmented)[which_one]
    before, text = kept(segmented), path.read_bytes()
    first, last = sorted(round(each * len(text)) for each in (start, end))
    path.write_bytes(how(text, first, last))
    try:
        assert findings(segmented) or before == kept(segmented)
    finally:
        path.write_bytes(text)
