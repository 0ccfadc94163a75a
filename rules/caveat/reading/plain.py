"""Reads the plainest entries at once: a name, a dose and how often, and nothing else.

Most lines of most lists are so. Whatever else stands in an entry is left to the whole reading,
which gives the same for these; that is slower by an order of magnitude.
"""

import re
from typing import Any, NamedTuple

from caveat.reading.course import CUES
from caveat.reading.dose import Dose, read_dose
from caveat.reading.names import NameIndex
from caveat.reading.path import StepKind
from caveat.reading.vocabulary import Lexicon, Substance, VocabularyNames

_PLAIN = re.compile(r"[a-z0-9]+(?: [a-z0-9./%]+)*")
_AMOUNT = re.compile(r"\d{1,5}(?:\.\d{1,4})?(?:mg|mcg|g|ml|meq|iu|%)?")
_SAYS_LITTLE = frozenset(("salts", "units", "frequencies", "forms"))


class PlainEntry(NamedTuple):
    """A name and the words that it was written in, the dose, and the route of its form."""

    substance: Substance
    written: str
    dose: Dose | None
    form_route: str


class PlainReader:
    """Knows the words that say no more than a dose, a form or a frequency does."""

    def __init__(self, names: VocabularyNames) -> None:
        self._names = names.substances
        self._telling = _words_of(names.lexicon.routes, names.lexicon.form_routes, CUES)
        self._routes = _words_that_say_little(names.lexicon)

    def read(self, text: str) -> PlainEntry | None:
        """Read a plain entry; ``None`` for any other."""
        folded = text.lower()
        if not text.isascii() or _PLAIN.fullmatch(folded) is None:
            return None
        words = folded.split(" ")
        length, substance = self._name(words, 0)
        if substance is None or not self._is_sure(words[:length], substance):
            return None
        routes = self._routes_of(words, length)
        if routes is None or len(routes) > 1:
            return None
        written = words[0] if length == 1 else " ".join(words[:length])
        return PlainEntry(substance, written, read_dose(folded), "".join(routes))

    def _routes_of(self, words: list[str], start: int) -> set[str] | None:
        """Give the routes that the words after a name imply; ``None`` where one says more."""
        routes: set[str] = set()
        for place in range(start, len(words)):
            route = self._routes.get(words[place])
            if route is None and _AMOUNT.fullmatch(words[place]) is None:
                return None
            if self._names.longest(words[place]) and self._name(words, place)[0]:
                return None
            if route:
                routes.add(route)
        return routes

    def _is_sure(self, name: list[str], substance: Substance) -> bool:
        """Say whether a name says nothing beside what it names, such as a form or a count."""
        plain = substance.kind is not StepKind.CLASS and self._telling.isdisjoint(name)
        return plain and (len(name) == 1 or not name[-1].isdigit())

    def _name(self, words: list[str], start: int) -> tuple[int, Substance | None]:
        most = self._names.longest(words[start])
        for length in range(min(most, len(words) - start), 0, -1):
            substance = self._names.get(" ".join(words[start : start + length]))
            if substance is not None:
                return length, substance
        return 0, None


def _words_of(*indexes: NameIndex[Any]) -> frozenset[str]:
    return frozenset(word for index in indexes for key in index.keys for word in key.split(" "))


def _words_that_say_little(lexicon: Lexicon) -> dict[str, str]:
    """Give each word of a dose, form or frequency with the route that the form implies."""
    telling = _words_of(lexicon.routes, CUES)
    phrases = _words_of(lexicon.form_routes)
    found: dict[str, str] = {}
    for key in lexicon.filler.keys:
        route = lexicon.form_routes.get(key) or ""
        says_little = " " not in key and lexicon.filler.get(key) in _SAYS_LITTLE
        if says_little and key not in telling and (route or key not in phrases):
            found[key] = route
    return found
