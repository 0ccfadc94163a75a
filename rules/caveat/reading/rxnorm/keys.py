"""Names and codes that stand for one thing only."""

from collections.abc import Callable, Hashable, Iterator
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT", bound=Hashable)
_SEVERAL = -1


class KeyIndex(Generic[KeyT]):
    """Keys and the concept that each stands for; one that means several things is left out.

    ``meaning`` gives ``None`` for a concept that is left out; ``rank`` chooses between concepts
    that mean the same, the least first.
    """

    def __init__(
        self, meaning: Callable[[int], Hashable | None], rank: Callable[[int], tuple[int, int]]
    ) -> None:
        self._meaning = meaning
        self._rank = rank
        self._found: dict[KeyT, int] = {}

    def __iter__(self) -> Iterator[tuple[KeyT, int]]:
        """Give the keys that stand for one thing, and the concept."""
        for key, rxcui in self._found.items():
            if rxcui != _SEVERAL and self._meaning(rxcui) is not None:
                yield key, rxcui

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @property
    def several(self) -> int:
        """How many keys mean several things."""
        return sum(1 for rxcui in self._found.values() if rxcui == _SEVERAL)

    @property
    def unknown(self) -> int:
        """How many keys stand for a concept that is left out."""
        return len(self._found) - len(self) - self.several

    def add(self, key: KeyT, rxcui: int) -> None:
        """Note what a key stands for."""
        known = self._found.setdefault(key, rxcui)
        if known in (rxcui, _SEVERAL):
            return
        if self._meaning(known) != self._meaning(rxcui):
            self._found[key] = _SEVERAL
        else:
            self._found[key] = min(known, rxcui, key=self._rank)
