"""Rules as they are kept: each a record of bytes that is read when it is asked for.

A book of a hundred thousand rules holds their records, and makes values of the few that concern
a patient. Records are MessagePack, which can hold nothing but values of the types below.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

from msgspec import Struct, msgpack

from caveat.rules.change import Change
from caveat.rules.level import Level
from caveat.rules.model import About, Between, Place, Rule

Record = bytes | memoryview

_read = msgpack.Decoder(Rule).decode
_write = msgpack.Encoder().encode


class RuleHead(Struct, frozen=True):
    """What a rule book needs of every rule: enough to order it, file it and see what it covers."""

    id: str
    level: Level
    scope: Between | About
    covers: tuple[str, ...]
    place: Place
    hazard: str = ""
    change: Change | None = None


_read_head = msgpack.Decoder(RuleHead).decode


@dataclass(frozen=True, slots=True)
class RuleRecords(Sequence[Rule]):
    """Rules that are read from their records, each time anew."""

    records: Sequence[Record]

    @overload
    def __getitem__(self, place: int) -> Rule: ...
    @overload
    def __getitem__(self, place: slice) -> "RuleRecords": ...
    def __getitem__(self, place: int | slice) -> "Rule | RuleRecords":
        if isinstance(place, slice):
            return RuleRecords(self.records[place])
        return _read(self.records[place])

    def __len__(self) -> int:
        return len(self.records)


@dataclass(frozen=True, slots=True)
class JoinedRecords(Sequence[Record]):
    """Records one after another in one place of memory; ``ends`` says where each of them ends."""

    joined: memoryview
    ends: Sequence[int]

    @overload
    def __getitem__(self, place: int) -> Record: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Record]: ...
    def __getitem__(self, place: int | slice) -> Record | Sequence[Record]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        return self.joined[self.ends[place - 1] if place else 0 : self.ends[place]]

    def __len__(self) -> int:
        return len(self.ends)


@dataclass(frozen=True, slots=True)
class PickedRecords(Sequence[Record]):
    """Some of many records, by their places among these."""

    records: Sequence[Record]
    places: Sequence[int]

    @overload
    def __getitem__(self, place: int) -> Record: ...
    @overload
    def __getitem__(self, place: slice) -> "PickedRecords": ...
    def __getitem__(self, place: int | slice) -> "Record | PickedRecords":
        if isinstance(place, slice):
            return PickedRecords(self.records, self.places[place])
        return self.records[self.places[place]]

    def __len__(self) -> int:
        return len(self.places)


def record_of(rule: Rule) -> bytes:
    """Give the record of a rule."""
    return _write(rule)


def records_of(rules: Sequence[Rule]) -> Sequence[Record]:
    """Give the records of rules; those that were read from records are not read again."""
    return rules.records if isinstance(rules, RuleRecords) else [_write(rule) for rule in rules]


def heads_of(records: Iterable[Record]) -> Iterator[RuleHead]:
    """Read of each record what a book needs of it."""
    return map(_read_head, records)
