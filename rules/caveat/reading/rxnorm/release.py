"""A release of RxNorm as it was unpacked: where its files are, and of which date it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from caveat.reading.rxnorm.rrf import Problems
from caveat.source.problem import Problem


class Table(NamedTuple):
    """A file of a release and how many columns it has."""

    file: str
    columns: int


CONCEPTS = Table("RXNCONSO.RRF", 18)
RELATIONS = Table("RXNREL.RRF", 16)
ATTRIBUTES = Table("RXNSAT.RRF", 13)
_TABLES = (CONCEPTS, RELATIONS, ATTRIBUTES)
_DATED = re.compile(r"(?:rxnorm|readme).*_(\d\d)(\d\d)(\d{4})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RxNormRelease:
    """The folder that holds the files."""

    folder: Path

    @classmethod
    def at(cls, folder: Path) -> "RxNormRelease":
        """Find a release in a folder, or in the folder ``rrf`` within."""
        inner = folder / "rrf"
        is_outer = any((folder / table.file).exists() for table in _TABLES)
        return cls(inner if inner.is_dir() and not is_outer else folder)

    @property
    def size(self) -> int:
        """How many bytes its files have."""
        paths = (self.path(table) for table in _TABLES)
        return sum(path.stat().st_size for path in paths if path.exists())

    @property
    def published(self) -> str:
        """Its date, such as ``2024-05-06``, where the names around its files agree on one."""
        dates = set(map(_date_in, self._names()))
        dates.discard("")
        return dates.pop() if len(dates) == 1 else ""

    def path(self, table: Table) -> Path:
        """Give the path of a file."""
        return self.folder / table.file

    def check_files(self) -> None:
        """Raise ``PackError`` with every file that is missing."""
        problems = Problems()
        for table in _TABLES:
            if not self.path(table).exists():
                what = "no such file in a release of RxNorm"
                problems.add(Problem(str(self.path(table)), 1, 1, "missing file", what))
        problems.settle()

    def _names(self) -> Iterator[str]:
        whole = self.folder.resolve()
        outer = (whole, whole.parent) if whole.name == "rrf" else (whole,)
        for folder in outer:
            yield folder.name
            yield from (path.name for path in folder.glob("[Rr][Ee][Aa][Dd][Mm][Ee]*"))


def _date_in(name: str) -> str:
    """Read the date in a name such as ``RxNorm_full_prescribe_05062024``."""
    found = _DATED.match(name)
    if not found:
        return ""
    month, day, year = map(int, found.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
