"""What an author says of a rule before it is written."""

from dataclasses import dataclass

from caveat.reading.vocabulary import Vocabulary
from caveat.rules.unknown_term import unknown_term
from caveat.source.errors import SettingsError


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
        unknown = [term for term in self.terms if not vocabulary.has_term(term)]
        if unknown:
            each = "; ".join(unknown_term(term, vocabulary) for term in unknown)
            raise SettingsError(f"unknown class or ingredient: {each}")
