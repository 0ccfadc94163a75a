"""Decodes criteria, the closed language of a rule's ``when`` and ``unless``."""

from collections.abc import Callable, Mapping
from functools import partial

from caveat.reading.status import ConditionStatus, MedicationStatus
from caveat.rules.model import (
    AllCriterion,
    AllergyCriterion,
    AnyCriterion,
    Bound,
    Comparison,
    ConditionCriterion,
    CountCriterion,
    Criterion,
    DoseCriterion,
    MedicationCriterion,
    NotCriterion,
    ObservationCriterion,
    RouteCriterion,
)
from caveat.rules.rule_reader import RuleReader
from caveat.rules.shapes.criterion import (
    ALL,
    ALLERGY,
    ANY,
    CONDITION,
    COUNT,
    COUNTED,
    DOSE,
    DOSE_UNITS,
    DOSE_WITHIN,
    MEDICATION,
    NOT,
    OBSERVATION,
    ROUTE,
)
from caveat.source.document import Node, Sequence
from caveat.source.reader import EnumT, chosen
from caveat.source.shape import Shape

CURRENT = frozenset((MedicationStatus.ACTIVE, MedicationStatus.PLANNED))
_NEVER = AnyCriterion(())


def read_criterion(reader: RuleReader, node: Node) -> Criterion:
    """Decode one criterion; a mistake is noted, and a criterion that never holds goes on."""
    heads = [name for name in _READ if name in getattr(node, "values", ())]
    if not heads:
        reader.problem(node, "wrong criterion", f"expected one of {', '.join(_READ)}")
        return _NEVER
    return _READ[heads[0]](reader, node)


def _medication(reader: RuleReader, node: Node) -> Criterion:
    return _taken(reader, reader.shaped(node, MEDICATION))


def _taken(reader: RuleReader, fields: Mapping[str, Node]) -> MedicationCriterion:
    return MedicationCriterion(
        reader.term(fields.get("medication")),
        _statuses(reader, fields.get("status"), MedicationStatus) or CURRENT,
        _routes(reader, fields.get("route")),
        _routes(reader, fields.get("except_route")),
    )


def _condition(reader: RuleReader, node: Node) -> Criterion:
    fields = reader.shaped(node, CONDITION)
    concept = reader.concept(fields.get("condition"))
    return ConditionCriterion(
        concept, _statuses(reader, fields.get("status"), ConditionStatus) or None
    )


def _statuses(reader: RuleReader, node: Node | None, options: type[EnumT]) -> frozenset[EnumT]:
    _refuse_empty(reader, node)
    stated = (reader.choice(item, options) for item in reader.items(node))
    return frozenset(status for status in stated if status)


def _refuse_empty(reader: RuleReader, node: Node | None) -> None:
    """Note a list that lists nothing: nobody means that a rule never holds."""
    if isinstance(node, Sequence) and not node.items:
        reader.problem(node, "wrong criterion", "the list is empty")


def _observation(reader: RuleReader, node: Node) -> Criterion:
    fields = reader.shaped(node, OBSERVATION)
    name = reader.observation(fields.get("observation"))
    words = frozenset(_word(reader, item, name) for item in reader.singly(fields.get("is")))
    bounds = _bounds(reader, fields)
    if bool(words) == bool(bounds):
        reader.problem(node, "wrong criterion", "expected either 'is' or bounds")
    return ObservationCriterion(name, bounds, words)


def _word(reader: RuleReader, node: Node, name: str) -> str:
    """Give a word that the fact can be; a number as its value is written."""
    term = reader.vocabulary.observations.get(name)
    if term is None:
        return reader.text(node)
    if term.kind == "number":
        return f"{reader.number(node):g}"
    word = reader.text(node)
    known = _WORDS_OF_FLAGS if term.kind == "flag" else tuple(term.choices or ())
    if word not in known:
        reader.problem(node, "unknown word", chosen(word, known))
    return word


_WORDS_OF_FLAGS = ("true", "false")


def _dose(reader: RuleReader, node: Node) -> Criterion:
    inner = reader.shaped(node, DOSE)["dose"]
    fields = reader.shaped(inner, DOSE_WITHIN)
    unit = reader.text(fields.get("unit"), "mg")
    if unit not in DOSE_UNITS:
        reader.problem(fields.get("unit", inner), "unknown word", chosen(unit, DOSE_UNITS))
    numbers = frozenset(reader.number(item) for item in reader.singly(fields.get("is")))
    bounds = _bounds(reader, fields)
    stated = reader.flag(fields.get("stated"))
    if [bool(numbers), bool(bounds), stated].count(True) != 1:
        reader.problem(inner, "wrong criterion", "expected one of 'is', 'stated' and bounds")
    return DoseCriterion(unit, bounds, numbers, stated)


def _route(reader: RuleReader, node: Node) -> Criterion:
    return RouteCriterion(_routes(reader, reader.shaped(node, ROUTE).get("route")))


def _routes(reader: RuleReader, node: Node | None) -> frozenset[str]:
    _refuse_empty(reader, node)
    return frozenset(_route_name(reader, item) for item in reader.singly(node))


def _route_name(reader: RuleReader, node: Node) -> str:
    route, known = reader.text(node), reader.vocabulary.names.lexicon.route_names
    if route not in known:
        reader.problem(node, "unknown word", chosen(route, sorted(known)))
    return route


def _allergy(reader: RuleReader, node: Node) -> Criterion:
    return AllergyCriterion(reader.term(reader.shaped(node, ALLERGY).get("allergy")))


def _all(reader: RuleReader, node: Node) -> Criterion:
    return AllCriterion(_list(reader, node, "all", ALL))


def _any(reader: RuleReader, node: Node) -> Criterion:
    return AnyCriterion(_list(reader, node, "any", ANY))


def _list(reader: RuleReader, node: Node, name: str, shape: Shape) -> tuple[Criterion, ...]:
    inner = reader.shaped(node, shape).get(name)
    found = reader.each(inner, partial(read_criterion, reader))
    if not found:
        reader.problem(node, "wrong criterion", f"'{name}' lists no criterion")
    return found


def _not(reader: RuleReader, node: Node) -> Criterion:
    return NotCriterion(read_criterion(reader, reader.shaped(node, NOT)["not"]))


def _count(reader: RuleReader, node: Node) -> Criterion:
    fields = reader.shaped(reader.shaped(node, COUNT)["count"], COUNTED)
    at_least = reader.number(fields["at_least"], 1.0) if "at_least" in fields else 1.0
    if at_least < 1 or not at_least.is_integer():
        reader.problem(fields["at_least"], "wrong criterion", "expected a whole number from 1")
    return CountCriterion(_taken(reader, fields), int(at_least))


def _bounds(reader: RuleReader, fields: Mapping[str, Node]) -> tuple[Bound, ...]:
    return tuple(
        Bound(comparison, reader.number(fields[comparison.value]))
        for comparison in Comparison
        if comparison.value in fields
    )


# a criterion on a medication may name routes too, so `medication` stands before `route`
_READ: Mapping[str, Callable[[RuleReader, Node], Criterion]] = {
    "count": _count,
    "medication": _medication,
    "condition": _condition,
    "observation": _observation,
    "dose": _dose,
    "route": _route,
    "allergy": _allergy,
    "all": _all,
    "any": _any,
    "not": _not,
}

CRITERIA = tuple(_READ)
"""The names of all criteria, as a rule writes them."""
