"""A reader of packs: it checks words of the vocabulary at once, and keeps names to check later."""

from dataclasses import dataclass
from typing import TypeGuard

from caveat.reading.vocabulary import Vocabulary
from caveat.rules.model import Place
from caveat.rules.unknown_term import unknown_term
from caveat.source.document import Node, Scalar
from caveat.source.reader import Reader, named


@dataclass(frozen=True, slots=True)
class Reference:
    """A place that names a rule or source which another file may define."""

    kind: str
    name: str
    place: Place


class RuleReader(Reader):
    """Reads one file of a pack."""

    def __init__(self, path: str, vocabulary: Vocabulary) -> None:
        super().__init__(path)
        self.vocabulary = vocabulary
        self.references: list[Reference] = []

    def problem(self, node: Node, kind: str, what: str) -> None:
        """Note a mistake; of a placeholder, that it is one, whatever else is wrong with it."""
        if _is_unfinished(node):
            kind, what = "unfinished", f"still to be written: {node.text.strip('<>')}"
        super().problem(node, kind, what)

    def text(self, node: Node | None, default: str = "") -> str:
        """Give a text that says something, and is no placeholder; no node gives the default."""
        if node is not None and _is_unfinished(node):
            self.problem(node, "unfinished", "")
        return super().text(node, default)

    def term(self, node: Node | None) -> str:
        """Give an ingredient or a class."""
        term = self.text(node)
        if node is not None and term and not self.vocabulary.has_term(term):
            what = unknown_term(term, self.vocabulary)
            self.problem(node, "unknown class or ingredient", what)
        return term

    def terms(self, node: Node | None) -> tuple[str, ...]:
        """Give a list of ingredients and classes."""
        return tuple(map(self.term, self.items(node)))

    def concept(self, node: Node | None) -> str:
        """Give a condition."""
        concept = self.text(node)
        if node is not None and concept and concept not in self.vocabulary.concepts:
            self.problem(node, "unknown condition", named(concept, self.vocabulary.concepts))
        return concept

    def observation(self, node: Node | None) -> str:
        """Give a fact that can be stated."""
        name = self.text(node)
        if node is not None and name and name not in self.vocabulary.observations:
            known = self.vocabulary.observations
            self.problem(node, "unknown observation", named(name, known))
        return name

    def refer(self, kind: str, node: Node | None) -> str:
        """Give a name that is checked once every file has been read."""
        name = self.text(node)
        if node is not None:
            place = Place(self.path, node.line, node.column)
            self.references.append(Reference(kind, name, place))
        return name

    def refer_all(self, kind: str, node: Node | None) -> tuple[str, ...]:
        """Give a list of names that are checked once every file has been read."""
        return tuple(self.refer(kind, item) for item in self.items(node))


def _is_unfinished(node: Node) -> TypeGuard[Scalar]:
    """Say whether a text stands for what is still to be written, as in a rule that is new."""
    return isinstance(node, Scalar) and node.text.startswith("<") and node.text.endswith(">")
