"""What an author says of a rule before it is written."""

from dataclasses import dataclass

from caveat.reading.vocabulary import Vocabulary
from caveat.source.errors import SettingsError
from caveat.source.reader import named


@dataclass(frozen=True, slots=True)
class RuleStart:
    """The id of a rule, and whatever else is known of it by now; empty: not yet.

    ``terms`` are two that it is between, or one that it is about.
    """

    id: str
    terms: tuple[str, ...] = ()
    kind: str = ""
    level: str = ""
    author: str = ""

    def check(self, vocabulary: Vocabulary) -> None:
        """Raise ``SettingsError`` for a term that the vocabulary does not have."""
        known = (*vocabulary.classes, *vocabulary.ingredients)
        unknown = [term for term in self.terms if not vocabulary.has_term(term)]
        if unknown:
            each = "; ".join(named(term, known) for term in unknown)
            raise SettingsError(f"unknown class or ingredient: {each}")
