"""Strict YAML whose values know their line and column.

Every scalar is text: no date, octal, yes or no is read into it. Anchors, aliases, tags, merge
keys, repeated keys, several documents, deep nesting and large files are problems.
"""

from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, Protocol, TypeAlias, cast

import yaml
from msgspec import Struct

from caveat.source.errors import PackError
from caveat.source.problem import Problem

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 20

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_IN_DOCUMENT = 2
_SCALAR: type[Any] = yaml.ScalarEvent
_WRONG_CHARACTER = "a character that YAML does not allow"


class Scalar(Struct, frozen=True, gc=False):
    """A text and where it stands, from one."""

    text: str
    line: int
    column: int


class Sequence(Struct, frozen=True, gc=False):
    """A list of values and where it starts."""

    items: tuple["Node", ...]
    line: int
    column: int


class Mapping(Struct, frozen=True, gc=False):
    """Values by key, the keys with their places, and where the mapping starts."""

    keys: tuple[Scalar, ...]
    values: dict[str, "Node"]
    line: int
    column: int


Node = Scalar | Sequence | Mapping


class Singly(NamedTuple):
    """Takes the items of the list under a key of the whole document, one by one.

    A long list is then never held as a whole: it is left empty where it stands. What stood before
    a mistake was taken.
    """

    key: str
    take: Callable[[Node], object]


def read_document(content: bytes | str, path: str, singly: Singly | None = None) -> Node:
    """Read one YAML document; raises ``PackError`` with the first thing that is no strict YAML."""
    raw = _utf8(content, path)
    builder = _Builder(path, singly)
    try:
        return builder.build(raw)
    except _RefusedError as refused:
        problem = refused.problem
    except yaml.MarkedYAMLError as error:
        place = _place(error.problem_mark or error.context_mark)
        problem = _refusal(path, place, error.problem or "not YAML")
    except yaml.YAMLError:
        problem = _refusal(path, (1, 1), _WRONG_CHARACTER)
    raise PackError([builder.first(problem)])


def _utf8(content: bytes | str, path: str) -> bytes:
    """Give the bytes of a document, which are no other encoding than UTF-8."""
    if len(content) > MAX_BYTES:
        raise PackError([Problem(path, 1, 1, "too large", f"more than {MAX_BYTES} bytes")])
    try:
        raw = content.encode() if isinstance(content, str) else content
        raw.decode()
    except UnicodeEncodeError:
        raise PackError([_refusal(path, (1, 1), _WRONG_CHARACTER)]) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise PackError([_refusal(path, (line, 1), "not UTF-8")]) from None
    return raw.removeprefix(BOM_UTF8)


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


def _place(mark: _Mark | None) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _refusal(path: str, place: tuple[int, int], what: str) -> Problem:
    return Problem(path, *place, "not strict YAML", what)


class _RefusedError(Exception):
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


class _Builder:
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
        """Build the one document; raises ``_RefusedError`` and the parser's own errors."""
        loader: Any = _LOADER(raw)
        try:
            # yaml.parse would ask for each event twice
            self._take(iter(loader.get_event, None))
        finally:
            loader.dispose()
        if not self._documents:
            raise _RefusedError(Problem(self._path, 1, 1, "empty", "the file says nothing"))
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
        self._open.append(_Open(items, add, is_mapping, *_place(event.start_mark)))
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
            raise _RefusedError(next(closed.repeated(self._path)))
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

    def _refused(self, event: yaml.Event | _Event, what: str) -> _RefusedError:
        return _RefusedError(_refusal(self._path, _place(event.start_mark), what))


# the events come in these very types
_TAKE: dict[type[Any], Callable[[_Builder, Any], _Add]] = {
    yaml.MappingStartEvent: _Builder.start,
    yaml.SequenceStartEvent: _Builder.start,
    yaml.MappingEndEvent: _Builder.end_mapping,
    yaml.SequenceEndEvent: _Builder.end_sequence,
    yaml.AliasEvent: _Builder.alias,
    yaml.DocumentStartEvent: _Builder.document,
}


def node_of(value: object, path: str, depth: int = 0) -> Node:
    """Give plain values as a node, so that they are decoded as a document is; no places."""
    if depth > MAX_DEPTH:
        raise PackError([_refusal(path, (1, 1), f"more than {MAX_DEPTH} levels")])
    if isinstance(value, dict):
        pairs = cast("dict[object, object]", value).items()
        entries = {str(key): node_of(item, path, depth + 1) for key, item in pairs}
        return Mapping(tuple(Scalar(key, 1, 1) for key in entries), entries, 1, 1)
    if isinstance(value, (list, tuple)):
        items = cast("list[object]", value)
        return Sequence(tuple(node_of(item, path, depth + 1) for item in items), 1, 1)
    if isinstance(value, bool):
        return Scalar(str(value).lower(), 1, 1)
    return Scalar("" if value is None else str(value), 1, 1)
