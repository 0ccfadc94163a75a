"""Quantities: a number and its unit."""

from dataclasses import dataclass

from caveat.server.fhir.node import Node

UCUM = "http://unitsofmeasure.org"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit: in UCUM where it is coded so, else as it is written."""

    value: float
    unit: str


def quantity_of(node: Node, name: str) -> Quantity | None:
    """Read a Quantity; ``None`` where it is absent or gives no exact number, as ``< 5`` does."""
    quantity = node.child(name)
    if quantity is None or quantity.text("comparator"):
        return None
    value = quantity.number("value")
    if value is None:
        return None
    coded = quantity.text("code") if quantity.text("system") == UCUM else None
    unit = coded or quantity.text("unit") or quantity.text("code") or ""
    return Quantity(value, unit)
