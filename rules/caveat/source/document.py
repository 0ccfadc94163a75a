"""Strict YAML whose values know their line and column.

Every scalar is text: no date, octal, yes or no is read into it. Anchors, aliases, tags, merge
keys, repeated keys, several documents, deep nesting and large files are problems.
"""

from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, cast

import yaml

from caveat.source.errors import PackError
from caveat.source.problem import Problem

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 20

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Scalar(NamedTuple):
    """A text and where it stands, from one."""

    text: str
    line: int
    column: int


class Sequence(NamedTuple):
    """A list of values and where it starts."""

    items: tuple["Node", ...]
    line: int
    column: int


class Mapping(NamedTuple):
    """Values by key, the keys with their places, and where the mapping starts."""

    keys: tuple[Scalar, ...]
    values: dict[str, "Node"]
    line: int
    column: int


Node = Scalar | Sequence | Mapping


def read_document(content: bytes | str, path: str) -> Node:
    """Read one YAML document; raises ``PackError`` with the first thing that is no strict YAML."""
    raw = _utf8(content, path)
    try:
        return _Builder(path).build(yaml.parse(raw, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        line, column = _place(error.problem_mark or error.context_mark)
        raise _refusal(path, line, column, error.problem or "not YAML") from None
    except yaml.YAMLError:
        raise _refusal(path, 1, 1, "a character that YAML does not allow") from None


def _utf8(content: bytes | str, path: str) -> bytes:
    """Give the bytes of a document, which are no other encoding than UTF-8."""
    if len(content) > MAX_BYTES:
        raise PackError([Problem(path, 1, 1, "too large", f"more than {MAX_BYTES} bytes")])
    try:
        raw = content.encode() if isinstance(content, str) else content
        raw.decode()
    except UnicodeEncodeError:
        raise _refusal(path, 1, 1, "a character that YAML does not allow") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise _refusal(path, line, 1, "not UTF-8") from None
    return raw.removeprefix(BOM_UTF8)


class _Mark(Protocol):
    """Where the parser stands, from zero."""

    line: int
    column: int


def _place(mark: _Mark | None) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _refusal(path: str, line: int, column: int, what: str) -> PackError:
    return PackError([Problem(path, line, column, "not strict YAML", what)])


@dataclass(slots=True)
class _Open:
    """A list or mapping that is still being read; ``key`` waits for its value."""

    line: int
    column: int
    items: list[Node]
    keys: list[Scalar]
    values: dict[str, Node] | None
    key: Scalar | None = None

    def close(self) -> Node:
        if self.values is None:
            return Sequence(tuple(self.items), self.line, self.column)
        return Mapping(tuple(self.keys), self.values, self.line, self.column)


class _Builder:
    """Builds nodes from events without recursion, so that depth costs no stack."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._open: list[_Open] = []
        self._root: Node | None = None
        # the events come in these very types, and a rule has a hundred of them
        self._take: dict[type[yaml.Event], Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._start,
            yaml.SequenceStartEvent: self._start,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }

    def build(self, events: Iterator[yaml.Event]) -> Node:
        take = self._take
        for event in events:
            taking = take.get(type(event))
            if taking is not None:
                taking(event)
        if self._root is None:
            raise PackError([Problem(self._path, 1, 1, "empty", "the file says nothing")])
        return self._root

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        if event.anchor is not None or event.tag is not None:
            raise self._refuse(event, "an anchor or a tag")
        mark = cast("_Mark", event.start_mark)
        scalar = Scalar(event.value, mark.line + 1, mark.column + 1)
        parent = self._open[-1] if self._open else None
        if parent is None:
            self._root = scalar
        elif parent.values is None:
            parent.items.append(scalar)
        elif parent.key is None:
            self._key(parent.values, scalar, plain=not event.style)
            parent.key = scalar
        else:
            parent.keys.append(parent.key)
            parent.values[parent.key.text] = scalar
            parent.key = None

    def _key(self, values: dict[str, Node], key: Scalar, *, plain: bool) -> None:
        if plain and key.text == "<<":
            raise _refusal(self._path, key.line, key.column, "a merge key")
        if key.text in values:
            problem = Problem(self._path, key.line, key.column, "duplicate key", key.text)
            raise PackError([problem])

    def _start(self, event: yaml.CollectionStartEvent) -> None:
        if event.anchor is not None or event.tag is not None:
            raise self._refuse(event, "an anchor or a tag")
        if len(self._open) >= MAX_DEPTH:
            raise self._refuse(event, f"more than {MAX_DEPTH} levels")
        if self._open and self._open[-1].values is not None and self._open[-1].key is None:
            raise self._refuse(event, "a key that is no text")
        values: dict[str, Node] | None = {} if isinstance(event, yaml.MappingStartEvent) else None
        self._open.append(_Open(*_place(event.start_mark), [], [], values))

    def _end(self, event: yaml.Event) -> None:
        self._add(self._open.pop().close())

    def _alias(self, event: yaml.Event) -> None:
        raise self._refuse(event, "an alias")

    def _document(self, event: yaml.Event) -> None:
        if self._root is not None:
            raise self._refuse(event, "a second document")

    def _add(self, node: Node) -> None:
        if not self._open:
            self._root = node
            return
        parent = self._open[-1]
        if parent.values is None or parent.key is None:
            parent.items.append(node)
            return
        parent.keys.append(parent.key)
        parent.values[parent.key.text] = node
        parent.key = None

    def _refuse(self, event: yaml.Event, what: str) -> PackError:
        return _refusal(self._path, *_place(event.start_mark), what)


def node_of(value: object, path: str, depth: int = 0) -> Node:
    """Give plain values as a node, so that they are decoded as a document is; no places."""
    if depth > MAX_DEPTH:
        raise _refusal(path, 1, 1, f"more than {MAX_DEPTH} levels")
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
