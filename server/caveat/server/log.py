"""The log of the service: a line a call, many of them written at once."""

import logging
import sys
from functools import lru_cache
from threading import Event, Lock, Thread
from time import localtime, sleep, strftime
from typing import TextIO

_LINE = "%(asctime)s %(levelname)s %(message)s"
_LINE_OF_A_WORKER = "%(asctime)s %(process)d %(levelname)s %(message)s"

_TOGETHER = 0.1
"""So many seconds of lines are written together; what is a warning or graver is written at once."""


class LineHandler(logging.Handler):
    """Writes lines to a stream in batches: a line by itself costs as much as a check."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream
        self._waiting: list[logging.LogRecord] = []
        self._is_waiting = Event()
        self._writing = Lock()
        Thread(target=self._write_forever, name="log", daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        """Take a line."""
        self._waiting.append(record)
        if record.levelno >= logging.WARNING:
            self.flush()
        elif not self._is_waiting.is_set():
            self._is_waiting.set()

    def flush(self) -> None:
        """Write all lines that wait."""
        with self._writing:
            waiting, self._waiting = self._waiting, []
            if waiting:
                self._stream.write("".join(f"{self.format(record)}\n" for record in waiting))
                self._stream.flush()

    def _write_forever(self) -> None:
        while self._is_waiting.wait():
            sleep(_TOGETHER)
            self._is_waiting.clear()
            self.flush()


class _Formatter(logging.Formatter):
    """Writes a time as ``logging`` does, but for the part that many lines share."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's name
        return f"{_second(int(record.created))},{record.msecs:03.0f}"


@lru_cache(8)
def _second(seconds: int) -> str:
    return strftime("%Y-%m-%d %H:%M:%S", localtime(seconds))


def write_log(*, by_process: bool = False) -> None:
    """Log to standard error; ``by_process`` puts the process's id into every line.

    It tells what Caveat says, and of what libraries say only what they warn of: the rest may hold
    what a patient takes.
    """
    root = logging.getLogger()
    if not root.handlers:
        handler = LineHandler(sys.stderr)
        handler.setFormatter(_Formatter(_LINE_OF_A_WORKER if by_process else _LINE))
        root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("caveat").setLevel(logging.INFO)
    _look_up_no_more(by_process=by_process)


def _look_up_no_more(*, by_process: bool) -> None:
    """Leave out what no line shows, as logging's own how-to advises for speed."""
    logging.logThreads = False
    logging.logProcesses = by_process
    logging.logMultiprocessing = False
    logging._srcfile = None  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - the how-to's way
