"""The alarm of a log that fails."""

import logging

import pytest

from caveat.server.recording.alarm import REMINDED, Alarm


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        """Give the seconds."""
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def alarm(clock: Clock, caplog: pytest.LogCaptureFixture) -> Alarm:
    caplog.set_level(logging.ERROR)
    return Alarm(clock)


def test_a_log_that_works_is_not_spoken_of(alarm: Alarm, caplog: pytest.LogCaptureFixture) -> None:
    alarm.worked()
    assert caplog.messages == []


def test_a_failure_is_told_at_once_and_then_once_a_minute(
    alarm: Alarm, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(1000):
        alarm.failed("No space left on device")
    clock.seconds += REMINDED
    alarm.failed("No space left on device")
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
    assert "No space left on device" in caplog.messages[0]
    assert "1001" in caplog.messages[1]


def test_its_end_is_told_once(alarm: Alarm, caplog: pytest.LogCaptureFixture) -> None:
    alarm.failed("")
    alarm.failed("")
    alarm.worked()
    alarm.worked()
    assert len(caplog.messages) == 2
    assert caplog.messages[-1] == "entries are recorded again; not recorded: 2"


def test_a_log_that_comes_and_goes_does_not_fill_the_lines(
    alarm: Alarm, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(1000):
        alarm.failed("")
        alarm.worked()
    assert len(caplog.messages) == 2
