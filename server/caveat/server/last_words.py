"""What Python writes to standard error by itself, put into the log without its words.

An exception that nobody catches, in a thread or in a destructor, and a warning could quote the
patient whom they are about.
"""

import logging
import os
import sys
import threading
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from caveat.server.cause import cause_of
from caveat.source.errors import SettingsError

_logger = logging.getLogger(__name__)


def guard_last_words() -> None:
    """Have uncaught exceptions and warnings logged by their kind and place alone."""
    threading.excepthook = _of_thread
    sys.unraisablehook = _of_destructor
    warnings.showwarning = _of_warning
    logging.raiseExceptions = False


def refuse_traces(environment: Mapping[str, str] = os.environ) -> None:
    """Raise ``SettingsError`` where gRPC is told to print what callers send, tokens too."""
    if environment.get("GRPC_TRACE", "none").strip().lower() not in {"", "none"}:
        raise SettingsError("GRPC_TRACE has gRPC print what callers send: unset it")


def _of_thread(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None and not isinstance(ended.exc_value, SystemExit):
        _logger.error("a thread ended by %s", cause_of(ended.exc_value))


def _of_destructor(ended: "sys.UnraisableHookArgs") -> None:
    if ended.exc_value is not None:
        _logger.error("nobody could be told of %s", cause_of(ended.exc_value))


def _of_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    del message, file, line  # they quote
    _logger.warning("%s at %s:%d", category.__name__, Path(filename).name, lineno)
