"""A start: the newest stream that was left behind goes on, if it is as it was written."""

import logging
import shutil
from pathlib import Path

import pytest

from caveat.server.audit.chain import Lost
from tests.server.audit.examples import (
    OTHER_KEY,
    decision,
    findings,
    ids,
    kept,
    remarks,
    segments_of,
    shelf_of,
    stream_in,
    write,
)


def streams_of(folder: Path) -> set[str]:
    """Name the streams that are there."""
    return {path.name.split(".")[0] for path in segments_of(folder)}


def test_a_stream_that_was_ended_goes_on(tmp_path: Path) -> None:
    for start in (0, 3, 6):
        write(shelf_of(tmp_path), 3, start)
    assert len(streams_of(tmp_path)) == 1
    assert len(segments_of(tmp_path)) == 3
    assert [each.seq for each in kept(tmp_path)] == list(range(1, 13))
    assert findings(tmp_path) == []


def test_a_torn_tail_is_set_aside_and_the_chain_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(shelf_of(tmp_path), 3)
    (path,) = segments_of(tmp_path)
    with path.open("ab") as file:
        file.write(b'{"seq":5,"wall":"2026')
    assert [f"{path.name}: 21 bytes at the end are no whole line: torn, or being written"] == (
        remarks(tmp_path)
    )
    write(shelf_of(tmp_path), 3, 3)
    assert path.with_suffix(".torn").read_bytes() == b'{"seq":5,"wall":"2026\n'
    assert path.with_suffix(".torn").stat().st_mode & 0o777 == 0o600
    assert f"{path.name} ended in half a line; it is set aside" in caplog.text
    assert len(streams_of(tmp_path)) == 1
    assert ids(tmp_path) == [f"check-{number}" for number in range(6)]
    assert findings(tmp_path) == []
    assert [f"{path.stem}.torn: half a line that was set aside at a start"] == remarks(tmp_path)


def test_wherever_the_last_record_was_torn_the_chain_goes_on(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    stream = stream_in(shelf_of(whole))
    stream.write([decision(0)])
    stream.write([Lost(1)])
    stream.close()
    (path,) = segments_of(whole)
    text = path.read_bytes()
    start = text.rindex(b"\n", 0, -1) + 1
    for length in range(start, len(text)):
        folder = tmp_path / str(length)
        folder.mkdir()
        (folder / path.name).write_bytes(text[:length])
        again = stream_in(shelf_of(folder))
        again.write([decision(1)])
        again.close()
        assert [each.seq for each in kept(folder)] == [1, 2, 3, 4], length
        assert ids(folder) == ["check-0", "check-1"], length
        assert findings(folder) == [], length
        assert (folder / path.with_suffix(".torn").name).exists() == (length > start), length
        shutil.rmtree(folder)


@pytest.mark.parametrize("length", [0, 1, 100])
def test_a_segment_that_ended_before_its_first_record_is_no_segment(
    tmp_path: Path, length: int
) -> None:
    write(shelf_of(tmp_path), 2)
    (path,) = segments_of(tmp_path)
    torn = path.with_name(path.name.replace("000001", "000002"))
    torn.write_bytes(path.read_bytes()[:length])
    write(shelf_of(tmp_path), 1, 2)
    assert ids(tmp_path) == ["check-0", "check-1", "check-2"]
    assert findings(tmp_path) == []


def test_a_stream_that_was_changed_is_left_as_it_is_and_a_new_one_begins(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(shelf_of(tmp_path), 3)
    (path,) = segments_of(tmp_path)
    changed = path.read_bytes().replace(b"check-1", b"check-9")
    path.write_bytes(changed)
    write(shelf_of(tmp_path), 1, 3)
    assert path.read_bytes() == changed
    assert len(streams_of(tmp_path)) == 2
    (said,) = (each for each in caplog.records if each.levelno == logging.CRITICAL)
    assert "edited or forged" in said.getMessage()
    (found,) = findings(tmp_path)
    assert f"{path.name}:3: edited or forged" in found


def test_a_stream_whose_first_line_was_changed_is_left_too(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(shelf_of(tmp_path), 1)
    (path,) = segments_of(tmp_path)
    path.write_bytes(b"{}" + path.read_bytes())
    write(shelf_of(tmp_path), 1)
    assert "its first line was changed" in caplog.text
    assert len(streams_of(tmp_path)) == 2


def test_a_stream_that_was_cut_is_left_as_it_is_and_a_new_one_begins(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(shelf_of(tmp_path), 3)
    (path,) = segments_of(tmp_path)
    cut = b"".join(path.read_bytes().splitlines(keepends=True)[:-1])
    path.write_bytes(cut)
    write(shelf_of(tmp_path), 1, 3)
    assert "ends before its last checkpoint" in caplog.text
    assert path.read_bytes() == cut
    assert len(streams_of(tmp_path)) == 2
    assert len(findings(tmp_path)) == 2  # by its own checkpoint, and by what the other stream saw


def test_a_stream_of_another_key_is_left_as_it_is(tmp_path: Path) -> None:
    write(shelf_of(tmp_path), 1)
    stream = stream_in(shelf_of(tmp_path), OTHER_KEY)
    stream.write([decision(1)])
    stream.close()
    assert len(streams_of(tmp_path)) == 2


def test_a_stream_that_somebody_writes_is_left_to_them(tmp_path: Path) -> None:
    write(shelf_of(tmp_path), 1)
    with_it = stream_in(shelf_of(tmp_path))
    with_it.write([])
    write(shelf_of(tmp_path), 1)
    with_it.close()
    assert len(streams_of(tmp_path)) == 2
    assert findings(tmp_path) == []


def test_segments_that_were_moved_away_are_missed_unless_that_is_said(tmp_path: Path) -> None:
    for start in (0, 3, 6):
        write(shelf_of(tmp_path), 3, start)
    segments_of(tmp_path)[0].unlink()
    (found,) = findings(tmp_path)
    assert "records 1 to 4 are missing before record 5" in found
    assert findings(tmp_path, archived=True) == []
