"""Builds the values of a document from the parser's events, and refuses what is no strict YAML."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, Protocol, TypeAlias, cast

import yaml
from msgspec import Struct

from caveat.source.node import Mapping, Node, Scalar, Sequence
from caveat.source.problem import Problem

MAX_DEPTH = 20

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_IN_DOCUMENT = 2
_SCALAR: type[Any] = yaml.ScalarEvent


class Singly(NamedTuple):
    """Takes the items of the list under a key of the whole document, one by one.

    A long list is then never held as a whole: it is left empty where it stands. What stood before
    a mistake was taken.
    """

    key: str
    take: Callable[[Node], object]


class _Mark(Protocol):
    """Where the parser stands, from zero."""

    line: int
    column: int


class _Event(Protocol):
    """What the parser tells: of a text it tells all of this."""

    value: str
    style: str | None
    anchor: str | None
    tag: str | None
    start_mark: _Mark


def place_of(mark: _Mark | None) -> tuple[int, int]:
    """Give line and column from one; the start of the file where the parser names no place."""
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def refusal(path: str, place: tuple[int, int], what: str) -> Problem:
    return Problem(path, *place, "not strict YAML", what)


class RefusedError(Exception):
    """What the parser took, and strict YAML does not."""

    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self.problem = problem


_Add: TypeAlias = Callable[[Node], object]


class _Open(Struct, gc=False):
    """A list or mapping that is still being read; a mapping's keys and values are in turn.

    ``add`` takes what is in it, and puts it to ``items`` unless somebody else wants it.
    """

    items: list[Node]
    add: _Add
    is_mapping: bool
    line: int
    column: int

    def awaits_key(self) -> bool:
        return self.is_mapping and not len(self.items) % 2

    def repeated(self, path: str) -> Iterator[Problem]:
        met: set[str] = set()
        for key in _keys(self.items) if self.is_mapping else ():
            if key.text in met:
                yield Problem(path, key.line, key.column, "duplicate key", key.text)
            met.add(key.text)


def _keys(items: list[Node]) -> tuple[Scalar, ...]:
    return cast("tuple[Scalar, ...]", tuple(items[::2]))


class Builder:
    """Builds nodes from events without recursion, so that depth costs no stack.

    A rule has a hundred events: little may be done about each.
    """

    def __init__(self, path: str, singly: Singly | None) -> None:
        self._path = path
        self._singly = singly
        self._documents: list[Node] = []
        self._open = [
            _Open(self._documents, self._documents.append, is_mapping=False, line=1, column=1)
        ]

    def build(self, raw: bytes) -> Node:
        """Build the one document; raises ``RefusedError`` and the parser's own errors."""
        loader: Any = _LOADER(raw)
        try:
            # yaml.parse would ask for each event twice
            self._take(iter(loader.get_event, None))
        finally:
            loader.dispose()
        if not self._documents:
            raise RefusedError(Problem(self._path, 1, 1, "empty", "the file says nothing"))
        return self._documents[0]

    def first(self, problem: Problem) -> Problem:
        """Give the first mistake: a repeated key stands before whatever ended the reading."""
        repeated = (each for opened in self._open for each in opened.repeated(self._path))
        return min(repeated, default=problem)

    def _take(self, events: Iterable[_Event]) -> None:
        add: _Add = self._documents.append
        for event in events:
            kind = type(event)
            if kind is _SCALAR:
                mark, text = event.start_mark, event.value
                if event.anchor is not None or event.tag is not None or text == "<<":
                    self._check_scalar(event)
                add(Scalar(text, mark.line + 1, mark.column + 1))
            elif kind in _TAKE:
                add = _TAKE[kind](self, event)

    def _check_scalar(self, event: _Event) -> None:
        if event.anchor is not None or event.tag is not None:
            raise self._refused(event, "an anchor or a tag")
        if not event.style and self._open[-1].awaits_key():
            raise self._refused(event, "a merge key")

    def start(self, event: yaml.CollectionStartEvent) -> _Add:
        """Open a list or mapping; give what takes what comes next, as all of these do."""
        if event.anchor is not None or event.tag is not None:
            raise self._refused(event, "an anchor or a tag")
        if len(self._open) > MAX_DEPTH:
            raise self._refused(event, f"more than {MAX_DEPTH} levels")
        if self._open[-1].awaits_key():
            raise self._refused(event, "a key that is no text")
        items: list[Node] = []
        is_mapping = type(event) is yaml.MappingStartEvent
        add = items.append if is_mapping else self._adding_to(items)
        self._open.append(_Open(items, add, is_mapping, *place_of(event.start_mark)))
        return add

    def _adding_to(self, items: list[Node]) -> _Add:
        """Give what takes the items of a list that starts here: whoever wants them singly, too."""
        singly, document = self._singly, self._open[-1]
        if singly is None or len(self._open) != _IN_DOCUMENT or not document.is_mapping:
            return items.append
        return singly.take if _keys(document.items)[-1].text == singly.key else items.append

    def end_sequence(self, event: yaml.SequenceEndEvent) -> _Add:
        closed = self._open.pop()
        add = self._open[-1].add
        add(Sequence(tuple(closed.items), closed.line, closed.column))
        return add

    def end_mapping(self, event: yaml.MappingEndEvent) -> _Add:
        closed = self._open[-1]
        keys = _keys(closed.items)
        values = dict(zip([key.text for key in keys], closed.items[1::2], strict=True))
        if len(values) < len(keys):
            raise RefusedError(next(closed.repeated(self._path)))
        self._open.pop()
        add = self._open[-1].add
        add(Mapping(keys, values, closed.line, closed.column))
        return add

    def alias(self, event: yaml.AliasEvent) -> _Add:
        raise self._refused(event, "an alias")

    def document(self, event: yaml.DocumentStartEvent) -> _Add:
        if self._documents:
            raise self._refused(event, "a second document")
        return self._documents.append

    def _refused(self, event: yaml.Event | _Event, what: str) -> RefusedError:
        return RefusedError(refusal(self._path, place_of(event.start_mark), what))


# the events come in these very types
_TAKE: dict[type[Any], Callable[[Builder, Any], _Add]] = {
    yaml.MappingStartEvent: Builder.start,
    yaml.SequenceStartEvent: Builder.start,
    yaml.MappingEndEvent: Builder.end_mapping,
    yaml.SequenceEndEvent: Builder.end_sequence,
    yaml.AliasEvent: Builder.alias,
    yaml.DocumentStartEvent: Builder.document,
}
