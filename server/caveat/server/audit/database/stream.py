"""The stream of one process in PostgreSQL: a transaction for all entries that wait."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from caveat.server.audit import disk
from caveat.server.audit.chain import Chain, Head, Kept, Opened
from caveat.server.audit.clock import moment, utc_now
from caveat.server.audit.database.engine import reason_of
from caveat.server.audit.database.heads import heads
from caveat.server.audit.database.revision import bring_up_to_date
from caveat.server.audit.key import Key
from caveat.server.audit.names import new_stream
from caveat.server.audit.noting import Notes
from caveat.server.audit.stream import NotWrittenError
from caveat.source.errors import SettingsError

_MOST_BESIDE = 100
_INSERT = text("""
INSERT INTO decision_log (stream, seq, line)
SELECT :stream, seq, line
FROM unnest(CAST(:seqs AS bigint[]), CAST(:lines AS bytea[])) AS record (seq, line)
""")


class DatabaseStream:
    """Writes records to the table; after a failure, which may have kept them, a new stream begins.

    The new stream says how far it knows the old one to go.
    """

    def __init__(
        self, engine: Engine, key: Key, notes: Notes, now: Callable[[], datetime] = utc_now
    ) -> None:
        self._engine = engine
        self._key = key
        self._notes = notes
        self._now = now
        self._before: tuple[tuple[str, int, str], ...] = ()
        self._stream = ""
        self._head = Head()
        self._begin_anew()

    def write(self, entries: Sequence[Kept]) -> None:
        """Have the entries committed when this returns."""
        try:
            self._write(entries)
        except (SQLAlchemyError, SettingsError) as error:
            self._begin_anew()
            raise NotWrittenError(reason_of(error)) from None

    def checkpoint(self) -> None:
        """Note the last record apart from the table."""
        try:
            self._notes.note(self._stream, self._head, moment(self._now()).wall)
        except OSError as error:
            raise NotWrittenError(disk.reason_of(error)) from None

    def close(self) -> None:
        """Close the connection."""
        self._notes.tell(self._stream, self._head)
        self._engine.dispose()

    def _begin_anew(self) -> None:
        if self._head.seq:
            self._before = ((self._stream, self._head.seq, self._head.hash),)
        self._stream = new_stream(self._now())
        self._chain = Chain(self._key.chain, self._stream)
        self._head = Head()

    def _write(self, entries: Sequence[Kept]) -> None:
        if not self._head.seq:
            bring_up_to_date(self._engine)
        with self._engine.begin() as connection:
            if not self._head.seq:
                entries = (self._opened(connection), *entries)
            head = self._insert(connection, entries)
        self._head = head

    def _insert(self, connection: Connection, entries: Sequence[Kept]) -> Head:
        lines, head = self._chain.extend(self._head, entries, moment(self._now()))
        if not lines:
            return head
        seqs = list(range(self._head.seq + 1, head.seq + 1))
        connection.execute(_INSERT, {"stream": self._stream, "seqs": seqs, "lines": lines})
        return head

    def _opened(self, connection: Connection) -> Opened:
        """Say what is known of other streams, and of our own before this one."""
        beside = (*self._before, *heads(connection, _MOST_BESIDE))
        return Opened(self._stream, 1, 0, 0, key=self._key.id, beside=beside)
