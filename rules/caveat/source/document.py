"""Strict YAML whose values know their line and column.

Every scalar is text: no date, octal, yes or no is read into it. Anchors, aliases, tags, merge
keys, repeated keys, several documents, deep nesting and large files are problems.
"""

from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
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
        return _Builder(path).build(_events(raw))
    except yaml.MarkedYAMLError as error:
        line, column = _place(error.problem_mark or error.context_mark)
        raise _refusal(path, line, column, error.problem or "not YAML") from None
    except yaml.YAMLError:
        raise _refusal(path, 1, 1, "a character that YAML does not allow") from None


def _events(raw: bytes) -> Iterator[yaml.Event]:
    """Give the parser's events; ``yaml.parse`` would ask for each of them twice."""
    loader: Any = _LOADER(raw)
    try:
        yield from iter(loader.get_event, None)
    finally:
        loader.dispose()


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


class _Open:
    """A list or mapping that is still being read; ``key`` waits for its value."""

    __slots__ = ("column", "items", "key", "keys", "line", "values")

    def __init__(self, line: int, column: int, *, is_mapping: bool) -> None:
        self.line = line
        self.column = column
        self.items: list[Node] = []
        self.keys: list[Scalar] = []
        self.values: dict[str, Node] | None = {} if is_mapping else None
        self.key: Scalar | None = None

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

    def build(self, events: Iterator[yaml.Event]) -> Node:
        scalar, opened = yaml.ScalarEvent, self._open
        for event in events:
            kind = type(event)
            if kind is scalar and opened:
                self._scalar(cast("yaml.ScalarEvent", event), opened[-1])
            elif kind in _TAKE:
                _TAKE[kind](self, event)
        if self._root is None:
            raise PackError([Problem(self._path, 1, 1, "empty", "the file says nothing")])
        return self._root

    def lone(self, event: yaml.ScalarEvent) -> None:
        if event.anchor is not None or event.tag is not None:
            raise self._refuse(event, "an anchor or a tag")
        self._root = Scalar(event.value, *_place(event.start_mark))

    def _scalar(self, event: yaml.ScalarEvent, parent: _Open) -> None:
        if event.anchor is not None or event.tag is not None:
            raise self._refuse(event, "an anchor or a tag")
        mark = cast("_Mark", event.start_mark)
        scalar = Scalar(event.value, mark.line + 1, mark.column + 1)
        values, key = parent.values, parent.key
        if values is None:
            parent.items.append(scalar)
        elif key is None:
            self._key(values, scalar, plain=not event.style)
            parent.key = scalar
        else:
            parent.keys.append(key)
            values[key.text] = scalar
            parent.key = None

    def _key(self, values: dict[str, Node], key: Scalar, *, plain: bool) -> None:
        if plain and key.text == "<<":
            raise _refusal(self._path, key.line, key.column, "a merge key")
        if key.text in values:
            problem = Problem(self._path, key.line, key.column, "duplicate key", key.text)
            raise PackError([problem])

    def start(self, event: yaml.CollectionStartEvent) -> None:
        if event.anchor is not None or event.tag is not None:
            raise self._refuse(event, "an anchor or a tag")
        opened = self._open
        if len(opened) >= MAX_DEPTH:
            raise self._refuse(event, f"more than {MAX_DEPTH} levels")
        if opened and opened[-1].key is None and opened[-1].values is not None:
            raise self._refuse(event, "a key that is no text")
        mark = cast("_Mark", event.start_mark)
        is_mapping = type(event) is yaml.MappingStartEvent
        opened.append(_Open(mark.line + 1, mark.column + 1, is_mapping=is_mapping))

    def end(self, event: yaml.Event) -> None:
        node = self._open.pop().close()
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

    def alias(self, event: yaml.Event) -> None:
        raise self._refuse(event, "an alias")

    def document(self, event: yaml.Event) -> None:
        if self._root is not None:
            raise self._refuse(event, "a second document")

    def _refuse(self, event: yaml.Event, what: str) -> PackError:
        return _refusal(self._path, *_place(event.start_mark), what)


# the events come in these very types, and a rule has a hundred of them
_TAKE: dict[type[yaml.Event], Callable[[_Builder, Any], None]] = {
    yaml.ScalarEvent: _Builder.lone,
    yaml.MappingStartEvent: _Builder.start,
    yaml.SequenceStartEvent: _Builder.start,
    yaml.MappingEndEvent: _Builder.end,
    yaml.SequenceEndEvent: _Builder.end,
    yaml.AliasEvent: _Builder.alias,
    yaml.DocumentStartEvent: _Builder.document,
}


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
