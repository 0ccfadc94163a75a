"""Strict YAML whose values know their line and column.

Every scalar is text: no date, octal, yes or no is read into it. Anchors, aliases, tags, merge
keys, repeated keys, several documents, deep nesting and large files are problems.
"""

from codecs import BOM_UTF8
from typing import cast

import yaml

from caveat.source.builder import MAX_DEPTH, Builder, RefusedError, Singly, place_of, refusal
from caveat.source.errors import PackError
from caveat.source.node import Mapping, Node, Scalar, Sequence
from caveat.source.problem import Problem

__all__ = [
    "MAX_BYTES",
    "Mapping",
    "Node",
    "Scalar",
    "Sequence",
    "Singly",
    "node_of",
    "read_document",
]

MAX_BYTES = 8 * 1024 * 1024
_IN_QUOTES = "while scanning a quoted scalar"
_AT_THE_END = "found unexpected"
_HINT = "see how this line and the one above are indented; a text with ': ' in it stands in quotes"
_WRONG_CHARACTER = "a character that YAML does not allow"


def read_document(content: bytes | str, path: str, singly: Singly | None = None) -> Node:
    """Read one YAML document; raises ``PackError`` with the first thing that is no strict YAML."""
    raw = _utf8(content, path)
    builder = Builder(path, singly)
    try:
        return builder.build(raw)
    except RefusedError as refused:
        problem = refused.problem
    except yaml.MarkedYAMLError as error:
        problem = refusal(path, *_told(error))
    except yaml.YAMLError:
        problem = refusal(path, (1, 1), _WRONG_CHARACTER)
    raise PackError([builder.first(problem)])


def _told(error: yaml.MarkedYAMLError) -> tuple[tuple[int, int], str]:
    """Give where the parser gave up, and why; a quote that is never closed, where it is opened."""
    what = error.problem or "not YAML"
    if error.context == _IN_QUOTES and what.startswith(_AT_THE_END):
        return place_of(error.context_mark), "a quote that is not closed"
    return place_of(error.problem_mark or error.context_mark), f"{what}; {_HINT}"


def _utf8(content: bytes | str, path: str) -> bytes:
    """Give the bytes of a document, which are no other encoding than UTF-8."""
    if len(content) > MAX_BYTES:
        raise PackError([Problem(path, 1, 1, "too large", f"more than {MAX_BYTES} bytes")])
    try:
        raw = content.encode() if isinstance(content, str) else content
        raw.decode()
    except UnicodeEncodeError:
        raise PackError([refusal(path, (1, 1), _WRONG_CHARACTER)]) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise PackError([refusal(path, (line, 1), "not UTF-8")]) from None
    return raw.removeprefix(BOM_UTF8)


def node_of(value: object, path: str, depth: int = 0) -> Node:
    """Give plain values as a node, so that they are decoded as a document is; no places."""
    if depth > MAX_DEPTH:
        raise PackError([refusal(path, (1, 1), f"more than {MAX_DEPTH} levels")])
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
