"""The text of a CSV file and its records, each with the place where it begins and as it stands."""

import csv
import io
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from typing import NamedTuple

from caveat.source.problem import Problem

MAX_BYTES = 64 * 1024 * 1024
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LONGEST_SHOWN = 60
_UNREADABLE = "\ufffd"


class Record(NamedTuple):
    """A row: the line where it begins, its cells, and the text that it was read from."""

    line: int
    cells: list[str]
    raw: str


def text_of(content: bytes, path: str, problems: list[Problem]) -> str:
    """Decode a file; what is no UTF-8 and what is no sign of a text is a problem of its line."""
    if len(content) > MAX_BYTES:
        problems.append(Problem(path, 1, 1, "too large", f"more than {MAX_BYTES} bytes"))
        return ""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        what = "UTF-16; save the file as CSV UTF-8"
        problems.append(Problem(path, 1, 1, "not UTF-8", what))
        return ""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        _note_undecodable(content, path, problems)
        text = content.decode("utf-8-sig", errors="replace")
    if _CONTROL.search(text):
        _note_controls(text, path, problems)
    return _CONTROL.sub(_UNREADABLE, text)


def shown(cell: str) -> str:
    """Quote a cell, or its beginning where it is long."""
    return f"'{cell}'" if len(cell) <= _LONGEST_SHOWN else f"'{cell[:_LONGEST_SHOWN]}…'"


def is_unreadable(cell: str) -> bool:
    """Say whether a cell has signs that were a problem of the file already."""
    return _UNREADABLE in cell


def _note_undecodable(content: bytes, path: str, problems: list[Problem]) -> None:
    for number, line in enumerate(content.split(b"\n"), 1):
        try:
            line.decode()
        except UnicodeDecodeError as error:
            column = len(line[: error.start].decode("utf-8-sig")) + 1
            what = "a sign of another encoding; save the file as CSV UTF-8"
            problems.append(Problem(path, number, column, "not UTF-8", what))


def _note_controls(text: str, path: str, problems: list[Problem]) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        found = _CONTROL.search(line)
        if found:
            what = f"the control sign U+{ord(found.group()):04X}"
            problems.append(Problem(path, number, found.start() + 1, "not a text", what))


class Records:
    """Reads records one after another; what is no CSV is a problem, and reading goes on."""

    def __init__(self, text: str, path: str, problems: list[Problem]) -> None:
        self._stream = io.StringIO(text, newline="")
        self._path = path
        self._problems = problems
        self._lines: list[str] = []
        self._read = 0

    def first_line(self) -> str:
        """Take the first line, which says how the others are to be read."""
        self._read += 1
        return self._stream.readline()

    def of(self, delimiter: str) -> Iterator[Record]:
        """Give the records that are left."""
        reader = csv.reader(self._noted_lines(), delimiter=delimiter, strict=True)
        while True:
            begin = self._read + 1
            self._lines.clear()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self._problems.append(Problem(self._path, begin, 1, "not CSV", str(error)))
            else:
                yield Record(begin, cells, "".join(self._lines))

    def _noted_lines(self) -> Iterator[str]:
        for line in self._stream:
            self._read += 1
            self._lines.append(line)
            yield line


def place_of(record: Record, cell: int, delimiter: str) -> tuple[int, int]:
    """Give the line and the column where a cell begins, both from one."""
    quoted, line, column = False, record.line, 1
    for sign in record.raw:
        if cell == 0:
            break
        column += 1
        if sign == '"':
            quoted = not quoted
        elif sign == "\n":
            line, column = line + 1, 1
        elif sign == delimiter and not quoted:
            cell -= 1
    return line, column
