"""Reading a decision log, wherever it is kept: line by line, as it may be larger than memory."""

from collections.abc import Callable, Iterable, Iterator
from heapq import merge
from typing import NamedTuple, Protocol

from caveat.server.audit.chain import Record, record_of
from caveat.server.audit.checkpoints import Checkpoint


class Line(NamedTuple):
    """A line with its line feed, and where it stands, such as ``FILE:12``."""

    where: str
    text: bytes


class Remark(NamedTuple):
    """Something about a place in a log that is no record, and no harm."""

    where: str
    what: str


class Reader(Protocol):
    """A log to be read; who writes it may go on meanwhile."""

    def streams(self) -> list[str]:
        """Name all streams that are there, or of which there are checkpoints, oldest first."""
        ...

    def checkpoints(self, stream: str) -> Iterator[Checkpoint]:
        """Give the checkpoints of a stream that were there when the log was opened, in order."""
        ...

    def lines(self, stream: str) -> Iterator[Line | Remark]:
        """Give the lines of a stream that count, and remark on what does not."""
        ...

    def seen_beside(self) -> Iterable[tuple[str, int]]:
        """Give what streams say of one another: that this stream had a record of this number."""
        ...


def pass_over(_: str) -> None:
    """Say nothing of a line that is no record."""


def records(reader: Reader, unread: Callable[[str], None] = pass_over) -> Iterator[Record]:
    """Give all records in the order of their times, and the place of each line that is none.

    Nothing is verified: ``verifying`` does that.
    """
    return merge(*(_records(reader, stream, unread) for stream in reader.streams()), key=_wall)


def _records(reader: Reader, stream: str, unread: Callable[[str], None]) -> Iterator[Record]:
    for line in reader.lines(stream):
        if isinstance(line, Line):
            if record := record_of(line.text):
                yield record
            else:
                unread(line.where)


def _wall(record: Record) -> str:
    return record.wall
