"""One database behind a URL: SQLite or PostgreSQL."""

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from threading import Lock

from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError

from caveat.server.feedback.postgresql import postgresql_engine
from caveat.server.feedback.sqlite import sqlite_engine
from caveat.source.errors import SettingsError

_SQLITE = frozenset({"sqlite", "sqlite+pysqlite"})
_POSTGRESQL = frozenset({"postgresql", "postgresql+psycopg"})


class Database:
    """Connections to read and to write, and the name that errors call the database by."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self.name = name
        self.is_sqlite = engine.dialect.name == "sqlite"
        # SQLite polls for its turn to write, which starves some threads; a lock does not
        self._turn: AbstractContextManager[object] = Lock() if self.is_sqlite else nullcontext()

    @contextmanager
    def writing(self) -> Generator[Connection]:
        """Begin a transaction that writes: all of it is kept, or nothing."""
        with self._turn, self._engine.begin() as connection:
            if self.is_sqlite:  # to wait for the turn now, since a reader cannot turn writer
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """Connect to read."""
        with self._engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def connect(url: str, *, create: bool) -> Database:
    """Make ready what a URL names, a file too if need be; ``SettingsError`` quotes no password."""
    read = _read(url)
    if read.drivername in _SQLITE:
        return Database(sqlite_engine(read, create=create), f"the feedback in {read.database}")
    place = f"the feedback in PostgreSQL, database {read.database or ''!r}"
    return Database(postgresql_engine(read), place)


def _read(url: str) -> URL:
    try:
        read = make_url(url)
    except (ArgumentError, ValueError):
        raise SettingsError("the URL of the feedback store cannot be read") from None
    if read.drivername not in _SQLITE | _POSTGRESQL:
        raise SettingsError("the URL of the feedback store is to begin with sqlite: or postgresql:")
    if "@" in (read.host or ""):  # then the rest of a password stands in the host
        raise SettingsError("the URL of the feedback store is to spell @ in a password as %40")
    return read
