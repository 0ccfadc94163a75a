"""The pages of conditions: what they are called, which statuses count, and their rules."""

from collections.abc import Iterable, Iterator

from caveat.authoring.handbook import links
from caveat.authoring.handbook.knowledge import Knowledge
from caveat.authoring.handbook.markup import code, escaped, facts, heading, link, table
from caveat.authoring.handbook.page import ONE_OF_MANY, Page, capitalised
from caveat.authoring.handbook.rule_tables import rule_table
from caveat.reading.codes import ICD10CM, SNOMED
from caveat.reading.status import ConditionStatus
from caveat.reading.vocabulary import Concept


def condition_pages(known: Knowledge) -> Iterator[Page]:
    """Write a page for each condition, and one that lists them under the broadest."""
    concepts = sorted(known.vocabulary.concepts.values(), key=lambda each: each.title.casefold())
    heads = ("Condition", "Within", "Counts when", "Rules that name it")
    rows = (_brief(each, known) for each in concepts)
    intro = f"{len(concepts)} conditions that rules can speak of."
    yield Page(links.CONDITIONS, "Conditions", (intro, table(heads, rows)))
    for each in concepts:
        blocks = tuple(_condition(each, known))
        yield Page(links.condition_page(each.id), capitalised(each.title), blocks, ONE_OF_MANY)


def _brief(concept: Concept, known: Knowledge) -> tuple[str, ...]:
    named = len(known.concepts.get(concept.id, ()))
    title = links.to_condition(concept.id, known.vocabulary)
    return title, _linked(concept.within, known, ""), _statuses(concept), str(named)


def _condition(concept: Concept, known: Knowledge) -> Iterator[str]:
    glossary = known.glossary
    narrower = glossary.conditions_within.get(concept.id, ())
    yield f"{link('Conditions', links.CONDITIONS)} · {code(concept.id)}\n{{ .signs }}"
    rows = (
        ("Counts when it is", _statuses(concept)),
        ("Within", _linked(concept.within, known)),
        ("Holds", _linked(narrower, known)),
        ("ICD-10-CM", escaped(", ".join(glossary.condition_values(concept.id, ICD10CM)) or "none")),
        ("SNOMED CT", escaped(", ".join(glossary.condition_values(concept.id, SNOMED)) or "none")),
    )
    yield facts(rows)
    yield "An ICD-10-CM category stands for all codes below it; a rule may count other statuses."
    yield heading("Rules that name it", anchor="rules")
    yield rule_table(known.some(known.concepts.get(concept.id, ()))) or "None does."
    yield from _rules_above(concept, known)
    names = glossary.condition_names.get(concept.id, ())
    yield heading(f"Names that are read as it ({len(names)})", anchor="names")
    yield escaped("; ".join(names))


def _rules_above(concept: Concept, known: Knowledge) -> Iterator[str]:
    above = known.vocabulary.broader_than(concept.id) - {concept.id}
    ids = {rule_id for each in above for rule_id in known.concepts.get(each, ())}
    rules = known.some(ids - set(known.concepts.get(concept.id, ())))
    if rules:
        yield heading("Rules that name a broader condition", anchor="rules-above")
        yield rule_table(rules)


def _statuses(concept: Concept) -> str:
    counting = (status.value for status in ConditionStatus if status in concept.counts)
    return escaped(", ".join(counting).replace("-", " "))


def _linked(concepts: Iterable[str], known: Knowledge, none: str = "none") -> str:
    found = (links.to_condition(each, known.vocabulary) for each in concepts)
    return links.joined(found, none)
