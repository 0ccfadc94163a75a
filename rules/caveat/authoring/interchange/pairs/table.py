"""The table of a list of pairs: its columns by their names, and its rows by these."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from caveat.authoring.interchange.pairs.csv_text import Record, Records, place_of, text_of
from caveat.source.problem import Problem
from caveat.source.reader import named

REQUIRED = ("medicine_a", "medicine_b", "level")
OPTIONAL = ("consequence", "mechanism", "management", "source", "section", "note", "serious")
COLUMNS = (*REQUIRED, *OPTIONAL)
_DELIMITERS = (",", ";", "\t")
_EXCEL = "sep="
_STATED = (*_DELIMITERS, "|")


class Row(NamedTuple):
    """A row of the list: its cells by column, stripped, and where each stands."""

    record: Record
    cells: Mapping[str, str]
    columns: Mapping[str, int]
    delimiter: str
    path: str

    def problem(self, column: str, kind: str, what: str) -> Problem:
        """Make a problem of a cell."""
        line, place = place_of(self.record, self.columns[column], self.delimiter)
        return Problem(self.path, line, place, kind, what)


class Table:
    """Reads a file's rows; every mistake in its form is added to the problems."""

    def __init__(self, content: bytes, path: str, problems: list[Problem]) -> None:
        self._path = path
        self._problems = problems
        self._records = Records(text_of(content, path, problems), path, problems)
        header = self._records.first_line()
        line, stated = 1, ""
        if header.lower().startswith(_EXCEL):  # how Excel is told the delimiter
            stated = header.rstrip("\r\n")[len(_EXCEL) :]
            header, line = self._records.first_line(), 2
        self.delimiter = stated if stated in _STATED else _delimiter_of(header)
        self._header = Record(line, _split(header, self.delimiter), header)
        self.columns = self._columns()

    def rows(self) -> Iterator[Row]:
        """Give the rows that are not blank."""
        for record in self._records.of(self.delimiter):
            cells = [cell.strip() for cell in record.cells]
            if any(cells) and self._has_the_width(record, cells):
                by_column = {
                    name: cells[place] for name, place in self.columns.items() if place < len(cells)
                }
                yield Row(record, by_column, self.columns, self.delimiter, self._path)

    def _has_the_width(self, record: Record, cells: Sequence[str]) -> bool:
        width = len(self._header.cells)
        if len(cells) < width:
            what = f"{len(cells)}, where the header has {width}"
            self._note(record, 0, "too few cells", what)
        extra = next((place for place in range(width, len(cells)) if cells[place]), None)
        if extra is not None:
            what = f"{len(cells)}, where the header has {width}; quote what has a delimiter in it"
            self._note(record, extra, "too many cells", what)
        return len(cells) >= width and extra is None

    def _columns(self) -> dict[str, int]:
        columns: dict[str, int] = {}
        for place, name in enumerate(self._header.cells):
            if not name:
                self._note(self._header, place, "empty column", "expected the name of a column")
            elif name not in COLUMNS:
                self._note(self._header, place, "unknown column", named(name, COLUMNS))
            elif name in columns:
                self._note(self._header, place, "repeated column", f"'{name}' stands here twice")
            else:
                columns[name] = place
        for name in REQUIRED:
            if name not in columns:
                self._note(self._header, 0, "missing column", name)
        return columns

    def _note(self, record: Record, cell: int, kind: str, what: str) -> None:
        line, column = place_of(record, cell, self.delimiter)
        self._problems.append(Problem(self._path, line, column, kind, what))


def _delimiter_of(header: str) -> str:
    """Give the delimiter by which a header has most of the columns' names."""
    return max(_DELIMITERS, key=lambda each: len(set(_split(header, each)) & set(COLUMNS)))


def _split(header: str, delimiter: str) -> list[str]:
    """Split a header; the empty columns that Excel leaves at its end are none."""
    try:
        (names,) = csv.reader([header], delimiter=delimiter, strict=True)
    except (csv.Error, ValueError):
        names = header.split(delimiter)
    stripped = [name.strip() for name in names]
    while len(stripped) > 1 and not stripped[-1]:
        stripped.pop()
    return stripped
