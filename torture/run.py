"""One run of the torture: its seed, its extent, and what several faults need."""

import os
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import TypeVar

from caveat.rules import Checker
from torture.known import KnownAnswers, known_answers

_Kind = TypeVar("_Kind")


@dataclass(frozen=True)
class Run:
    """A run with a folder of its own; a ``quick`` one makes each fault a few times only."""

    folder: Path
    seed: int
    quick: bool = False
    _numbers: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        # so that nothing of the user's is read or written, and all services share one cache
        for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME"):
            os.environ[name] = str(self.new_folder())

    def times(self, whole: int, quick: int) -> int:
        """Give how often a fault is made."""
        return quick if self.quick else whole

    def some(self, kinds: Mapping[str, _Kind], share: int) -> Mapping[str, _Kind]:
        """Give all kinds of a fault; of a quick run one of so many, the last with them."""
        return dict(list(kinds.items())[::-share]) if self.quick else kinds

    def chance(self, name: str) -> random.Random:
        """Give the chance of one fault, the same in every run of this seed."""
        return random.Random(f"{self.seed} {name}")  # noqa: S311 - to be repeated, no secret

    @cached_property
    def checker(self) -> Checker:
        """The built-in packs in this process."""
        return Checker.built_in()

    @cached_property
    def known(self) -> KnownAnswers:
        """What they answer."""
        return known_answers(self.checker)

    @cached_property
    def known_file(self) -> Path:
        """The same, for other processes."""
        return self.known.write(self.folder / "known")

    def new_folder(self) -> Path:
        """Give a folder that is there, and empty."""
        folder = self.folder / f"made-{next(self._numbers)}"
        folder.mkdir()
        return folder
