"""The file that an import writes: its tables, and how it takes the place of an older one."""

import json
import os
import sqlite3
from collections.abc import Generator, Iterable
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from caveat.reading.rxnorm.summary import RxNormSummary
from caveat.source.errors import SettingsError

APPLICATION_ID = 0x43765278
VERSION = 1

_TABLES = f"""
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {VERSION};
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA page_size = 4096;
CREATE TABLE summary (text TEXT NOT NULL);
CREATE TABLE contents (id INTEGER PRIMARY KEY, ingredients TEXT NOT NULL);
CREATE TABLE concept (
    rxcui INTEGER PRIMARY KEY, term_type TEXT NOT NULL, name TEXT NOT NULL,
    contents INTEGER NOT NULL, route TEXT NOT NULL
);
CREATE TABLE name (key TEXT PRIMARY KEY, label TEXT NOT NULL, rxcui INTEGER NOT NULL)
    WITHOUT ROWID;
CREATE TABLE word (first TEXT PRIMARY KEY, most INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE ndc (code INTEGER PRIMARY KEY, rxcui INTEGER NOT NULL);
CREATE TABLE atc (code TEXT PRIMARY KEY, rxcui INTEGER NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of every table; ingredients are pairs of an RxCUI and a name."""

    contents: Iterable[tuple[int, list[tuple[str, str]]]]
    concepts: Iterable[tuple[int, str, str, int, str]]
    names: Iterable[tuple[str, str, int]]
    words: Iterable[tuple[str, int]]
    ndcs: Iterable[tuple[int, int]]
    atc: Iterable[tuple[str, int]]


def write_file(target: Path, rows: Rows, summary: RxNormSummary) -> None:
    """Write the file anew; the one that was there stays as it is until this one is complete."""
    try:
        with replacing(target) as part, closing(sqlite3.connect(part)) as connection:
            _fill(connection, rows, summary)
    except (OSError, sqlite3.Error) as error:
        raise SettingsError(f"{target} cannot be written: {error}") from None


@contextmanager
def replacing(target: Path) -> Generator[Path]:
    """Give a name beside the target to write to; what is complete takes the target's place."""
    target = target.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{os.getpid()}")
    part.unlink(missing_ok=True)
    try:
        yield part
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _fill(connection: sqlite3.Connection, rows: Rows, summary: RxNormSummary) -> None:
    connection.executescript(_TABLES)
    contents = ((number, json.dumps(pairs)) for number, pairs in rows.contents)
    connection.executemany("INSERT INTO contents VALUES (?, ?)", contents)
    connection.executemany("INSERT INTO concept VALUES (?, ?, ?, ?, ?)", rows.concepts)
    connection.executemany("INSERT INTO name VALUES (?, ?, ?)", rows.names)
    connection.executemany("INSERT INTO word VALUES (?, ?)", rows.words)
    connection.executemany("INSERT INTO ndc VALUES (?, ?)", rows.ndcs)
    connection.executemany("INSERT INTO atc VALUES (?, ?)", rows.atc)
    connection.execute("INSERT INTO summary VALUES (?)", (text_of(summary),))
    connection.commit()


def text_of(summary: RxNormSummary) -> str:
    """Write a summary as JSON."""
    return json.dumps(
        {
            "published": summary.published,
            "sha256": summary.sha256,
            "counts": dict(summary.counts),
            "left_out": dict(summary.left_out),
        }
    )


def summary_of(text: str) -> RxNormSummary:
    """Read a summary from JSON."""
    return RxNormSummary(**json.loads(text))
