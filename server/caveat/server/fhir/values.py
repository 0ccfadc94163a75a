"""Facts that FHIR states as a ``value[x]``."""

from caveat.rules.intake import MAX_WORDS
from caveat.rules.patient import Observation
from caveat.server.fhir.concepts import read_concept
from caveat.server.fhir.node import Node
from caveat.server.fhir.quantities import quantity_of

_TEXTS = ("valueString", "valueCode")
_NUMBERS = ("valueInteger", "valueDecimal")


def read_fact(name: str, node: Node) -> Observation:
    """Read the ``value[x]`` of a node as a fact; raises ``RequestError`` where it has none."""
    quantity = quantity_of(node, "valueQuantity")
    if quantity is not None:
        return Observation(name, quantity.value, quantity.unit)
    value = _plain(node)
    if value is None:
        raise node.wrong("has no value of a type that is read")
    return Observation(name, value)


def _plain(node: Node) -> float | str | bool | None:
    flag = node.flag("valueBoolean")
    if flag is not None:
        return flag
    numbers = (node.number(name) for name in _NUMBERS)
    number = next((value for value in numbers if value is not None), None)
    if number is not None:
        return number
    texts = (node.text(name, MAX_WORDS) for name in _TEXTS)
    return next(filter(None, texts), None) or _said(node)


def _said(node: Node) -> str | None:
    """Give the words of a CodeableConcept, else its code, which may be a choice of Caveat."""
    concept = read_concept(node.child("valueCodeableConcept"))
    words = concept.text or next((code.value for code in concept.codes), None)
    if words is not None and len(words) > MAX_WORDS:
        raise node.wrong(f"longer than {MAX_WORDS} characters", "valueCodeableConcept")
    return words
