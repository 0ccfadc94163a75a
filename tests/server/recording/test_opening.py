"""The log in files, joined to a service."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from threading import Event

import pytest

from caveat.client import Client
from caveat.rules import Checker
from caveat.server.app import recorder_for
from caveat.server.audit.chain import Kept
from caveat.server.audit.entries import Activation, Decision
from caveat.server.audit.journal import Journal
from caveat.server.audit.opening import open_reader
from caveat.server.audit.reading import records
from caveat.server.audit.stream import Limits, NotWrittenError
from caveat.server.recording.opening import open_recorder
from caveat.server.recording.recorder import Recorder
from caveat.server.settings import Audit, Settings
from caveat.source.errors import SettingsError
from caveat.v1.checker_pb2 import RECORD_STATE_NOT_RECORDED, RECORD_STATE_RECORDED
from tests.server.patients import ketamine_for, takes
from tests.server.recording.memory_log import KEY
from tests.server.running import running_at

REQUEST = ketamine_for(takes("prazosin"))


class StuckStream:
    """Hangs in the middle of every write, as a disk may, until a test lets it go on."""

    def __init__(self) -> None:
        self.goes_on = Event()

    def write(self, entries: Sequence[Kept]) -> None:
        """Wait."""
        if entries:
            self.goes_on.wait()

    def checkpoint(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class FullStream:
    """Cannot write until a test makes room."""

    def __init__(self) -> None:
        self.is_full = True
        self.written: list[str] = []
        self.has_written = Event()

    def write(self, entries: Sequence[Kept]) -> None:
        """Write, or raise."""
        if self.is_full:
            raise NotWrittenError("No space left on device")
        self.written += [entry.id for entry in entries if isinstance(entry, Decision)]
        self.has_written.set()

    def checkpoint(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


def test_a_service_writes_its_packs_and_checks_into_a_folder(
    checker: Checker, tmp_path: Path
) -> None:
    recorder = open_recorder(Audit(place=str(tmp_path)))
    with running_at(checker, recorder=recorder) as addresses, Client(addresses.grpc) as client:
        results = client.batch_check([REQUEST, REQUEST])

    first, *others = [record.entry for record in records(open_reader(str(tmp_path)))][1:]
    assert isinstance(first, Activation)
    assert [each.id for each in others if isinstance(each, Decision)] == [
        result.record.id for result in results
    ]


def test_without_settings_there_is_no_log() -> None:
    assert asyncio.run(recorder_for(Settings())) is None


def test_a_place_that_is_no_folder_stops_the_start(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.touch()

    with pytest.raises(SettingsError):
        asyncio.run(recorder_for(Settings(audit=Audit(place=str(place)))))


def test_a_disk_that_hangs_keeps_nobody_waiting_without_end(checker: Checker) -> None:
    stream = StuckStream()
    recorder = Recorder(Journal(stream, Limits(patience=0.05, farewell=0.05)), KEY)
    with running_at(checker, recorder=recorder) as addresses, Client(addresses.grpc) as client:
        results = [client.batch_check([REQUEST])[0] for _ in range(3)]
        stream.goes_on.set()

    assert [each.record.state for each in results] == [RECORD_STATE_NOT_RECORDED] * 3
    assert all(each.report.alerts for each in results)


def test_a_disk_that_was_full_is_an_alarm_at_its_beginning_and_its_end(
    checker: Checker, caplog: pytest.LogCaptureFixture
) -> None:
    stream = FullStream()
    journal = Journal(stream, Limits(retry=0.01, retry_at_most=0.01))
    with (
        running_at(checker, recorder=Recorder(journal, KEY)) as addresses,
        Client(addresses.grpc) as client,
    ):
        missed = client.check_recorded(REQUEST).record
        stream.is_full = False
        assert stream.has_written.wait(30)
        asked = (client.check_recorded(REQUEST).record for _ in range(1000))
        kept = next(record for record in asked if record.state == RECORD_STATE_RECORDED)

    assert missed.state == RECORD_STATE_NOT_RECORDED
    assert (stream.written[0], stream.written[-1]) == (missed.id, kept.id)
    alarms = [each.message for each in caplog.records if each.name.endswith("recording.alarm")]
    assert [message.partition(":")[0] for message in alarms] == [
        "entries NOT RECORDED so far",
        "entries are recorded again; not recorded",
    ]
