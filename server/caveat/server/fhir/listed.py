"""Entries of one list with the addresses that they came from, each entry once."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

EntryT = TypeVar("EntryT")


@dataclass(frozen=True, slots=True)
class Listed(Generic[EntryT]):
    """An entry, where it came from, and what it shares with an entry that says the same."""

    entry: EntryT
    address: str
    same: Hashable


def once_each(found: Iterable[Listed[EntryT]]) -> tuple[Listed[EntryT], ...]:
    """Keep the first of the entries that say the same, in the order of their first appearance.

    An order and its forty dispenses are one medicine, and no list is refused for their number.
    """
    kept: dict[Hashable, Listed[EntryT]] = {}
    for listed in found:
        kept.setdefault(listed.same, listed)
    return tuple(kept.values())
