"""Medicines of the market beyond the vocabulary, as an imported release of RxNorm names them."""

from collections.abc import Mapping, Sequence

from caveat.reading.codes import ATC, NDC, RXNORM, Code
from caveat.reading.names import Match, NameIndex
from caveat.reading.path import StepKind
from caveat.reading.rxnorm.directory import RxNormConcept, RxNormDirectory, RxNormIngredient
from caveat.reading.text import Token, key_of, key_of_tokens
from caveat.reading.vocabulary import Substance


class Market:
    """Reads codes and names of RxNorm as substances of the vocabulary, whose names win."""

    def __init__(
        self,
        directory: RxNormDirectory,
        codes: Mapping[Code, Substance],
        names: NameIndex[Substance],
    ) -> None:
        self._directory = directory
        self._codes = codes
        self._names = names

    def by_code(self, code: Code) -> Substance | None:
        """Give what an RxCUI, NDC or ATC code of RxNorm stands for."""
        value = code.value.strip()
        system = code.known_system
        if system == RXNORM:
            return self._substance(self._directory.concept(value))
        if system == NDC:
            return self._substance(self._directory.by_ndc(value))
        return self._substance(self._directory.by_atc(value.upper())) if system == ATC else None

    def at(self, tokens: Sequence[Token], start: int) -> Match[Substance] | None:
        """Give the longest name that begins at a place."""
        most = self._directory.longest(tokens[start].text)
        for end in range(min(start + 2 * most, len(tokens)), start, -1):
            key = key_of_tokens(tokens[start:end])
            substance = self._substance(self._directory.by_name(key))
            if substance:
                return Match(start, end, key, substance)
        return None

    def _substance(self, concept: RxNormConcept | None) -> Substance | None:
        if concept is None:
            return None
        terms = (term for part in concept.ingredients for term in self._terms(part))
        return Substance(concept.name, tuple(dict.fromkeys(terms)), StepKind.NAME, concept.route)

    def _terms(self, ingredient: RxNormIngredient) -> tuple[str, ...]:
        coded = self._codes.get(Code(RXNORM, ingredient.rxcui))
        named = coded or self._names.get(key_of(ingredient.name))
        return named.terms if named else (ingredient.name.lower(),)
