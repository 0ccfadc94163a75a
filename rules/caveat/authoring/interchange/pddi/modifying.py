"""The modifying factors of the PDDI form: in which context a rule says more, less or nothing."""

from collections.abc import Iterator

from caveat.authoring.interchange.citations import cited, reference_of
from caveat.authoring.interchange.identifiers import id_of
from caveat.authoring.interchange.material import Material
from caveat.authoring.interchange.mentions import is_plain, terms_in, when_of
from caveat.authoring.interchange.pddi.concept_sets import ConceptSets
from caveat.authoring.interchange.pddi.operational import WITHHELD, statement_of
from caveat.authoring.interchange.plain import Json, JsonObject
from caveat.rules.model import NOT_KNOWN, Criterion, Rule
from caveat.rules.rulebook import RuleBook
from caveat.rules.wording import in_words

_CONTEXT = "MPIO_0000000"
_EVIDENCE = "MPIO_0000004"
_CLASSIFICATION = "MPIO_0000111"


def modifying_factors(rule: Rule, material: Material, sets: ConceptSets) -> JsonObject:
    """Write what the alert depends on, what withholds it, and other rules of the same problem."""
    book, context = material.book, rule.background.context
    stated: list[Json] = [] if context == NOT_KNOWN else [{"display": context}]
    members: list[Json] = [
        *stated,
        *(_of_criterion(each, statement_of(rule), book, sets) for each in _conditions(rule)),
        *(_of_criterion(each, WITHHELD, book, sets) for each in rule.unless),
        *(_of_rule(other, book) for other in _milder(rule, material)),
    ]
    item: JsonObject = {
        "type": _CONTEXT,
        "id": id_of("rule", rule.id, "context"),
        "expressionLogic": "human readable",
    }
    return {**item, "members": members} if members else {**item, "display": NOT_KNOWN}


def _conditions(rule: Rule) -> Iterator[Criterion]:
    return (criterion for criterion in when_of(rule) if not is_plain(criterion))


def _milder(rule: Rule, material: Material) -> Iterator[Rule]:
    """Give the rules that speak of the same problem and fold under this one."""
    return (material.book.rules[each] for each in material.under.get(rule.id, ()))


def _of_criterion(
    criterion: Criterion, statement: str, book: RuleBook, sets: ConceptSets
) -> JsonObject:
    display = in_words(criterion, book.vocabulary)
    member: JsonObject = {"display": display, **classified(statement)}
    references = [_reference(term, book, sets) for term in terms_in(criterion)]
    return {**member, "concept set references": references} if references else member


def _reference(term: str, book: RuleBook, sets: ConceptSets) -> JsonObject:
    return {
        "type": "TextQuoteSelector",
        "attribute": "display",
        "exact": book.vocabulary.title_of(term),
        "body": {"type": "SemanticTag", "value": sets.refer(term)},
    }


def _of_rule(other: Rule, book: RuleBook) -> JsonObject:
    references = [reference_of(*each) for each in cited(other, book)]
    return {
        "display": other.title,
        **classified(statement_of(other)),
        "evidence about a suspected drug-drug interaction": {
            "type": _EVIDENCE,
            "display": other.consequence,
            "References": references,
        },
        "caveat": {"rule": other.id, "pack": other.pack_id, "level": other.level.word},
    }


def classified(statement: str) -> JsonObject:
    """Write an operational classification."""
    item: JsonObject = {"type": _CLASSIFICATION, "display": statement}
    return {"operational classification statement": item}
