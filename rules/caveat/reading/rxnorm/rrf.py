"""Reads the rows of an RRF file: UTF-8, columns that each end with a bar, one row a line."""

from collections.abc import Callable, Iterator
from pathlib import Path

from caveat.source.errors import PackError
from caveat.source.problem import Problem

_MOST_PROBLEMS = 20
_BLOCK = 1 << 20
_LONGEST_ROW = 1 << 20
_LONGEST_RXCUI = 9
_ENDS = ("", "\r")

Row = list[str]


class Problems:
    """The mistakes found so far; after twenty there is no use in going on."""

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def add(self, problem: Problem) -> None:
        """Note a mistake; raises ``PackError`` when there are enough."""
        self._found.append(problem)
        if len(self._found) == _MOST_PROBLEMS:
            self.settle()

    def settle(self) -> None:
        """Raise ``PackError`` with all mistakes, if there are any."""
        if self._found:
            raise PackError(self._found)


class RrfReader:
    """Gives the rows of one file, and notes those that are malformed.

    ``tap`` gets every block of the file as it is read.
    """

    def __init__(
        self, path: Path, columns: int, problems: Problems, tap: Callable[[bytes], object]
    ) -> None:
        self._path = path
        self._columns = columns
        self._problems = problems
        self._tap = tap
        self._line = 0

    def __iter__(self) -> Iterator[Row]:
        try:
            for block in self._blocks():
                yield from self._rows(block)
        except OSError as error:
            self._line = 1
            self.refuse("unreadable file", error.strerror or type(error).__name__)

    def refuse(self, kind: str, what: str) -> None:
        """Note a mistake in the row that was given last."""
        self._problems.add(Problem(str(self._path), self._line, 1, kind, what))

    def rxcui(self, text: str) -> int | None:
        """Read an RxCUI of the row that was given last, and note one that is malformed."""
        if text.isascii() and text.isdigit() and len(text) <= _LONGEST_RXCUI:
            return int(text)
        self.refuse("wrong rxcui", "expected a number" if text else "expected a number, got none")
        return None

    def _blocks(self) -> Iterator[bytes]:
        """Give the file in blocks of whole lines, without the end of the last one."""
        rest = b""
        with self._path.open("rb") as file:
            while len(rest) <= _LONGEST_ROW and (block := file.read(_BLOCK)):
                self._tap(block)
                whole, end, tail = block.rpartition(b"\n")
                if end:
                    yield rest + whole
                rest = tail if end else rest + block
        self._refuse_end(rest)

    def _refuse_end(self, rest: bytes) -> None:
        self._line += 1
        if len(rest) > _LONGEST_ROW:
            self.refuse("row too long", "this is no RRF file")
        elif rest:
            self.refuse("row cut off", "the last row does not end with a new line")
        elif self._line == 1:
            self.refuse("empty file", "expected rows")

    def _rows(self, block: bytes) -> Iterator[Row]:
        try:
            text = block.decode()
        except UnicodeDecodeError:
            text = ""
        if not text or "\0" in text:
            return self._doubtful_rows(block)
        return self._sound_rows(text)

    def _sound_rows(self, text: str) -> Iterator[Row]:
        width = self._columns + 1
        for line in text.split("\n"):
            self._line += 1
            row = line.split("|")
            if len(row) == width and row[-1] in _ENDS:
                yield row
            else:
                self._refuse_row(row)

    def _doubtful_rows(self, block: bytes) -> Iterator[Row]:
        """Give the sound rows of a block in which a byte is wrong somewhere."""
        for line in block.split(b"\n"):
            try:
                text = line.decode()
            except UnicodeDecodeError as error:
                self._line += 1
                self.refuse("wrong encoding", f"byte {error.start + 1} of the row is not UTF-8")
                continue
            if "\0" in text:
                self._line += 1
                self.refuse("wrong encoding", "the row holds a NUL")
                continue
            yield from self._sound_rows(text)

    def _refuse_row(self, row: Row) -> None:
        if row[-1] not in _ENDS:
            self.refuse("row cut off", "the row does not end with a bar")
        else:
            expected = f"expected {self._columns} columns"
            self.refuse("wrong columns", f"{expected}, got {len(row) - 1}")
