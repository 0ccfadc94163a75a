"""What an export is made of: the rule book, the codes, and what could not be expressed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from caveat.authoring.interchange.codings import Codings
from caveat.authoring.interchange.plain import Losses
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.rulebook import RuleBook


@dataclass(frozen=True, slots=True)
class Material:
    """All that writers of rules look things up in; ``under`` has the rules that fold under one."""

    book: RuleBook
    codings: Codings
    under: Mapping[str, tuple[str, ...]]
    losses: Losses = field(default_factory=Losses)

    @classmethod
    def of(cls, book: RuleBook) -> "Material":
        """Gather the material of a rule book."""
        return cls(book, Codings(book.vocabulary), _under(book.covered_by))

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary of the rules."""
        return self.book.vocabulary


def _under(covered_by: Mapping[str, frozenset[str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for covered, covering in sorted(covered_by.items()):
        for each in covering:
            found.setdefault(each, []).append(covered)
    return {rule_id: tuple(ids) for rule_id, ids in found.items()}
