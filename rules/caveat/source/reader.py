"""Takes typed values out of a document and notes every mistake on the way."""

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from difflib import get_close_matches
from enum import Enum
from math import isfinite
from typing import TypeVar

from caveat.source.document import Mapping, Node, Scalar, Sequence
from caveat.source.problem import Problem
from caveat.source.shape import Shape

EnumT = TypeVar("EnumT", bound=Enum)
ValueT = TypeVar("ValueT")


class Reader:
    """Reads values of one file; a mistake becomes a problem, and a plain default goes on."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []

    def problem(self, node: Node, kind: str, what: str) -> None:
        self.problems.append(Problem(self.path, node.line, node.column, kind, what))

    def fields(
        self, node: Node, allowed: Iterable[str], required: Iterable[str] = ()
    ) -> dict[str, Node]:
        """Give the fields of a mapping, and note unknown and missing ones."""
        if not isinstance(node, Mapping):
            self.problem(node, "wrong type", "expected a mapping")
            return {}
        known, values = frozenset(allowed), node.values
        for name in required:
            if name not in values:
                self.problem(node, "missing key", name)
        return values if values.keys() <= known else self._known(node, known)

    def shaped(self, node: Node, shape: Shape) -> dict[str, Node]:
        """Give the fields of a mapping of a shape, and note unknown and missing ones."""
        return self.fields(node, shape.names, shape.required)

    def _known(self, node: Mapping, known: AbstractSet[str]) -> dict[str, Node]:
        """Give the fields that are known, and note the others."""
        for key in node.keys:
            if key.text not in known:
                self.problem(key, "unknown key", named(key.text, sorted(known)))
        return {name: value for name, value in node.values.items() if name in known}

    def entries(self, node: Node) -> tuple[tuple[Scalar, Node], ...]:
        """Give the entries of a mapping with free keys."""
        if not isinstance(node, Mapping):
            self.problem(node, "wrong type", "expected a mapping")
            return ()
        return tuple((key, node.values[key.text]) for key in node.keys)

    def items(self, node: Node | None) -> tuple[Node, ...]:
        """Give the items of a list; no node gives none."""
        if node is None:
            return ()
        if not isinstance(node, Sequence):
            self.problem(node, "wrong type", "expected a list")
            return ()
        return node.items

    def text(self, node: Node | None, default: str = "") -> str:
        """Give a text that says something; no node gives the default."""
        if node is None:
            return default
        if not isinstance(node, Scalar):
            self.problem(node, "wrong type", "expected a text")
            return default
        text = node.text.strip()
        if not text:
            self.problem(node, "empty text", "expected a text that says something")
        return text

    def texts(self, node: Node | None) -> tuple[str, ...]:
        """Give a list of texts."""
        return tuple(map(self.text, self.items(node)))

    def singly(self, node: Node | None) -> tuple[Node, ...]:
        """Give one text, or each item of a list."""
        return (node,) if isinstance(node, Scalar) else self.items(node)

    def words(self, node: Node | None) -> tuple[str, ...]:
        """Give one text or a list of texts as a list."""
        return tuple(map(self.text, self.singly(node)))

    def flag(self, node: Node | None, *, default: bool = False) -> bool:
        """Give ``true`` or ``false``."""
        word = self.text(node, str(default).lower())
        if node is not None and word not in {"true", "false"}:
            self.problem(node, "wrong type", "expected true or false")
        return word == "true"

    def number(self, node: Node, default: float = 0.0) -> float:
        """Give a finite number."""
        try:
            number = float(self.text(node))
        except ValueError:
            number = float("nan")
        if not isfinite(number):
            self.problem(node, "wrong type", "expected a number")
            return default
        return number

    def choice(self, node: Node | None, options: type[EnumT]) -> EnumT | None:
        """Give the member that a text names; ``None`` where it names none."""
        if node is None:
            return None
        word = self.text(node)
        try:
            return options(word)
        except ValueError:
            names = [str(option.value) for option in options]
            self.problem(node, "unknown word", chosen(word, names))
            return None

    def each(self, node: Node | None, read: Callable[[Node], ValueT]) -> tuple[ValueT, ...]:
        """Give each item of a list, read the same way."""
        return tuple(map(read, self.items(node)))


def named(word: str, known: Iterable[str], like: float = 0.6) -> str:
    """Quote a word that is not known, with the known one that is nearest in spelling.

    ``like`` says how alike the two are at least, from 0 to 1.
    """
    near = get_close_matches(word, list(known), n=1, cutoff=like)
    return f"'{word}'; did you mean '{near[0]}'?" if near else f"'{word}'"


_FEW = 24


def chosen(word: str, words: Iterable[str]) -> str:
    """Quote a word that is none of some words, with the nearest, or with all of them if few."""
    known = list(words)
    told = named(word, known)
    is_told = told != f"'{word}'" or len(known) > _FEW
    return told if is_told else f"{told}; expected one of {', '.join(known)}"
