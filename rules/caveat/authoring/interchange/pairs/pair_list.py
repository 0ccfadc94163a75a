"""A list's pairs as values: each once, of two medicines, with one level."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from caveat.authoring.interchange.pairs.csv_text import is_unreadable, shown
from caveat.authoring.interchange.pairs.medicine import MedicineReader, Mistake
from caveat.authoring.interchange.pairs.read_back import ReadBack
from caveat.authoring.interchange.pairs.table import Row, Table
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.level import Level
from caveat.source.problem import Problem

_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False, "": False}
_TEXTS = ("consequence", "mechanism", "management", "source", "section", "note")
_LEVELS = {level.word: level for level in Level}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two ingredients or classes, the level that the list states, its texts, and its line."""

    first: str
    second: str
    level: Level
    serious: bool
    texts: Mapping[str, str]
    line: int = field(compare=False)

    @property
    def terms(self) -> frozenset[str]:
        """The pair in either order."""
        return frozenset((self.first, self.second))

    def says_the_same(self, other: "Pair") -> bool:
        """Say whether another pair of these two says nothing else."""
        return (self.level, self.serious, self.texts) == (other.level, other.serious, other.texts)


@dataclass(frozen=True, slots=True)
class PairList:
    """The pairs of a list in its order, its problems, and rows that only repeat another."""

    pairs: tuple[Pair, ...]
    problems: tuple[Problem, ...]
    repeats: tuple[str, ...]


def read_pairs(
    content: bytes, path: str, vocabulary: Vocabulary, levels: Mapping[str, Level]
) -> PairList:
    """Read a CSV file of pairs; ``levels`` are further words for levels, in small letters."""
    return _Reading(path, vocabulary, levels).of(content)


class _Reading:
    def __init__(self, path: str, vocabulary: Vocabulary, levels: Mapping[str, Level]) -> None:
        self._path = path
        self._vocabulary = vocabulary
        self._medicines = MedicineReader(vocabulary)
        self._read_back = ReadBack(vocabulary)
        self._levels = {**levels, **_LEVELS}
        self._problems: list[Problem] = []
        self._pairs: dict[frozenset[str], Pair] = {}
        self._repeats: list[str] = []

    def of(self, content: bytes) -> PairList:
        rows = 0
        for row in Table(content, self._path, self._problems).rows():
            rows += 1
            pair = self._pair(row)
            if pair:
                self._take(pair, row)
        if not rows and not self._problems:
            self._problems.append(Problem(self._path, 1, 1, "empty", "the list has no pair"))
        return PairList(tuple(self._pairs.values()), tuple(self._problems), tuple(self._repeats))

    def _pair(self, row: Row) -> Pair | None:
        """Read a row, and note all that is wrong with it."""
        before = len(self._problems)
        first, second = self._medicine(row, "medicine_a"), self._medicine(row, "medicine_b")
        level, serious = self._level(row), self._serious(row)
        if first and second:
            self._check_two(row, first, second)
        if len(self._problems) > before or level is None or not (first and second):
            return None
        texts = {name: row.cells.get(name, "") for name in _TEXTS}
        return Pair(first, second, level, serious, texts, row.record.line)

    def _cell(self, row: Row, column: str) -> str:
        """Give a cell that says something; empty where that is a problem, noted here or before."""
        cell = row.cells.get(column)
        if cell == "":
            self._problems.append(row.problem(column, "empty cell", column))
        return "" if cell is None or is_unreadable(cell) else cell

    def _medicine(self, row: Row, column: str) -> str:
        cell = self._cell(row, column)
        read = self._medicines.read(cell) if cell else ""
        if read and not isinstance(read, Mistake) and not self._read_back.members(read):
            what = f"'{read}' is read by no name and no code in a patient's list"
            read = Mistake("unreadable medicine", what)
        if isinstance(read, Mistake):
            self._problems.append(row.problem(column, read.kind, read.what))
            return ""
        return read

    def _level(self, row: Row) -> Level | None:
        cell = self._cell(row, "level")
        level = self._levels.get(cell.casefold())
        if cell and level is None:
            known = shown(cell)
            what = f"{known}; expected {', '.join(_LEVELS)}, or --level {known[:-1]}=LEVEL'"
            self._problems.append(row.problem("level", "unknown level", what))
        return level

    def _serious(self, row: Row) -> bool:
        cell = row.cells.get("serious", "").casefold()
        if cell not in _FLAGS and not is_unreadable(cell):
            what = f"{shown(cell)}; expected yes or no"
            self._problems.append(row.problem("serious", "unknown word", what))
        return _FLAGS.get(cell, False)

    def _check_two(self, row: Row, first: str, second: str) -> None:
        """Note a pair that no two medicines can make."""
        members = self._read_back.members
        if len({*members(first), *members(second)}) == 1:
            title = self._vocabulary.title_of(first)
            what = f"'{title}' stands on both sides"
            self._problems.append(row.problem("medicine_b", "medicine with itself", what))

    def _take(self, pair: Pair, row: Row) -> None:
        earlier = self._pairs.setdefault(pair.terms, pair)
        if earlier is pair:
            return
        there = f"line {earlier.line}"
        if earlier.level is not pair.level:
            what = f"'{pair.level.word}' here, '{earlier.level.word}' in {there}"
            self._problems.append(row.problem("level", "two levels", what))
        elif earlier.says_the_same(pair):
            self._repeats.append(f"{self._path}:{pair.line}: the pair of {there} again")
        else:
            what = f"the pair of {there} again, with other texts"
            self._problems.append(row.problem("medicine_a", "repeated pair", what))
