"""What of a release is stored: concepts whose contents are known, and their names and codes."""

from collections import Counter
from collections.abc import Iterator

from caveat.reading.rxnorm.concepts import Concepts
from caveat.reading.rxnorm.contents import Contents, ContentsFinder, LeftOut
from caveat.reading.rxnorm.keys import KeyIndex
from caveat.reading.rxnorm.ndc import normalise_ndc
from caveat.reading.rxnorm.relation import (
    BRAND,
    COMBINATION,
    INGREDIENT,
    NAMED,
    PACKS,
    PRECISE,
    PRODUCTS,
)
from caveat.reading.rxnorm.store import Rows
from caveat.reading.text import key_of

_GROUPS = {
    INGREDIENT: "ingredients",
    PRECISE: "precise ingredients",
    COMBINATION: "combinations",
    BRAND: "brands",
    **dict.fromkeys(sorted(PRODUCTS), "products"),
    **dict.fromkeys(sorted(PACKS), "packs"),
}
_OTHER = "components and forms"
_OUTSIDE = "NDCs of concepts that are not here"
_MALFORMED = "NDCs of no known form"


class Catalogue:
    """Gathers what is stored, and counts what is left out and why."""

    def __init__(self, concepts: Concepts) -> None:
        self._concepts = concepts
        self._finder = ContentsFinder(concepts)
        self._stored: dict[int, Contents] = {}
        self._lost: Counter[str] = Counter()
        self._names = KeyIndex[str](self._meaning, self._rank)
        self._labels: dict[str, str] = {}
        self._atc = KeyIndex[str](self._meaning, self._rank)
        self._ndcs = KeyIndex[int](self._meaning, self._rank)
        self._find_contents()
        self._add_names()
        self._add_atc()

    @property
    def has_ingredients(self) -> bool:
        """Say whether there is anything to store at all."""
        return bool(self._stored)

    @property
    def loss(self) -> float:
        """The share of the concepts above ingredients that are left out."""
        ingredients = sum(1 for rxcui in self._stored if self._type(rxcui) == INGREDIENT)
        lost = sum(self._lost[reason.value] for reason in LeftOut)
        return lost / max(1, lost + len(self._stored) - ingredients)

    def add_ndc(self, text: str, rxcui: int) -> None:
        """Note a National Drug Code as it is written; one that could be several is none."""
        codes = normalise_ndc(text)
        if len(codes) != 1:
            self._lost[_MALFORMED] += 1
        elif rxcui not in self._concepts.term_types:
            self._lost[_OUTSIDE] += 1
        else:
            self._ndcs.add(int(codes[0]), rxcui)

    def counts(self) -> dict[str, int]:
        """Count what is stored."""
        groups = Counter(_GROUPS.get(self._type(rxcui), _OTHER) for rxcui in self._stored)
        kinds = dict.fromkeys((*_GROUPS.values(), _OTHER))
        codes = {"names": len(self._names), "NDCs": len(self._ndcs), "ATC codes": len(self._atc)}
        return {kind: groups[kind] for kind in kinds} | codes

    def left_out(self) -> dict[str, int]:
        """Count what is left out, by the reason."""
        indexed: tuple[tuple[str, KeyIndex[str] | KeyIndex[int]], ...] = (
            ("names", self._names),
            ("NDCs", self._ndcs),
            ("ATC codes", self._atc),
        )
        lost = dict(self._lost)
        for what, index in indexed:
            lost[f"{what} of concepts that are left out"] = index.unknown
            lost[f"{what} that mean several things"] = index.several
        return {reason: count for reason, count in lost.items() if count}

    def rows(self) -> Rows:
        """Give the rows of the file."""
        numbers: dict[frozenset[int], int] = {}
        for found in self._stored.values():
            numbers.setdefault(found.ingredients, len(numbers))
        return Rows(
            contents=((number, self._named(found)) for found, number in numbers.items()),
            concepts=self._concept_rows(numbers),
            names=((key, self._label(key, rxcui), rxcui) for key, rxcui in self._names),
            words=self._longest().items(),
            ndcs=self._ndcs,
            atc=self._atc,
        )

    def _find_contents(self) -> None:
        for rxcui, found in self._finder.find_all():
            if isinstance(found, Contents):
                self._stored[rxcui] = found
            else:
                self._lost[found.value] += 1

    def _add_names(self) -> None:
        for rxcui, term_type in self._concepts.term_types.items():
            if term_type in NAMED:
                further = self._concepts.further_names.get(rxcui, ())
                for name in (self._concepts.names[rxcui], *further):
                    self._add_name(name, rxcui)

    def _add_name(self, name: str, rxcui: int) -> None:
        key = key_of(name)
        if key:
            self._names.add(key, rxcui)
            self._labels.setdefault(key, name)

    def _add_atc(self) -> None:
        for code, rxcui in self._concepts.atc:
            if rxcui in self._concepts.term_types:
                self._atc.add(code, rxcui)

    def _meaning(self, rxcui: int) -> tuple[frozenset[int], str] | None:
        found = self._stored.get(rxcui)
        return (found.ingredients, self._finder.route_of(rxcui)) if found else None

    def _rank(self, rxcui: int) -> tuple[int, int]:
        term_type = self._type(rxcui)
        return NAMED.index(term_type) if term_type in NAMED else len(NAMED), rxcui

    def _type(self, rxcui: int) -> str:
        return self._concepts.term_types[rxcui]

    def _label(self, key: str, rxcui: int) -> str:
        """Give a name as it is written; the concept's own goes before one in tall letters."""
        own = self._concepts.names[rxcui]
        return own if key_of(own) == key else self._labels[key]

    def _named(self, ingredients: frozenset[int]) -> list[tuple[str, str]]:
        names = self._concepts.names
        return sorted(
            ((str(rxcui), names[rxcui]) for rxcui in ingredients), key=lambda pair: pair[::-1]
        )

    def _concept_rows(
        self, numbers: dict[frozenset[int], int]
    ) -> Iterator[tuple[int, str, str, int, str]]:
        for rxcui, found in self._stored.items():
            name, route = self._concepts.names[rxcui], self._finder.route_of(rxcui)
            yield rxcui, self._type(rxcui), name, numbers[found.ingredients], route

    def _longest(self) -> dict[str, int]:
        longest: dict[str, int] = {}
        for key, _ in self._names:
            first, *further = key.split(" ")
            longest[first] = max(longest.get(first, 0), 1 + len(further))
        return longest
