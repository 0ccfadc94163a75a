"""The log: many lines at once, and grave ones at once."""

import io
import logging
from collections.abc import Iterator
from threading import Event

import pytest

from caveat.server.log import LineHandler


class Watched(io.StringIO):
    """A stream that says when something was written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = Event()
        self.writes = 0

    def flush(self) -> None:
        """Note a write."""
        self.writes += 1
        self.written.set()


@pytest.fixture
def stream() -> Watched:
    return Watched()


@pytest.fixture
def logger(stream: Watched) -> Iterator[logging.Logger]:
    logger, handler = logging.getLogger("tests.lines"), LineHandler(stream)
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield logger
    logger.removeHandler(handler)


def test_lines_that_come_together_are_written_together(
    logger: logging.Logger, stream: Watched
) -> None:
    for number in range(3):
        logger.info("line %d", number)

    assert stream.written.wait(10)
    assert (stream.getvalue(), stream.writes) == ("line 0\nline 1\nline 2\n", 1)


def test_a_warning_is_written_at_once_after_what_came_before(
    logger: logging.Logger, stream: Watched
) -> None:
    logger.info("first")
    logger.warning("second")

    assert stream.getvalue() == "first\nsecond\n"


def test_what_waits_is_written_at_the_end(logger: logging.Logger, stream: Watched) -> None:
    logger.info("last words")

    logger.handlers[0].flush()

    assert stream.getvalue() == "last words\n"
