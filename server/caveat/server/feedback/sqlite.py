"""SQLite: a file for its owner alone, read while it is written."""

import os
import sqlite3
import time
from contextlib import suppress
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from caveat.source.errors import SettingsError

_BUSY_SECONDS = 5.0
_PAUSE_SECONDS = 0.02


def sqlite_engine(url: URL, *, create: bool) -> Engine:
    """Make the file if need be, and what connects to it; ``SettingsError`` if it is of no use."""
    if url.query or not url.database or url.database == ":memory:":
        raise SettingsError("the URL of the feedback store is to name a file: sqlite:///PATH")
    path = Path(url.database)
    try:
        _claim(path, create=create)
    except OSError as error:
        raise SettingsError(f"feedback cannot be kept in {path}: {error.strerror}") from None
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        hide_parameters=True,
        connect_args={"timeout": _BUSY_SECONDS, "isolation_level": None},
    )
    event.listen(engine, "connect", _prepare)
    return engine


def _claim(path: Path, *, create: bool) -> None:
    """Look at the file without opening it: closing it again would drop SQLite's own locks."""
    if create:
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    if not path.exists():
        raise SettingsError(f"no feedback was ever kept in {path}")
    if not path.is_file():
        raise SettingsError(f"feedback cannot be kept in {path}: it is no file")
    if not os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
        raise SettingsError(f"feedback cannot be kept in {path}: it may not be written")


def _prepare(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    """Set up a connection; a commit is safe from a crash of Caveat, the last from no power cut."""
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    _write_ahead(connection)


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Let readers and a writer at once; SQLite does not wait by itself when two ask for this."""
    patience = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > patience:
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            return
