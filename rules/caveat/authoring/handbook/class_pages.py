"""The pages of medicine classes: their members, what they are called, and their rules."""

from collections.abc import Iterator

from caveat.authoring.handbook import links
from caveat.authoring.handbook.knowledge import Knowledge
from caveat.authoring.handbook.markup import code, escaped, heading, link, table
from caveat.authoring.handbook.page import ONE_OF_MANY, Page, capitalised
from caveat.authoring.handbook.rule_tables import rule_table
from caveat.reading.codes import ATC, RXNORM
from caveat.reading.vocabulary import MedicineClass


def class_pages(known: Knowledge) -> Iterator[Page]:
    """Write a page for each class, and one that lists them."""
    classes = sorted(known.vocabulary.classes.values(), key=lambda each: each.title.casefold())
    rows = (_brief(each, known) for each in classes)
    heads = ("Class", "Id", "Ingredients", "Rules that name it")
    intro = (
        f"{len(classes)} classes. Rules name an ingredient or a class; classes may hold classes."
    )
    yield Page(links.CLASSES, "Medicines by class", (intro, table(heads, rows)))
    for each in classes:
        blocks = tuple(_class(each, known))
        yield Page(links.class_page(each.id), capitalised(each.title), blocks, ONE_OF_MANY)


def _brief(found: MedicineClass, known: Knowledge) -> tuple[str, ...]:
    named = len(known.terms.get(found.id, ()))
    title = link(found.title, links.class_page(found.id))
    return title, code(found.id), str(len(found.members)), str(named)


def _class(found: MedicineClass, known: Knowledge) -> Iterator[str]:
    yield f"{link('Classes', links.CLASSES)} · {code(found.id)}\n{{ .signs }}"
    yield from _names(found, known)
    yield from _around(found, known)
    yield heading("Rules that name it", anchor="rules")
    yield rule_table(known.some(known.terms.get(found.id, ()))) or "None does."
    yield from _rules_above(found, known)
    yield heading(f"Ingredients ({len(found.members)})", anchor="ingredients")
    yield _members(found, known)


def _names(found: MedicineClass, known: Knowledge) -> Iterator[str]:
    glossary = known.glossary
    called = glossary.names.get(found.id)
    vague = glossary.vague.get(found.id)
    atc = glossary.code_values(found.id, ATC)
    if called:
        yield f"Also called: {escaped('; '.join(called))}."
    if vague:
        yield f"May be meant by, and is asked about: {escaped('; '.join(vague))}."
    if atc:
        yield f"ATC groups: {escaped(', '.join(atc))}."


def _around(found: MedicineClass, known: Knowledge) -> Iterator[str]:
    """Say which classes are above and below."""
    vocabulary = known.vocabulary
    above = known.glossary.classes_above.get(found.id, ())
    below = [part for part in found.parts if part in vocabulary.classes]
    yield f"Part of: {links.joined(links.to_term(each, vocabulary) for each in above)}."
    yield f"Holds the classes: {links.joined(links.to_term(each, vocabulary) for each in below)}."
    left_out = _left_out(found, known)
    if left_out:
        yield f"Left out: {links.joined(map(escaped, left_out))}."


def _left_out(found: MedicineClass, known: Knowledge) -> list[str]:
    parts = (known.vocabulary.members_of(part) for part in found.parts)
    return sorted({member for members in parts for member in members} - found.members)


def _rules_above(found: MedicineClass, known: Knowledge) -> Iterator[str]:
    """Show the rules that concern the class because they name one that it is part of."""
    above = known.vocabulary.terms_of(found.id) - {found.id}
    ids = {rule_id for term in above for rule_id in known.terms.get(term, ())}
    rules = known.some(ids - set(known.terms.get(found.id, ())))
    if rules:
        yield heading("Rules that name a class above", anchor="rules-above")
        yield rule_table(rules)


def _members(found: MedicineClass, known: Knowledge) -> str:
    """List the ingredients, and the class below by way of which each is in, if there are such."""
    heads = ("Ingredient", "RxCUI", "ATC", "Also called", "By way of")
    rows = [_member(each, found, known) for each in sorted(found.members, key=str.casefold)]
    width = len(heads) if any(row[-1] for row in rows) else len(heads) - 1
    return table(heads[:width], (row[:width] for row in rows))


def _member(ingredient: str, found: MedicineClass, known: Knowledge) -> tuple[str, ...]:
    glossary, vocabulary = known.glossary, known.vocabulary
    way = next((part for part in found.parts if ingredient in vocabulary.members_of(part)), "")
    return (
        links.to_term(ingredient, vocabulary),
        escaped(", ".join(glossary.code_values(ingredient, RXNORM))),
        escaped(", ".join(glossary.code_values(ingredient, ATC))),
        escaped("; ".join(glossary.names.get(ingredient, ()))),
        links.to_term(way, vocabulary) if way in vocabulary.classes else "",
    )
