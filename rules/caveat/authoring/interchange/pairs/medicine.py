"""Reads a medicine of a list exactly: a name, a class or a code, and nothing that is only near."""

from functools import cache
from typing import NamedTuple

from caveat.authoring.interchange.pairs.csv_text import shown
from caveat.reading.codes import ATC, RXNORM, Code
from caveat.reading.path import StepKind
from caveat.reading.text import fold, key_of, tokenise
from caveat.reading.vocabulary import Substance, Vocabulary
from caveat.source.reader import named

_MOST_HINTS = 500


class Mistake(NamedTuple):
    """Why a cell names no medicine: a short stable kind, and the particular case."""

    kind: str
    what: str


class MedicineReader:
    """Reads cells by a vocabulary; a list names the same medicines again and again.

    What a name may mean is looked for some hundreds of times: a file of another kind has many.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._titles = {key_of(each.title): each.id for each in vocabulary.classes.values()}
        self._hints = _MOST_HINTS
        self.read = cache(self._read)

    def _read(self, cell: str) -> str | Mistake:
        """Give the ingredient or class that a cell names, or why it names none."""
        system, colon, value = cell.partition(":")
        code = Code(system, value.strip().upper())
        if colon and code.known_system in {RXNORM, ATC}:
            return self._coded(code)
        if cell in self._vocabulary.classes:
            return cell
        substance = self._named(cell)
        if substance:
            return self._exactly(cell, substance)
        return self._titles.get(key_of(cell)) or self._unknown(cell)

    def _coded(self, code: Code) -> str | Mistake:
        plain = Code(code.known_system or "", code.value)
        further = self._vocabulary.names.further
        is_known = plain in self._vocabulary.codes or (further and further.by_code(plain))
        substance = self._vocabulary.substance_of(plain) if is_known else None
        if substance is None:
            return Mistake("unknown code", f"{shown(str(code))} is of no medicine or class known")
        return self._exactly(str(code), substance)

    def _named(self, cell: str) -> Substance | None:
        names, key = self._vocabulary.names, key_of(cell)
        tokens = tokenise(fold(cell))
        found = names.substances.get(key)
        if found or not names.further or not tokens:
            return found
        match = names.further.at(tokens, 0)
        return match.target if match and match.end == len(tokens) else None

    def _exactly(self, cell: str, substance: Substance) -> str | Mistake:
        """Give what is meant where it is one ingredient or class, for sure and however taken."""
        terms = [self._vocabulary.title_of(term) for term in substance.terms]
        if substance.distance:
            what = f"{shown(cell)}; did you mean '{substance.label}'?"
            return Mistake("misspelt medicine", what)
        if substance.is_vague:
            what = f"{shown(cell)} may mean the class '{substance.terms[0]}'; write that"
            return Mistake("vague medicine", what)
        if len(terms) != 1:
            what = f"{shown(cell)} is {' and '.join(terms)}; write the pair of one of them"
            return Mistake("more than one medicine", what)
        if substance.route:
            what = f"{shown(cell)} is {terms[0]}, {substance.route}; write '{substance.terms[0]}'"
            return Mistake("of one route", what)
        return self._known(cell, substance)

    def _known(self, cell: str, substance: Substance) -> str | Mistake:
        (term,) = substance.terms
        if self._vocabulary.has_term(term):
            return term
        return Mistake(
            "unknown medicine", f"{shown(cell)} is '{term}', of which rules cannot speak"
        )

    def _unknown(self, cell: str) -> Mistake:
        self._hints -= 1
        if self._hints < 0 or shown(cell) != f"'{cell}'":
            return Mistake("unknown medicine", shown(cell))
        near = self._vocabulary.names.substance_spelling.nearest(key_of(cell)).suggestions
        labels = tuple(map(self._label, near))
        if labels:
            meant = ", ".join(f"'{label}'" for label in labels)
            return Mistake("unknown medicine", f"{shown(cell)}; did you mean {meant}?")
        return Mistake("unknown medicine", named(cell, self._vocabulary.classes))

    def _label(self, key: str) -> str:
        found = self._vocabulary.names.substances.get(key)
        is_class = found is not None and found.kind is StepKind.CLASS
        return found.terms[0] if found and is_class else key
