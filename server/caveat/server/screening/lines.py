"""The lines of an NDJSON file, without ever holding more than one of them."""

import gzip
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO, NamedTuple, Protocol

from caveat.server.http.body import MOST_BYTES
from caveat.source.errors import SettingsError

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_AT_ONCE = 1 << 20
_DAMAGED = (OSError, EOFError, zlib.error)


class Line(NamedTuple):
    """A line, its number from one, and its text; ``None`` where that is too long to be read."""

    number: int
    text: bytes | None

    @property
    def size(self) -> int:
        """The bytes that the line costs in memory."""
        return len(self.text or b"")


class Mark(NamedTuple):
    """How far an input was read: bytes or patients, lines, and the digest of all before."""

    done: int = 0
    line: int = 0
    digest: str = ""


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...
    def readline(self, size: int, /) -> bytes: ...


class Tape:
    """Reads a stream line by line, and knows how far it is."""

    def __init__(self, name: str, stream: _Readable, file: IO[bytes]) -> None:
        self.name = name
        self._stream = stream
        self._file = file
        self._digest = sha256()
        self._done = 0
        self._line = 0

    @property
    def mark(self) -> Mark:
        """How far the tape is, in bytes as they are unpacked."""
        return Mark(self._done, self._line, self._digest.hexdigest())

    @property
    def spent(self) -> int:
        """How far the tape is, in bytes of the file as it lies there."""
        return self._file.tell() if self._file.seekable() else self._done

    def lines(self) -> Iterator[Line]:
        """Give every line that is not blank; ``SettingsError`` where the file is damaged."""
        while raw := self._read(MOST_BYTES + 1):
            self._line += 1
            if len(raw) > MOST_BYTES and not raw.endswith(b"\n"):
                self._pass_rest()
                yield Line(self._line, None)
            elif text := self._text(raw):
                yield Line(self._line, text)

    def go_to(self, mark: Mark) -> None:
        """Read again what an earlier run has read; ``SettingsError`` if it is not the same."""
        while self._done < mark.done and self._pass_some(mark.done - self._done):
            pass
        self._line = mark.line
        if mark.done and self.mark != mark:
            raise SettingsError(f"{self.name} has changed since the run that is to be gone on with")

    def _pass_some(self, most: int) -> bytes:
        return self._noted(self._stream.read, min(most, _AT_ONCE))

    def _text(self, raw: bytes) -> bytes:
        return (raw.removeprefix(_BYTE_ORDER_MARK) if self._line == 1 else raw).strip()

    def _pass_rest(self) -> None:
        while (part := self._read(_AT_ONCE)) and not part.endswith(b"\n"):
            pass

    def _read(self, most: int) -> bytes:
        return self._noted(self._stream.readline, most)

    def _noted(self, read: Callable[[int], bytes], most: int) -> bytes:
        try:
            raw = read(most)
        except _DAMAGED as error:
            words = f"{self.name} is damaged after line {self._line} ({type(error).__name__})"
            raise SettingsError(words) from None
        self._digest.update(raw)
        self._done += len(raw)
        return raw


@contextmanager
def tape_of(path: Path, name: str) -> Generator[Tape]:
    """Open a file, unpacking one whose name ends in ``.gz``; ``SettingsError`` if it cannot be."""
    with _opened(path, name) as file:
        if path.suffix.lower() != ".gz":
            yield Tape(name, file, file)
            return
        with gzip.open(file) as stream:
            yield Tape(name, stream, file)


def _opened(path: Path, name: str) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        raise SettingsError(f"{name} cannot be read: {error.strerror}") from None
