"""The stream of one process in files: segment after segment, one chain."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from caveat.server.audit.chain import Chain, Kept, Opened
from caveat.server.audit.clock import Moment, moment, utc_now
from caveat.server.audit.disk import DISK, Disk, reason_of
from caveat.server.audit.key import Key
from caveat.server.audit.lock import Lock
from caveat.server.audit.names import segment_path
from caveat.server.audit.noting import Notes
from caveat.server.audit.segment import Segment
from caveat.server.audit.stream import NotWrittenError
from caveat.server.audit.tail import Tail


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where files go: their folder, that of the checkpoints, and how large a segment may become."""

    folder: Path
    checkpoints: Path
    most_bytes: int = 64 << 20
    disk: Disk = DISK
    now: Callable[[], datetime] = utc_now


class Own(NamedTuple):
    """A stream that this process has for itself: where it ends, and what was seen beside it."""

    stream: str
    lock: Lock
    tail: Tail
    beside: tuple[tuple[str, int, str], ...]


class FileStream:
    """Writes records to the files of a stream whose lock it has.

    After a failure nothing more is written to that file: a new segment says how much of it counts.
    """

    def __init__(self, shelf: Shelf, key: Key, own: Own) -> None:
        self._shelf = shelf
        self._key = key
        self._stream = own.stream
        self._chain = Chain(key.chain, own.stream)
        self._lock = own.lock
        self._tail = own.tail
        self._beside = own.beside
        self._number = own.tail.number
        self._notes = Notes(shelf.checkpoints, key.chain, shelf.disk)
        self._segment: Segment | None = None
        self._day = ""

    def write(self, entries: Sequence[Kept]) -> None:
        """Have the entries on the disk when this returns."""
        now = self._moment()
        try:
            self._turn_over(now)
            if self._segment is None:
                self._segment = self._new_segment(now)
                entries = (self._opened(), *entries)
            if entries:
                self._append(self._segment, entries, now)
        except OSError as error:
            self._leave()
            raise NotWrittenError(reason_of(error)) from None

    def checkpoint(self) -> None:
        """Note the last record apart from the stream, if there is a new one."""
        try:
            self._notes.note(self._stream, self._tail.head, self._moment().wall)
        except OSError as error:
            raise NotWrittenError(reason_of(error)) from None

    def close(self) -> None:
        """Close the segment, and let another process have the stream."""
        self._leave()
        self._lock.release()
        self._notes.tell(self._stream, self._tail.head)

    def _moment(self) -> Moment:
        return moment(self._shelf.now())

    def _turn_over(self, now: Moment) -> None:
        """End a segment that is full, or of another day."""
        if self._segment is None:
            return
        if self._segment.length >= self._shelf.most_bytes or not now.wall.startswith(self._day):
            self._leave()
            with suppress(NotWrittenError):  # it will be tried again, and said then
                self.checkpoint()
            self._notes.tell(self._stream, self._tail.head)

    def _new_segment(self, now: Moment) -> Segment:
        self._number += 1
        self._day = now.wall.partition("T")[0]
        path = segment_path(self._shelf.folder, self._stream, self._number)
        return Segment(path, self._shelf.disk)

    def _opened(self) -> Opened:
        before, length, _ = self._tail
        place = (self._stream, self._number, before, length)
        return Opened(*place, key=self._key.id, beside=self._beside)

    def _append(self, segment: Segment, entries: Sequence[Kept], now: Moment) -> None:
        """Write entries; the head moves once they are on the disk."""
        lines, head = self._chain.extend(self._tail.head, entries, now)
        segment.append(b"".join(lines))
        self._tail = Tail(self._number, segment.length, head)

    def _leave(self) -> None:
        if self._segment is not None:
            self._segment.close()
            self._segment = None
