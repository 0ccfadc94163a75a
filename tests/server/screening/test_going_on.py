"""Runs that were stopped, and gone on with."""

import sys

import pytest

from caveat.server.screening.screening import screen
from caveat.source.errors import SettingsError
from tests.rules.small_packs import rule, write_pack
from tests.server.screening.panels import (
    OPIOID,
    PSYCHOSIS,
    Desk,
    Watching,
    many,
    patient,
    write_panel,
)

_COUNT = 300
_CHUNK = 64


@pytest.fixture
def stopped(desk: Desk) -> Desk:
    """Give a desk whose run was killed in the middle."""
    write_panel(desk.panel, [*many(_COUNT), "broken"])
    desk.kill(after=3)
    return desk


def uninterrupted(desk: Desk) -> bytes:
    """Give what a run writes that nobody interrupts."""
    out = desk.folder / "whole.ndjson"
    desk.run(out=out)
    return out.read_bytes()


@pytest.mark.parametrize("processes", [1, 2])
def test_a_killed_run_that_is_gone_on_with_writes_what_an_uninterrupted_one_writes(
    desk: Desk, processes: int
) -> None:
    write_panel(desk.panel, [*many(_COUNT), "broken"])
    desk.kill(2, processes)
    assert len(desk.answers()) == 2 * _CHUNK
    summary = desk.run(processes=processes)
    assert desk.watching.earlier == summary.tally.patients - summary.checked == 2 * _CHUNK
    assert desk.out.read_bytes() == uninterrupted(desk)
    assert summary.tally == desk.run(restart=True).tally


def test_a_packed_panel_can_be_gone_on_with(desk: Desk) -> None:
    desk.panel = desk.folder / "panel.ndjson.gz"
    write_panel(desk.panel, many(_COUNT))
    desk.kill(after=2)
    desk.run()
    assert desk.watching.earlier == 2 * _CHUNK
    assert desk.out.read_bytes() == uninterrupted(desk)


def test_a_line_that_was_torn_is_written_anew(stopped: Desk) -> None:
    with stopped.out.open("ab") as file:
        file.write(b'{"id":"p-192","line":193,"outc')
    stopped.run()
    assert stopped.out.read_bytes() == uninterrupted(stopped)


def test_nothing_but_the_output_stays_of_a_run_that_ended(stopped: Desk) -> None:
    assert (stopped.folder / "alerts.ndjson.progress").exists()
    stopped.run()
    names = {path.name for path in stopped.folder.iterdir()}
    assert names == {"alerts.ndjson", "pack", "panel.ndjson"}


def test_a_panel_that_was_changed_is_refused(stopped: Desk) -> None:
    raw = stopped.panel.read_bytes()
    stopped.panel.write_bytes(raw.replace(b"p-7", b"p-8", 1))
    before = stopped.out.read_bytes()
    with pytest.raises(SettingsError, match=r"panel\.ndjson has changed"):
        stopped.run()
    assert stopped.out.read_bytes() == before


def test_a_panel_of_another_size_is_refused(stopped: Desk) -> None:
    with stopped.panel.open("a") as file:
        file.write("{}\n")
    with pytest.raises(SettingsError, match=r"another input.*--restart"):
        stopped.run()


def test_packs_that_were_changed_are_refused(stopped: Desk) -> None:
    write_pack(stopped.pack, OPIOID, PSYCHOSIS, rule("more", "about: ketamine"))
    with pytest.raises(SettingsError, match=r"another pack small.*--restart"):
        stopped.run()


def test_reports_in_full_do_not_go_on_where_brief_ones_stopped(stopped: Desk) -> None:
    with pytest.raises(SettingsError, match="another --full"):
        stopped.run(full=True)


def test_an_output_that_was_shortened_is_refused(stopped: Desk) -> None:
    stopped.out.write_bytes(stopped.out.read_bytes()[:-1])
    with pytest.raises(SettingsError, match="is shorter"):
        stopped.run()


def test_a_progress_that_cannot_be_read_is_refused(stopped: Desk) -> None:
    (stopped.folder / "alerts.ndjson.progress").write_text("{}")
    with pytest.raises(SettingsError, match="cannot be read: begin anew with --restart"):
        stopped.run()


def test_a_restart_takes_what_was_changed(stopped: Desk) -> None:
    write_panel(stopped.panel, [patient(1)])
    stopped.run(restart=True)
    assert [each["id"] for each in stopped.answers()] == ["p-1"]


def test_an_output_that_is_no_unfinished_one_is_refused_and_left_alone(desk: Desk) -> None:
    write_panel(desk.panel, many(3))
    desk.run()
    before = desk.out.read_bytes()
    with pytest.raises(SettingsError, match="is there already: --restart"):
        desk.run()
    assert desk.out.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such lock")
def test_a_second_run_on_the_same_output_is_refused(desk: Desk) -> None:
    write_panel(desk.panel, many(_COUNT))
    refused: list[str] = []

    class Second(Watching):
        def reach(self, done: int) -> None:
            with pytest.raises(SettingsError) as caught:
                desk.run(restart=True)
            refused.append(str(caught.value))

    screen(desk.order(), Second())
    assert refused
    assert set(refused) == {f"another run is writing {desk.out}"}
    assert len(desk.answers()) == _COUNT
