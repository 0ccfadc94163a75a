"""Strict YAML whose values know their line and column.

Every scalar is text: no date, octal, yes or no is read into it. Anchors, aliases, tags, merge
keys, repeated keys, several documents, deep nesting and large files are problems.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, cast

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
    text = _decode(content, path)
    try:
        return _Builder(path).build(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        line, column = _place(error.problem_mark or error.context_mark)
        raise _refusal(path, line, column, error.problem or "not YAML") from None
    except (yaml.YAMLError, UnicodeEncodeError):
        raise _refusal(path, 1, 1, "a character that YAML does not allow") from None


def _decode(content: bytes | str, path: str) -> str:
    if len(content) > MAX_BYTES:
        raise PackError([Problem(path, 1, 1, "too large", f"more than {MAX_BYTES} bytes")])
    if isinstance(content, str):
        return content
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _refusal(path, line, 1, "not UTF-8") from None


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

    is_mapping: bool
    line: int
    column: int
    items: list[Node] = field(default_factory=list[Node])
    keys: list[Scalar] = field(default_factory=list[Scalar])
    values: dict[str, Node] = field(default_factory=dict[str, Node])
    key: Scalar | None = None

    def close(self) -> Node:
        if self.is_mapping:
            return Mapping(tuple(self.keys), self.values, self.line, self.column)
        return Sequence(tuple(self.items), self.line, self.column)


class _Builder:
    """Builds nodes from events without recursion, so that depth costs no stack."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._open: list[_Open] = []
        self._root: Node | None = None

    def build(self, events: Iterator[yaml.Event]) -> Node:
        for event in events:
            if isinstance(event, yaml.ScalarEvent):
                self._scalar(event)
            elif isinstance(event, yaml.CollectionStartEvent):
                self._start(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._add(self._open.pop().close())
            elif isinstance(event, yaml.AliasEvent):
                raise self._refuse(event, "an alias")
            elif isinstance(event, yaml.DocumentStartEvent) and self._root is not None:
                raise self._refuse(event, "a second document")
        if self._root is None:
            raise PackError([Problem(self._path, 1, 1, "empty", "the file says nothing")])
        return self._root

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        if event.anchor is not None or event.tag is not None:
            raise self._refuse(event, "an anchor or a tag")
        scalar = Scalar(event.value, *_place(event.start_mark))
        if self._open and self._open[-1].is_mapping and self._open[-1].key is None:
            self._key(scalar, plain=not event.style)
        else:
            self._add(scalar)

    def _key(self, key: Scalar, *, plain: bool) -> None:
        parent = self._open[-1]
        if plain and key.text == "<<":
            raise _refusal(self._path, key.line, key.column, "a merge key")
        if key.text in parent.values:
            problem = Problem(self._path, key.line, key.column, "duplicate key", key.text)
            raise PackError([problem])
        parent.key = key

    def _start(self, event: yaml.CollectionStartEvent) -> None:
        if event.anchor is not None or event.tag is not None:
            raise self._refuse(event, "an anchor or a tag")
        if len(self._open) >= MAX_DEPTH:
            raise self._refuse(event, f"more than {MAX_DEPTH} levels")
        if self._open and self._open[-1].is_mapping and self._open[-1].key is None:
            raise self._refuse(event, "a key that is no text")
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        self._open.append(_Open(is_mapping, *_place(event.start_mark)))

    def _add(self, node: Node) -> None:
        if not self._open:
            self._root = node
            return
        parent = self._open[-1]
        if parent.key is None:
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
