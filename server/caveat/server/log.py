"""The log of the service: a line a call, many of them written at once."""

import logging
import os
import sys
from collections import Counter
from threading import Event, Lock, Thread
from time import sleep
from typing import TextIO

from caveat.server.formats import JsonFormat, TextFormat
from caveat.server.last_words import guard_last_words
from caveat.server.settings import LogFormat

_TOGETHER = 0.1
"""So many seconds of lines are written together; what is a warning or graver is written at once."""

GRAVE: Counter[str] = Counter()
"""How many warnings, and graver lines, this process has logged, by the name of their level."""


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
            GRAVE[record.levelname.lower()] += 1
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


def write_log(log_format: LogFormat = LogFormat.TEXT, *, by_process: bool = False) -> None:
    """Log to standard error; ``by_process`` puts the process's id into every line of text too.

    It tells what Caveat says, and of what libraries say only that they warn: the rest may hold
    what a patient takes.
    """
    root = logging.getLogger()
    if not root.handlers:
        handler = LineHandler(sys.stderr)
        handler.setFormatter(_formatter(log_format, by_process=by_process))
        root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("caveat").setLevel(logging.INFO)
    guard_last_words()
    _look_up_no_more()


def _formatter(log_format: LogFormat, *, by_process: bool) -> logging.Formatter:
    if log_format is LogFormat.JSON:
        return JsonFormat(os.getpid())
    return TextFormat(os.getpid() if by_process else None)


def _look_up_no_more() -> None:
    """Leave out what no line shows, as logging's own how-to advises for speed."""
    logging.logThreads = False
    logging.logProcesses = False
    logging.logMultiprocessing = False
    logging._srcfile = None  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - the how-to's way
