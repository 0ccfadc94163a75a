"""The names that a misspelt or unfinished word may mean.

One edit, the runner-up at least two further, six letters or more: anything looser is only a
suggestion. With a margin of one edit, names of no medicine known were taken for one six times as
often. A look-alike of what was read is suggested beside it.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

SHORTEST = 6
_SHORTEST_HINTED = 4
_LONGEST = 60
_NEAR = 1
_MARGIN = 2
_REACH = _NEAR + _MARGIN - 1
_SUGGESTED = 2
_REMEMBERED = 2048
_MOST = 4


@dataclass(frozen=True, slots=True)
class Nearest:
    """The one name that is near enough, if there is one, and names that may be meant."""

    key: str | None
    distance: int
    suggestions: tuple[str, ...]


def distance_of(word: str, name: str) -> int:
    """Count the letters that differ, whatever their case; two that are swapped count once."""
    return int(OSA.distance(word.casefold(), name.casefold()))


NOTHING_NEAR = Nearest(None, 0, ())


class Spelling:
    """Knows the names of one kind; those that ``meaning`` gives one value count as one."""

    def __init__(
        self,
        keys: Iterable[str],
        meaning: Callable[[str], object],
        look_alikes: Mapping[str, frozenset[str]],
    ) -> None:
        self._meaning = meaning
        self._look_alikes = look_alikes
        self._sorted = sorted(keys)
        self._by_length: dict[int, list[str]] = {}
        for key in self._sorted:
            self._by_length.setdefault(len(key), []).append(key)
        self._about_as_long = cache(self._keys_about_as_long)
        # a list names an unknown word again and again, and one reading asks more than once
        self.nearest = lru_cache(_REMEMBERED)(self._nearest)

    def _nearest(self, word: str) -> Nearest:
        """Find the name that a word misspells by one letter, or breaks off."""
        if not _SHORTEST_HINTED <= len(word) <= _LONGEST:
            return NOTHING_NEAR
        near = self._near(word)
        suggestions = self._suggestions(near)
        if len(word) < SHORTEST:
            hints = tuple(key for key, distance in near if distance <= _NEAR)[:_MOST]
            return Nearest(None, 0, hints)
        if near and near[0][1] <= _NEAR:
            best, distance = near[0]
            is_sure = self._is_sure(best, distance, near)
            return Nearest(best if is_sure else None, distance if is_sure else 0, suggestions)
        return self._broken_off(word, suggestions)

    def completed(self, beginning: str, most: int) -> tuple[str, ...]:
        """Give the names that begin so, in the order of the alphabet."""
        found: list[str] = []
        for key in self._beginning(beginning):
            if len(found) == most:
                break
            found.append(key)
        return tuple(found)

    def _near(self, word: str) -> list[tuple[str, int]]:
        keys = self._about_as_long(len(word))
        found = extract(word, keys, scorer=OSA.distance, score_cutoff=_REACH, limit=24)
        return [(key, int(distance)) for key, distance, _ in found]

    def _keys_about_as_long(self, length: int) -> list[str]:
        lengths = range(length - _REACH, length + _REACH + 1)
        return [key for each in lengths for key in self._by_length.get(each, ())]

    def _suggestions(self, near: list[tuple[str, int]]) -> tuple[str, ...]:
        """Give the nearest names, and what looks or sounds like the first of them."""
        keys = [key for key, distance in near if distance <= _SUGGESTED][:_MOST]
        look_alikes = self._look_alikes.get(keys[0], ()) if keys else ()
        return tuple(dict.fromkeys((*keys, *sorted(look_alikes))))

    def _is_sure(self, best: str, distance: int, near: list[tuple[str, int]]) -> bool:
        """Say whether no other medicine is nearly as near."""
        meaning = self._meaning(best)
        return all(
            self._meaning(key) == meaning or other >= distance + _MARGIN for key, other in near
        )

    def _broken_off(self, word: str, suggestions: tuple[str, ...]) -> Nearest:
        """Read a name that is cut short, as labels cut it, where only one can be meant."""
        whole = [key for key in self._beginning(word) if " " not in key]
        hints = (*suggestions, *whole)[:_MOST]
        if len({self._meaning(key) for key in whole}) != 1:
            return Nearest(None, 0, hints)
        shortest = min(whole, key=len)
        missing = len(shortest) - len(word)
        if missing > len(word):
            return Nearest(None, 0, hints)
        return Nearest(shortest, missing, hints)

    def _beginning(self, beginning: str) -> Iterator[str]:
        place = bisect_left(self._sorted, beginning)
        while place < len(self._sorted) and self._sorted[place].startswith(beginning):
            yield self._sorted[place]
            place += 1
