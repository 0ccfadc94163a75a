"""Pages of the rest of the vocabulary: facts, products of several ingredients, the index."""

from collections.abc import Iterator
from itertools import groupby

from caveat.authoring.handbook import links
from caveat.authoring.handbook.glossary import by_letter
from caveat.authoring.handbook.knowledge import Knowledge
from caveat.authoring.handbook.markup import code, escaped, facts, heading, table
from caveat.authoring.handbook.page import Page
from caveat.authoring.handbook.rule_tables import rule_table
from caveat.reading.codes import ATC, RXNORM
from caveat.reading.vocabulary import ObservationTerm

_WIDE = ("toc",)
_NUMBER = "1"
"""The unit of what has none."""


def term_pages(known: Knowledge) -> Iterator[Page]:
    """Write the pages of facts, of products and of all ingredients."""
    yield Page(links.OBSERVATIONS, "Observations", tuple(_observations(known)))
    yield Page(links.PRODUCTS, "Combination products", tuple(_products(known)), _WIDE)
    yield Page(links.INGREDIENTS, "Ingredients, A to Z", tuple(_ingredients(known)), _WIDE)


def _observations(known: Knowledge) -> Iterator[str]:
    terms = sorted(known.vocabulary.observations.values(), key=lambda each: by_letter(each.title))
    yield f"{len(terms)} facts that can be stated or measured, and the question that asks for each."
    for term in terms:
        yield heading(term.title, anchor=links.anchor_of(term.name))
        yield facts(_facts(term, known))
        yield rule_table(known.some(known.observations.get(term.name, ())))


def _facts(term: ObservationTerm, known: Knowledge) -> Iterator[tuple[str, str]]:
    names = known.glossary.observation_names.get(term.name, ())
    yield "Name", code(term.name)
    yield "Question", escaped(term.question)
    unit = "" if term.unit == _NUMBER else term.unit
    if unit:
        yield "Unit", escaped(_units(term))
    if term.lowest is not None and term.highest is not None:
        yield "Believed", escaped(f"from {term.lowest:g} to {term.highest:g} {unit}")
    for choice, words in (term.choices or {}).items():
        yield f"Word: {choice}", escaped("; ".join(words))
    if term.kind == "flag":
        yield "Words", "yes, no"
    if term.derived:
        yield "Worked out", "from what else is stated, where nobody states it"
    yield "Also written", escaped("; ".join(names))


def _units(term: ObservationTerm) -> str:
    others = sorted(set(term.units or ()) - {term.unit})
    return f"{term.unit}; also {', '.join(others)}" if others else term.unit


def _products(known: Knowledge) -> Iterator[str]:
    products = known.glossary.products
    yield f"{len(products)} combinations of ingredients that have names of their own."
    vocabulary = known.vocabulary
    rows = (
        (links.joined(links.to_term(term, vocabulary) for term in terms), escaped("; ".join(names)))
        for terms, names in products.items()
    )
    yield table(("Ingredients", "Names"), rows)


def _ingredients(known: Knowledge) -> Iterator[str]:
    """List every ingredient under its letter."""
    ordered = sorted(known.vocabulary.ingredients, key=lambda each: (_place_of(each), each))
    groups = [(letter, list(names)) for letter, names in groupby(ordered, key=links.letter_of)]
    jumps = (f"[{letter}](#{links.letter_anchor(names[0])})" for letter, names in groups)
    yield f"{len(ordered):,} ingredients. {' '.join(jumps)}"
    for letter, names in groups:
        yield heading(letter, anchor=links.letter_anchor(names[0]))
        heads = ("Ingredient", "RxCUI", "ATC", "In the classes", "Also called")
        yield table(heads, (_ingredient(name, known) for name in names))


def _place_of(ingredient: str) -> tuple[str, str]:
    return links.letter_of(ingredient), ingredient.casefold()


def _ingredient(name: str, known: Knowledge) -> tuple[str, ...]:
    glossary, vocabulary = known.glossary, known.vocabulary
    above = sorted(vocabulary.terms_of(name) - {name})
    return (
        escaped(name),
        escaped(", ".join(glossary.code_values(name, RXNORM))),
        escaped(", ".join(glossary.code_values(name, ATC))),
        links.joined((links.to_term(each, vocabulary) for each in above), ""),
        escaped("; ".join(glossary.names.get(name, ()))),
    )
