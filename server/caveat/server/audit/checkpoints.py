"""Checkpoints: how far a stream went, noted apart from it, so that a cut end is seen."""

import errno
import hmac
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from caveat.server.audit.chain import Head
from caveat.server.audit.disk import Disk

SUFFIX = ".checkpoints"
_LABEL = b"checkpoint\0"
_END = 16_384
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_APPEND


class Checkpoint(Struct, frozen=True):
    """At this time, the record ``seq`` of the stream was the last, and ``hash`` that of its line.

    ``mac`` is a keyed digest of the rest.
    """

    stream: str
    seq: int
    hash: str
    at: str
    mac: str = ""

    def signed(self, key: bytes) -> "Checkpoint":
        """Give the same with its MAC."""
        return msgspec.structs.replace(self, mac=self._mac(key))

    def is_genuine(self, key: bytes) -> bool:
        """Say whether one who has the key wrote it."""
        return hmac.compare_digest(self.mac.encode(), self._mac(key).encode())

    @property
    def head(self) -> Head:
        """The last record."""
        return Head(self.seq, self.hash)

    def _mac(self, key: bytes) -> str:
        said = msgspec.json.encode((self.stream, self.seq, self.hash, self.at))
        return hmac.digest(key, _LABEL + said, "sha256").hex()


def add_checkpoint(folder: Path, checkpoint: Checkpoint, disk: Disk) -> None:
    """Add a line to the checkpoints of a stream; ``OSError`` where it is not surely kept.

    It begins with a line feed, so that half a line before it spoils itself alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = os.open(path_of(folder, checkpoint.stream), _FLAGS, 0o600)
    try:
        line = b"\n%b\n" % msgspec.json.encode(checkpoint)
        if disk.write(file, memoryview(line)) < len(line):
            raise OSError(errno.ENOSPC, "half a line")
        disk.sync(file)
    finally:
        os.close(file)


def path_of(folder: Path, stream: str) -> Path:
    """Give the path of the checkpoints of a stream."""
    return folder / f"{stream}{SUFFIX}"


def read_checkpoints(path: Path, length: int) -> Iterator[Checkpoint]:
    """Give the checkpoints in so many bytes of a file, without half a line that a crash left."""
    with path.open("rb") as file:
        while file.tell() < length and (line := file.readline(_END)):
            if checkpoint := _read(line):
                yield checkpoint


def last_checkpoint(path: Path, key: bytes) -> Checkpoint | None:
    """Give the last genuine checkpoint near the end of a file, if there is such a file."""
    if not path.exists():
        return None
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _END))
        lines = file.read().splitlines()
    read = filter(None, map(_read, lines))
    return max((each for each in read if each.is_genuine(key)), key=_seq, default=None)


def _read(line: bytes) -> Checkpoint | None:
    try:
        return msgspec.json.decode(line, type=Checkpoint)
    except msgspec.MsgspecError:
        return None


def _seq(checkpoint: Checkpoint) -> int:
    return checkpoint.seq
