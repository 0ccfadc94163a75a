"""Whether a log is as it was written: every stream against its chain, its key, its checkpoints."""

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from caveat.server.audit.chain import Chain, Head, Opened, record_of
from caveat.server.audit.checkpoints import Checkpoint
from caveat.server.audit.following import Follower, which
from caveat.server.audit.key import Key
from caveat.server.audit.reading import Line, Reader, Remark


class Finding(NamedTuple):
    """A place where a log is not as it was written, such as ``FILE:12``, and how."""

    where: str
    what: str


class Verified(NamedTuple):
    """A stream that was gone through: its records, its last one, and its last checkpoint.

    The records after that checkpoint may be followed by others that are gone.
    """

    stream: str
    records: int
    last: int
    checkpoint: Checkpoint | None


Outcome: TypeAlias = Finding | Remark | Verified


def verify(reader: Reader, key: Key, *, archived: bool = False) -> Iterator[Outcome]:
    """Go through a log, and give what is found in the order in which it stands.

    Where segments were ``archived``, a stream may begin with any record.
    """
    seen: dict[str, int] = {}
    for stream, seq in tuple(reader.seen_beside()):
        seen[stream] = max(seq, seen.get(stream, 0))
    for stream in sorted({*reader.streams(), *seen}):
        walk = _Walk(reader, key, stream, None if archived else Head())
        yield from walk.outcomes()
        if walk.last < seen.get(stream, 0):
            yield Finding(stream, f"another stream saw its record {seen[stream]}, which is gone")


class _Walk:
    """Goes through one stream."""

    def __init__(self, reader: Reader, key: Key, stream: str, start: Head | None) -> None:
        self._reader = reader
        self._key = key.chain
        self._key_id = key.id
        self._stream = stream
        self._follower = Follower(Chain(key.chain, stream), start)
        self._checkpoint: Checkpoint | None = None
        self._records = 0

    @property
    def last(self) -> int:
        """The number of the last record that holds."""
        head = self._follower.head
        return head.seq if head else 0

    def outcomes(self) -> Iterator[Outcome]:
        checkpoints = self._reader.checkpoints(self._stream)
        due = next(checkpoints, None)
        for line in self._reader.lines(self._stream):
            if isinstance(line, Remark):
                yield line
                continue
            if not self._records and self._has_another_key(line):
                yield Finding(line.where, "written with another key: the stream cannot be verified")
                return
            yield from self._follow(line)
            while due and due.seq <= self.last:
                yield from self._hold(due, line)
                due = next(checkpoints, None)
        while due:
            yield from self._missed(due)
            due = next(checkpoints, None)
        yield from self._end()

    def _has_another_key(self, line: Line) -> bool:
        record = record_of(line.text)
        opened = record.entry if record else None
        return isinstance(opened, Opened) and opened.key != self._key_id

    def _follow(self, line: Line) -> Iterator[Finding]:
        self._records += 1
        for what in self._follower.follow(line.text):
            yield Finding(line.where, what)

    def _hold(self, checkpoint: Checkpoint, line: Line) -> Iterator[Finding]:
        """Hold a checkpoint against the record that was just read; a later one says it is gone."""
        if not checkpoint.is_genuine(self._key):
            yield self._forged(checkpoint)
            return
        self._checkpoint = checkpoint
        if checkpoint.seq == self.last and checkpoint.head != self._follower.head:
            yield Finding(line.where, f"record {self.last} is not that of its checkpoint")

    def _missed(self, checkpoint: Checkpoint) -> Iterator[Finding]:
        if checkpoint.is_genuine(self._key):
            self._checkpoint = checkpoint
        else:
            yield self._forged(checkpoint)

    def _forged(self, checkpoint: Checkpoint) -> Finding:
        return Finding(self._stream, f"the checkpoint of record {checkpoint.seq} is forged")

    def _end(self) -> Iterator[Outcome]:
        noted = self._checkpoint
        if noted and noted.seq > self.last:
            gone = f"{which(self.last + 1, noted.seq)} gone from the end"
            yield Finding(self._stream, f"{gone}: a checkpoint saw them at {noted.at}")
        yield Verified(self._stream, self._records, self.last, noted)
