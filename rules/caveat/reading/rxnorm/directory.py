"""Looks concepts of RxNorm up in the file that an import has written."""

import json
import sqlite3
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Self

from caveat.reading.rxnorm.ndc import normalise_ndc
from caveat.reading.rxnorm.store import APPLICATION_ID, VERSION, summary_of
from caveat.reading.rxnorm.summary import RxNormSummary
from caveat.reading.text import key_of
from caveat.source.errors import PackError
from caveat.source.problem import Problem

_SQLITE = b"SQLite format 3\0"
_MAPPED_BYTES = 1 << 30
_REMEMBERED = 1 << 13
_LONGEST_RXCUI = 9
_CONCEPT = """
SELECT c.rxcui, c.term_type, c.name, c.route, s.ingredients
FROM concept c JOIN contents s ON s.id = c.contents
"""
_BY_RXCUI = f"{_CONCEPT} WHERE c.rxcui = ?"
_BY_NAME = f"{_CONCEPT} JOIN name k ON k.rxcui = c.rxcui WHERE k.key = ?"
_BY_NDC = f"{_CONCEPT} JOIN ndc k ON k.rxcui = c.rxcui WHERE k.code = ?"
_BY_ATC = f"{_CONCEPT} JOIN atc k ON k.rxcui = c.rxcui WHERE k.code = ?"
_LONGEST = "SELECT most FROM word WHERE first = ?"
_BEGINNING = "SELECT label FROM name WHERE key >= ? AND key < ? ORDER BY key LIMIT ?"
_SUMMARY = "SELECT text FROM summary"
_LAST_CHARACTER = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class RxNormIngredient:
    """An ingredient (term type IN)."""

    rxcui: str
    name: str


@dataclass(frozen=True, slots=True)
class RxNormConcept:
    """A concept with all of its ingredients, and the route that its dose form implies."""

    rxcui: str
    term_type: str
    name: str
    ingredients: tuple[RxNormIngredient, ...]
    route: str = ""


class RxNormDirectory:
    """Concepts by their codes and names; several threads may ask at once.

    Raises ``PackError`` where the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        self._ingredients = lru_cache(_REMEMBERED)(_ingredients_of)
        self._concept_of = lru_cache(_REMEMBERED)(self._read_concept)
        self._most_words = lru_cache(_REMEMBERED)(self._read_longest)
        _check_header(path)
        self._connection = self._connect()
        try:
            self.summary = self._read_summary()
        except BaseException:
            self._connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def release(self) -> str:
        """The release by its date, or by the digest of its files."""
        return self.summary.release

    def close(self) -> None:
        """Close the file; nothing can be looked up any more."""
        with self._lock:
            self._connection.close()

    def concept(self, rxcui: str) -> RxNormConcept | None:
        """Give a concept by its RxCUI."""
        if not (rxcui.isascii() and rxcui.isdigit() and len(rxcui) <= _LONGEST_RXCUI):
            return None
        return self._concept_of(_BY_RXCUI, int(rxcui))

    def by_ndc(self, ndc: str) -> RxNormConcept | None:
        """Give what has a National Drug Code; none where the code may mean several things."""
        candidates = (self._concept_of(_BY_NDC, int(code)) for code in normalise_ndc(ndc))
        found = {concept for concept in candidates if concept}
        return found.pop() if len(found) == 1 else None

    def by_atc(self, code: str) -> RxNormConcept | None:
        """Give the substance of an ATC code of seven characters."""
        return self._concept_of(_BY_ATC, code.strip().upper())

    def by_name(self, key: str) -> RxNormConcept | None:
        """Give the ingredients or the brand of a name, by its key."""
        return self._concept_of(_BY_NAME, key)

    def longest(self, first_word: str) -> int:
        """Give the most words of a name that begins with this one; 0 where none does."""
        return self._most_words(first_word)

    def names_beginning(self, prefix: str, limit: int) -> tuple[str, ...]:
        """Give the first names, as they are written, whose keys begin like this one."""
        key = key_of(prefix)
        if not key or limit < 1:
            return ()
        rows = self._rows(_BEGINNING, key, key + _LAST_CHARACTER, limit)
        return tuple(str(label) for (label,) in rows)

    def _read_concept(self, query: str, key: str | int) -> RxNormConcept | None:
        rows = self._rows(query, key)
        if not rows:
            return None
        rxcui, term_type, name, route, ingredients = rows[0]
        return RxNormConcept(str(rxcui), term_type, name, self._ingredients(ingredients), route)

    def _read_longest(self, first_word: str) -> int:
        rows = self._rows(_LONGEST, first_word)
        return int(rows[0][0]) if rows else 0

    def _rows(self, query: str, *values: str | int) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                return self._connection.execute(query, values).fetchall()
        except UnicodeEncodeError:  # half of a character names nothing
            return []
        except sqlite3.ProgrammingError:
            raise
        except sqlite3.DatabaseError as error:
            raise _unusable(self.path, "damaged file", str(error)) from None

    def _connect(self) -> sqlite3.Connection:
        uri = f"{self.path.resolve().as_uri()}?mode=ro&immutable=1"
        return sqlite3.connect(uri, uri=True, check_same_thread=False)

    def _read_summary(self) -> RxNormSummary:
        self._rows(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
        if self._rows("PRAGMA application_id") != [(APPLICATION_ID,)]:
            raise _foreign(self.path)
        if self._rows("PRAGMA user_version") != [(VERSION,)]:
            what = "written by another version of Caveat; import the release again"
            raise _unusable(self.path, "wrong version", what)
        return summary_of(str(self._rows(_SUMMARY)[0][0]))


def _ingredients_of(text: str) -> tuple[RxNormIngredient, ...]:
    return tuple(RxNormIngredient(rxcui, name) for rxcui, name in json.loads(text))


def _check_header(path: Path) -> None:
    """Refuse what is no file of SQLite, before SQLite says so in its own words."""
    try:
        with path.open("rb") as file:
            header = file.read(len(_SQLITE))
    except FileNotFoundError:
        raise _unusable(path, "missing file", "no RxNorm has been imported here") from None
    except OSError as error:
        what = error.strerror or type(error).__name__
        raise _unusable(path, "unreadable file", what) from None
    if header != _SQLITE:
        raise _foreign(path)


def _foreign(path: Path) -> PackError:
    return _unusable(path, "foreign file", "this is not what an import of RxNorm writes")


def _unusable(path: Path, kind: str, what: str) -> PackError:
    return PackError([Problem(str(path), 1, 1, kind, what)])
