"""How lines of the log are written."""

import json
import logging
from collections.abc import Mapping
from types import TracebackType

import pytest

from caveat.server.formats import JsonFormat, TextFormat, words_of
from caveat.server.last_words import refuse_traces
from caveat.server.lines import CallLine, FaultLine
from caveat.source.errors import SettingsError

OURS = "caveat.server.calls"
CANARY = "ZZCANARY"
CALL = CallLine("/caveat.v1.CheckerService/Check", "OK", 1.23456, "abc", "a-request", "ehr")


def record(
    logger: str, said: object, *arguments: object, failed: bool = False
) -> logging.LogRecord:
    made = logging.LogRecord(
        logger, logging.ERROR, "", 0, said, arguments, error() if failed else None
    )
    made.created, made.msecs = 1764178123.0, 42.0
    return made


def error() -> tuple[type[BaseException], BaseException, TracebackType]:
    with pytest.raises(ValueError, match=CANARY) as caught:
        raise ValueError(CANARY)
    return caught.type, caught.value, caught.tb


def fields(of: logging.LogRecord) -> Mapping[str, object]:
    written: dict[str, object] = json.loads(JsonFormat(7).format(of))
    return written


def test_a_call_is_one_object_of_its_parts() -> None:
    assert fields(record(OURS, CALL)) == {
        "time": "2025-11-26T17:28:43.042Z",
        "level": "error",
        "logger": OURS,
        "pid": 7,
        "call": "abc",
        "request": "a-request",
        "method": "/caveat.v1.CheckerService/Check",
        "status": "OK",
        "milliseconds": 1.235,
        "caller": "ehr",
    }


def test_a_fault_is_joined_to_its_call() -> None:
    written = fields(record(OURS, FaultLine("abc", "KeyError at x.py:1 f")))

    assert written["call"] == "abc"
    assert written["message"] == "call abc failed: KeyError at x.py:1 f"


def test_a_call_as_text_ends_with_its_ids() -> None:
    line = TextFormat(7).format(record(OURS, CALL))

    words = " 7 ERROR /caveat.v1.CheckerService/Check OK 1.2 ms abc for a-request by ehr"
    assert line.endswith(words)
    assert str(CALL._replace(request="", caller="")).endswith("OK 1.2 ms abc")


def test_our_own_words_are_written_with_their_arguments() -> None:
    assert words_of(record(OURS, "read %d rules", 3)) == "read 3 rules"


@pytest.mark.parametrize(
    ("said", "arguments"),
    [(f"about {CANARY}", ()), ("about %s", (CANARY,)), (f"{CANARY} %d", (1,))],
)
def test_what_a_library_says_is_not_written(said: str, arguments: tuple[object, ...]) -> None:
    words = words_of(record("library", said, *arguments, failed=True))

    assert CANARY not in words
    assert words.startswith("library: ")
    assert "ValueError at test_formats.py" in words


def test_what_a_library_says_of_every_patient_is_written() -> None:
    words = words_of(record("uvicorn.error", "Invalid HTTP request received."))

    assert words == "uvicorn.error: Invalid HTTP request received."


def test_a_line_that_cannot_be_put_together_is_said_without_its_words() -> None:
    words = words_of(record(OURS, "%d", CANARY))

    assert words.startswith("a line that cannot be written: TypeError at ")
    assert CANARY not in words


def test_an_exception_of_ours_is_named_and_not_quoted() -> None:
    line = TextFormat().format(record(OURS, "it failed", failed=True))

    assert "it failed: ValueError at test_formats.py" in line
    assert CANARY not in line


def test_grpc_may_not_print_what_callers_send() -> None:
    with pytest.raises(SettingsError, match="GRPC_TRACE"):
        refuse_traces({"GRPC_TRACE": "all"})
    refuse_traces({"GRPC_VERBOSITY": "debug"})
