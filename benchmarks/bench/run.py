"""One run of the benchmark: its options, and what several rows need, made when first needed."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path

from benchmarks.synthetic import Written, pack_of, patients, rules, write_pack
from caveat.reading.terms import load_vocabulary
from caveat.reading.vocabulary import Vocabulary
from caveat.rules import Checker, Request
from caveat.rules.opening import book_of
from caveat.server.convert.messages import message_of_request

RULES = 10_000
PATIENTS = 500
_RULES_A_FILE = 500


@dataclass(frozen=True)
class Run:
    """A run with a folder of its own; ``many`` rules are loaded where many are asked for."""

    folder: Path
    many: int
    _numbers: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        # so that nothing of the user's is read or written
        for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME"):
            os.environ[name] = str(self.new_folder())

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary, loaded once."""
        return load_vocabulary()

    @cached_property
    def checker(self) -> Checker:
        """A checker of 10,000 rules in this process."""
        pack = pack_of(rules(RULES, self.vocabulary))
        return Checker(book_of([pack], self.vocabulary))

    def patients(self, written: Written, number: int = PATIENTS) -> Sequence[Request]:
        """Give the first patients of the pool."""
        return patients(number, self.vocabulary, written)

    def requests(self, written: Written) -> list[bytes]:
        """Give the messages of the same patients."""
        return [message_of_request(each).SerializeToString() for each in self.patients(written)]

    def pack(self, number: int) -> Path:
        """Give the folder of a pack with so many rules, written once."""
        folder = self.folder / f"pack-{number}" / "synthetic"
        if not folder.exists():
            write_pack(folder, rules(number, self.vocabulary), _RULES_A_FILE)
        return folder

    def new_folder(self) -> Path:
        """Give a folder that is there, and empty."""
        folder = self.new_path()
        folder.mkdir()
        return folder

    def new_path(self) -> Path:
        """Give a path at which nothing is."""
        return self.folder / f"made-{next(self._numbers)}"
