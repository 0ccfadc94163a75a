"""The resources of an export by patient, in a file of their own for as long as a run takes."""

import sqlite3
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from caveat.server.fhir.identity import PATIENT
from caveat.server.fhir.references import target_of
from caveat.server.screening.gathered import Gathered, Placed
from caveat.server.screening.lines import Line
from caveat.server.screening.resource import Sorted
from caveat.source.errors import SettingsError

_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -32768;
CREATE TABLE patient (place INTEGER PRIMARY KEY, id TEXT UNIQUE, file TEXT, line INTEGER);
CREATE TABLE resource (place INTEGER PRIMARY KEY, patient TEXT, file TEXT, line INTEGER,
    text BLOB, refers TEXT);
CREATE INDEX of_patient ON resource (patient);
CREATE TABLE shared (kind TEXT, id TEXT, file TEXT, line INTEGER, text BLOB, refers TEXT,
    PRIMARY KEY (id, kind));
CREATE TABLE stray (file TEXT, line INTEGER, reason TEXT);
"""
_STRAYS = """
SELECT file, line, reason FROM stray UNION ALL
SELECT file, line, 'is of a patient who is not in the export' FROM resource
WHERE patient NOT IN (SELECT id FROM patient)
ORDER BY file, line
"""
_SEPARATOR = "\n"


class Groups:
    """Takes resources in any order, and gives them by patient, in the order of the Patients."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def add(self, file: str, lines: Iterable[Line], found: Iterable[Sorted]) -> None:
        """Keep some lines of a file."""
        for line, each in zip(lines, found, strict=True):
            self._add(file, line, each)

    def __len__(self) -> int:
        [count] = self._database.execute("SELECT COUNT(*) FROM patient").fetchone()
        return int(count)

    def strays(self) -> Iterator[tuple[str, str]]:
        """Give the place of every line that belongs to no patient here, and why."""
        for file, line, reason in self._database.execute(_STRAYS):
            yield f"{file}:{line}", reason

    def patients(self, after: int) -> Iterator[Gathered]:
        """Give the patients, without the first few."""
        query = "SELECT id, file, line FROM patient ORDER BY place LIMIT -1 OFFSET ?"
        for identifier, file, line in self._database.execute(query, (after,)):
            yield Gathered(identifier, file, line, tuple(self._resources(identifier)))

    def _add(self, file: str, line: Line, found: Sorted) -> None:
        row = (file, line.number, line.text, _SEPARATOR.join(found.refers))
        if found.stray:
            self._insert("stray (file, line, reason)", (file, line.number, found.stray))
        if found.patient:
            self._insert("resource (patient, file, line, text, refers)", (found.patient, *row))
        if found.patient and found.kind == PATIENT:
            self._insert("patient (id, file, line)", (found.patient, file, line.number))
        if found.shared:
            self._insert("shared", (found.kind, found.shared, *row))

    def _insert(self, table: str, row: Sequence[object]) -> None:
        """Insert a row; the first of an id stands."""
        marks = ", ".join("?" * len(row))
        self._database.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", row)  # noqa: S608  our own words

    def _resources(self, patient: str) -> Iterator[Placed]:
        query = "SELECT file, line, text, refers FROM resource WHERE patient = ? ORDER BY place"
        waiting: dict[str, None] = {}
        for file, line, text, refers in self._database.execute(query, (patient,)):
            waiting |= dict.fromkeys(filter(None, refers.split(_SEPARATOR)))
            yield Placed(file, line, text)
        yield from self._shared(waiting)

    def _shared(self, references: Iterable[str]) -> Iterator[Placed]:
        """Give what is referred to, and what that refers to in its turn."""
        waiting, seen = list(references), set[tuple[str, int]]()
        while waiting:
            written = waiting.pop(0)
            for file, line, text, refers in self._found(written):
                if (file, line) not in seen:
                    seen.add((file, line))
                    waiting.extend(filter(None, refers.split(_SEPARATOR)))
                    yield Placed(file, line, text, written if written.startswith("urn:") else "")

    def _found(self, written: str) -> list[tuple[str, int, bytes, str]]:
        target = target_of(written)
        query = "SELECT file, line, text, refers FROM shared WHERE id = ? AND (kind = ? OR ? = '')"
        return self._database.execute(query, (target.id, target.kind, target.kind)).fetchall()


@contextmanager
def groups_at(path: Path) -> Generator[Groups]:
    """Open an empty file for this user alone; it goes away with the context."""
    path.unlink(missing_ok=True)
    path.touch(0o600, exist_ok=False)
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            database.executescript(_SCHEMA)
            database.execute("BEGIN")
            yield Groups(database)
    except sqlite3.Error as error:
        raise SettingsError(f"{path} cannot be used: {error}") from None
    finally:
        path.unlink(missing_ok=True)
