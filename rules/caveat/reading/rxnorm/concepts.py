"""The concepts of RxNorm with their names, codes and relations, read from its files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from caveat.reading.rxnorm.relation import (
    FAMILIES,
    FORMS,
    INGREDIENT,
    WAYS,
    Family,
    leads_down,
    must_lead_down,
)
from caveat.reading.rxnorm.rrf import Row, RrfReader

_RXNORM = "RXNORM"
_ATC = "ATC"
_ENGLISH = "ENG"
_SUPPRESSED = frozenset("OYE")
_TERM_TYPES = {name: name for name in (INGREDIENT, *WAYS, *FORMS)}
_FURTHER_NAMES = frozenset({"TMSY", "SY", "PSN", "ET"})
_ATC_SUBSTANCE = 7
_NONE: frozenset[int] = frozenset()


@dataclass(slots=True)
class Concepts:
    """Concepts by their RxCUI; ``torn`` are those with a relation to one that is not here."""

    term_types: dict[int, str] = field(default_factory=dict[int, str])
    names: dict[int, str] = field(default_factory=dict[int, str])
    further_names: dict[int, list[str]] = field(default_factory=dict[int, list[str]])
    atc: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    torn: set[int] = field(default_factory=set[int])
    _lower: dict[Family, dict[int, set[int]]] = field(
        default_factory=lambda: {family: {} for family in Family}
    )

    def below(self, rxcui: int, family: Family, targets: Iterable[str]) -> list[int]:
        """Give the concepts of these term types to which a relation leads down."""
        found = self._lower[family].get(rxcui, _NONE)
        return [lower for lower in found if self.term_types[lower] in targets]

    def relate(self, family: Family, one: int, other: int) -> None:
        """Note a relation from the concept that is made of the other one, either way round."""
        types = self.term_types.get(one, ""), self.term_types.get(other, "")
        if not all(types):
            self._tear(family, one if types[0] else other)
        elif leads_down(family, *types):
            self._lower[family].setdefault(one, set()).add(other)
        elif leads_down(family, *reversed(types)):
            self._lower[family].setdefault(other, set()).add(one)

    def _tear(self, family: Family, rxcui: int) -> None:
        if must_lead_down(family, self.term_types.get(rxcui, "")):
            self.torn.add(rxcui)


def read_concepts(reader: RrfReader, concepts: Concepts) -> None:
    """Read RXNCONSO: the concepts of RxNorm, and the codes of the ATC where they are there."""
    for row in reader:
        if row[16] in _SUPPRESSED or row[1] != _ENGLISH:
            continue
        if row[11] == _RXNORM:
            _read_name(row, reader, concepts)
        elif row[11] == _ATC and len(row[13]) == _ATC_SUBSTANCE:
            rxcui = reader.rxcui(row[0])
            if rxcui is not None:
                concepts.atc.append((row[13].upper(), rxcui))


def _read_name(row: Row, reader: RrfReader, concepts: Concepts) -> None:
    term_type = _TERM_TYPES.get(row[12])
    if term_type is None and row[12] not in _FURTHER_NAMES:
        return
    rxcui = reader.rxcui(row[0])
    name = row[14].strip()
    if not name:
        reader.refuse("empty name", "expected the name of a concept")
    elif rxcui is not None and term_type:
        concepts.term_types.setdefault(rxcui, term_type)
        concepts.names.setdefault(rxcui, name)
    elif rxcui is not None:
        concepts.further_names.setdefault(rxcui, []).append(name)


def read_relations(reader: RrfReader, concepts: Concepts) -> None:
    """Read RXNREL: the relations between concepts; those between mere names are passed over."""
    for row in reader:
        if row[10] != _RXNORM or row[14] in _SUPPRESSED:
            continue
        family = FAMILIES.get(row[7])
        if family is None or "AUI" in (row[2], row[6]):
            continue
        one, other = reader.rxcui(row[0]), reader.rxcui(row[4])
        if one is not None and other is not None:
            concepts.relate(family, one, other)


def read_ndcs(reader: RrfReader) -> Iterator[tuple[str, int]]:
    """Read RXNSAT: the National Drug Codes as they are written, and what has them."""
    for row in reader:
        if row[8] == "NDC" and row[9] == _RXNORM and row[11] not in _SUPPRESSED:
            rxcui = reader.rxcui(row[0])
            if rxcui is not None:
                yield row[10], rxcui
