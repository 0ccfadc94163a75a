"""The decision log in PostgreSQL, to be read."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from caveat.server.audit.chain import Opened, record_of
from caveat.server.audit.checkpoints import SUFFIX, Checkpoint, path_of, read_checkpoints
from caveat.server.audit.database.engine import reason_of
from caveat.server.audit.database.heads import streams
from caveat.server.audit.database.table import DECISION_LOG
from caveat.server.audit.reading import Line, Remark
from caveat.source.errors import SettingsError, UnavailableError

_AT_ONCE = 5000
_TABLE = DECISION_LOG.c


class DatabaseReader:
    """Reads the table, with the checkpoints in a folder.

    ``UnavailableError`` where the database does not work, ``SettingsError`` where it has no table.
    """

    def __init__(self, engine: Engine, checkpoint_to: Path | None = None) -> None:
        self._engine = engine
        self._folder = checkpoint_to
        paths = checkpoint_to.glob(f"*{SUFFIX}") if checkpoint_to else ()
        self._noted = {path: path.stat().st_size for path in paths}
        with self._reading() as connection:
            if not inspect(connection).has_table(DECISION_LOG.name):
                raise SettingsError("no decision log was ever kept in this database")
            self._streams = streams(connection)

    def streams(self) -> list[str]:
        """Name the streams, oldest first."""
        noted = {path.name.removesuffix(SUFFIX) for path in self._noted}
        return sorted(noted.union(self._streams))

    def checkpoints(self, stream: str) -> Iterator[Checkpoint]:
        """Give the checkpoints of a stream."""
        if self._folder and (path := path_of(self._folder, stream)) in self._noted:
            yield from read_checkpoints(path, self._noted[path])

    def lines(self, stream: str) -> Iterator[Line | Remark]:
        """Give the lines of a stream."""
        read = 0
        while rows := self._rows(stream, read):
            for read, line in rows:
                yield Line(f"{stream}, row {read}", line)

    def _rows(self, stream: str, after: int) -> Sequence[tuple[int, bytes]]:
        """Read some rows at a time, so that many streams are read beside one another."""
        theirs = (_TABLE.stream == stream, _TABLE.seq > after)
        rows = select(_TABLE.seq, _TABLE.line).where(*theirs).order_by(_TABLE.seq).limit(_AT_ONCE)
        with self._reading() as connection:
            return [(row.seq, row.line) for row in connection.execute(rows)]

    def seen_beside(self) -> Iterable[tuple[str, int]]:
        """Give what the first records say of other streams."""
        first = select(_TABLE.line).where(_TABLE.stream.in_(self._streams), _TABLE.seq == 1)
        with self._reading() as connection:
            lines = list(connection.scalars(first))
        for record in filter(None, map(record_of, lines)):
            if isinstance(record.entry, Opened):
                yield from ((stream, seq) for stream, seq, _ in record.entry.beside)

    @contextmanager
    def _reading(self) -> Generator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise UnavailableError(f"the decision log: {reason_of(error)}") from None
