"""The vocabulary turned round: what each ingredient, class and condition is called and coded by."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from caveat.reading.codes import Code
from caveat.reading.vocabulary import Substance, Vocabulary

Named = Mapping[str, tuple[str, ...]]
"""Names, or values of codes, by what they stand for; each sorted."""


@dataclass(frozen=True, slots=True)
class Glossary:
    """Names and codes by the ingredient, class or condition that they stand for.

    ``vague`` phrases only may mean their class. ``products`` are the names of what holds several
    ingredients, by these.
    """

    vocabulary: Vocabulary
    names: Named
    vague: Named
    codes: Mapping[str, Named]
    products: Mapping[tuple[str, ...], tuple[str, ...]]
    condition_names: Named
    condition_codes: Mapping[str, Named]
    classes_above: Named
    conditions_within: Named
    observation_names: Named

    def code_values(self, term: str, system: str) -> tuple[str, ...]:
        """Give the codes of an ingredient or class in a system."""
        return self.codes.get(system, {}).get(term, ())

    def condition_values(self, concept: str, system: str) -> tuple[str, ...]:
        """Give the codes of a condition in a system."""
        return self.condition_codes.get(system, {}).get(concept, ())


def glossary_of(vocabulary: Vocabulary) -> Glossary:
    """Turn a vocabulary round."""
    index = vocabulary.names.substances
    substances = [found for key in index.keys if (found := index.get(key)) and not found.distance]
    conditions = vocabulary.names.conditions
    return Glossary(
        vocabulary=vocabulary,
        names=_grouped(_single(substances, vague=False)),
        vague=_grouped(_single(substances, vague=True)),
        codes=_by_system(
            (code, each.terms[0]) for code, each in vocabulary.codes.items() if len(each.terms) == 1
        ),
        products=_products(substances),
        condition_names=_grouped((conditions.get(key) or "", key) for key in conditions.keys),
        condition_codes=_by_system(
            (code, concept) for code, each in vocabulary.condition_codes.items() for concept in each
        ),
        classes_above=_grouped(
            (part, each.id)
            for each in vocabulary.classes.values()
            for part in each.parts
            if part in vocabulary.classes
        ),
        conditions_within=_grouped(
            (broader, each.id) for each in vocabulary.concepts.values() for broader in each.within
        ),
        observation_names=_grouped(
            (name, written)
            for written, name in vocabulary.names.observations.items()
            if written != name
        ),
    )


def _single(substances: Iterable[Substance], *, vague: bool) -> Iterable[tuple[str, str]]:
    for found in substances:
        if len(found.terms) == 1 and found.is_vague is vague and found.label != found.terms[0]:
            yield found.terms[0], f"{found.label} ({found.route})" if found.route else found.label


def _products(substances: Iterable[Substance]) -> dict[tuple[str, ...], tuple[str, ...]]:
    found: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for each in substances:
        if len(each.terms) > 1:
            found[tuple(sorted(each.terms))].add(each.label)
    return {terms: tuple(sorted(found[terms], key=by_letter)) for terms in sorted(found)}


def _by_system(codes: Iterable[tuple[Code, str]]) -> dict[str, Named]:
    systems: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for code, term in codes:
        systems[code.system].append((term, code.value))
    return {system: _grouped(pairs) for system, pairs in systems.items()}


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return {key: tuple(sorted(found[key], key=by_letter)) for key in sorted(found)}


def by_letter(name: str) -> tuple[str, str]:
    """Order names by their letters, whatever their case; and yet each in one place."""
    return name.casefold(), name
