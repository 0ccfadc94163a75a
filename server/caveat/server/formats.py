"""How a line of the log is written: as text, or as JSON of nothing but the fields below.

What a library says may quote a patient: of its lines only the level and the name are written, the
kind of error with the places that it came through, and its words where they are known beforehand.
"""

import logging
from functools import lru_cache
from time import gmtime, localtime, strftime

import msgspec

from caveat.server.cause import cause_of
from caveat.server.lines import CallLine, FaultLine

_OURS = "caveat"
_WITHHELD = "words of a library, which could quote a patient, are not written"
_KNOWN_WORDS = frozenset(
    (
        "ASGI callable returned without completing response.",
        "ASGI callable returned without starting response.",
        "Cancel %s running task(s), timeout graceful shutdown exceeded",
        "Exception in ASGI application",
        "Invalid HTTP request received.",
        "Unsupported upgrade request.",
    )
)
"""What the libraries say that is the same for every patient."""


class Line(msgspec.Struct, omit_defaults=True):
    """All that a line of JSON can hold; ``time`` is UTC, as RFC 3339 with milliseconds."""

    time: str
    level: str
    logger: str
    pid: int
    message: str = ""
    call: str = ""
    request: str = ""
    method: str = ""
    status: str = ""
    milliseconds: float | None = None
    caller: str = ""


class JsonFormat(logging.Formatter):
    """Writes each line as one JSON object."""

    def __init__(self, pid: int) -> None:
        super().__init__()
        self._pid = pid
        self._encode = msgspec.json.Encoder().encode

    def format(self, record: logging.LogRecord) -> str:
        """Write the fields of ``Line`` that the record has."""
        time = f"{_utc_second(int(record.created))}.{record.msecs:03.0f}Z"
        line = Line(time, record.levelname.lower(), record.name, self._pid)
        if record.args or not isinstance(record.msg, (CallLine, FaultLine)):
            line.message = words_of(record)
        else:
            _fill(line, record.msg)
        return self._encode(line).decode()


class TextFormat(logging.Formatter):
    """Writes the time, the process where there are several, the level and the words."""

    def __init__(self, pid: int | None = None) -> None:
        super().__init__()
        self._by = f" {pid}" if pid else ""

    def format(self, record: logging.LogRecord) -> str:
        """Write a line."""
        time = f"{_second(int(record.created))},{record.msecs:03.0f}"
        return f"{time}{self._by} {record.levelname} {words_of(record)}"


def words_of(record: logging.LogRecord) -> str:
    """Give what a line says; of an exception its kind and its way, never its words."""
    error = record.exc_info[1] if record.exc_info else None
    words = _own_words(record) if _is_ours(record.name) else _words_of_library(record)
    return f"{words}: {cause_of(error)}" if error else words


def _fill(line: Line, said: CallLine | FaultLine) -> None:
    line.call = said.call
    if isinstance(said, FaultLine):
        line.message = str(said)
        return
    line.request, line.caller = said.request, said.caller
    line.method, line.status = said.method, said.status
    line.milliseconds = round(said.milliseconds, 3)


def _is_ours(logger: str) -> bool:
    return logger == _OURS or logger.startswith(f"{_OURS}.")


def _own_words(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception as error:  # noqa: BLE001  a wrong line is no reason to lose the others
        return f"a line that cannot be written: {cause_of(error)}"


def _words_of_library(record: logging.LogRecord) -> str:
    words = str(record.msg).strip()
    return f"{record.name}: {words if words in _KNOWN_WORDS else _WITHHELD}"


@lru_cache(8)
def _second(seconds: int) -> str:
    return strftime("%Y-%m-%d %H:%M:%S", localtime(seconds))


@lru_cache(8)
def _utc_second(seconds: int) -> str:
    return strftime("%Y-%m-%dT%H:%M:%S", gmtime(seconds))
