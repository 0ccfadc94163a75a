"""Names by their words, found in a text by the longest match."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from caveat.reading.text import Token, counts_in_name

TargetT = TypeVar("TargetT")


@dataclass(frozen=True, slots=True)
class Match(Generic[TargetT]):
    """A name found in a text: the tokens from ``start`` up to ``end``, and what it names."""

    start: int
    end: int
    key: str
    target: TargetT


class NameIndex(Generic[TargetT]):
    """Looks names up, exactly or anywhere in a text, in time linear in the text."""

    def __init__(self, targets: Mapping[str, TargetT], joining: str = "") -> None:
        """Index names by their keys; ``joining`` are further signs that may stand inside a name."""
        self._targets = dict(targets)
        self._joining = _JOINING | frozenset(joining)
        self._longest: dict[str, int] = {}
        for key in self._targets:
            words = key.split(" ")
            self._longest[words[0]] = max(self._longest.get(words[0], 0), len(words))

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self._targets)

    def get(self, key: str) -> TargetT | None:
        """Give what a key names."""
        return self._targets.get(key)

    def longest(self, word: str) -> int:
        """Give the most words of a name that begins with a word; 0 where none does."""
        return self._longest.get(word, 0)

    def find(self, tokens: Sequence[Token]) -> Iterator[Match[TargetT]]:
        """Give the names in a text from left to right, the longest at each place."""
        start = 0
        while start < len(tokens):
            most = self._longest.get(tokens[start].text)
            match = self._longest_at(tokens, start, most) if most else None
            if match:
                yield match
            start = match.end if match else start + 1

    def _longest_at(self, tokens: Sequence[Token], start: int, most: int) -> Match[TargetT] | None:
        words: list[str] = []
        best: Match[TargetT] | None = None
        for end in range(start, len(tokens)):
            if not counts_in_name(tokens[end]):
                if not words or tokens[end].text not in self._joining:
                    break
                continue
            words.append(tokens[end].text)
            if len(words) > most:
                break
            key = " ".join(words)
            target = self._targets.get(key)
            if target is not None:
                best = Match(start, end + 1, key, target)
        return best


_JOINING = frozenset("-–—./&,:®™")  # noqa: RUF001 - dashes are meant
