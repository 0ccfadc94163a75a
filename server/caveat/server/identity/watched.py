"""A file that is read again whenever it changes."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from caveat.source.errors import SettingsError

_Content = TypeVar("_Content")

_logger = logging.getLogger(__name__)


class Watched(Generic[_Content]):
    """What a file says; what it said before outlives a file that is broken later.

    ``read`` gets the file's bytes and its name, and raises ``SettingsError`` where they cannot be
    used; from the start, so does this. ``generation`` counts what the file has said.
    """

    def __init__(self, path: Path, read: Callable[[bytes, str], _Content]) -> None:
        self._path = path
        self._read = read
        self._state = _state(path)
        self._raw = _bytes(path)
        self._complaint = ""
        self.content = read(self._raw, str(path))
        self.generation = 1

    def refresh(self) -> None:
        """Read the file if it changed."""
        state = _state(self._path)
        if state != self._state:
            self._state = state
            self.reload()

    def reload(self) -> None:
        """Read the file."""
        complaint = ""
        try:
            self._take(_bytes(self._path))
        except SettingsError as error:
            complaint = str(error)
        if complaint not in {"", self._complaint}:
            _logger.error("%s; what was read before stays in use", complaint)
        self._complaint = complaint

    def _take(self, raw: bytes) -> None:
        if raw != self._raw:
            self.content = self._read(raw, str(self._path))
            self._raw = raw
            self.generation += 1


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SettingsError(f"cannot read {path}: {error.strerror}") from None


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
