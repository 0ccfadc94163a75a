"""How a medicine is given: the dose and the route of a resource's Dosage elements."""

import re
from collections.abc import Iterator

from caveat.reading.dose import read_dose
from caveat.reading.text import fold
from caveat.reading.units import Measure
from caveat.rules.intake import MAX_WORDS
from caveat.server.fhir.concepts import codings_of
from caveat.server.fhir.node import Node
from caveat.server.fhir.quantities import Quantity, quantity_of

NOT_ONE_AMOUNT = "not stated as one amount"
"""Keeps the engine from taking the strength in the name for the dose; it reads no dose from it."""
_MOST = 1e9
_LEAST = 1e-6
_VOLUME = Measure("ml", {})


def dosages_of(node: Node) -> tuple[Node, ...]:
    """Give the Dosage elements, by whichever name the type of the resource has for them."""
    if node.kind == "MedicationStatement":
        return node.children("dosage")
    if node.kind == "MedicationAdministration":
        dosage = node.child("dosage")
        return (dosage,) if dosage else ()
    return node.children("dosageInstruction")


def dose_of(dosages: tuple[Node, ...]) -> str:
    """Give the dose in the words that the engine reads, such as ``40 mg`` or ``0.5 mg/kg``.

    It is empty where none is stated, or one piece of the product: the strength in the name of the
    medicine is the dose then. Several pieces, a volume, a range and instructions that differ are
    no one amount of the medicine: the engine is told so, and asks, rather than take a strength or
    one step of a titration for the dose that is meant.
    """
    doses = {dose for dosage in dosages for dose in _stated(dosage)}
    if len(doses) > 1:
        return NOT_ONE_AMOUNT
    return doses.pop() if doses else ""


def _stated(dosage: Node) -> Iterator[str]:
    """Give the amounts of an instruction, else the one in its words; one piece says nothing."""
    amounts = {amount for amount in _amounts(dosage) if amount}
    yield from amounts or filter(None, (_written(dosage.text("text") or ""),))


def _amounts(dosage: Node) -> Iterator[str]:
    """Give what each dose amounts to; one that is ordered wins over one that is calculated."""
    rates = _rates(dosage)
    ordered = tuple(rate for rate in rates if _is_ordered(rate))
    for place in (dosage, *(ordered or rates)):
        if place.child("doseRange") is not None:
            yield NOT_ONE_AMOUNT
        for name in ("doseQuantity", "dose"):
            quantity = quantity_of(place, name)
            if quantity is not None:
                yield _amount(quantity, place, name)


def _rates(dosage: Node) -> tuple[Node, ...]:
    """Give the doses; the examples of CDS Hooks have one object where R4 has an array."""
    if dosage.is_object("doseAndRate"):
        single = dosage.child("doseAndRate")
        return (single,) if single else ()
    return dosage.children("doseAndRate")


def _is_ordered(rate: Node) -> bool:
    kind = rate.child("type")
    return kind is not None and any(coding.text("code") == "ordered" for coding in codings_of(kind))


def _amount(quantity: Quantity, place: Node, name: str) -> str:
    if not _LEAST <= quantity.value <= _MOST:
        raise place.wrong("expected a dose above zero", name)
    number = f"{quantity.value:.6f}".rstrip("0").rstrip(".")
    text = fold(f"{number} {quantity.unit}")
    if _written(text) == text:
        return text
    return "" if quantity.value == 1 and _is_piece(quantity.unit) else NOT_ONE_AMOUNT


def _is_piece(unit: str) -> bool:
    """Say whether a unit counts the product itself, as ``TAB`` and ``{spray}`` do."""
    return "/" not in unit and _VOLUME.factor_of(unit) is None


def _written(text: str) -> str:
    """Give the dose that stands in a text, as the engine reads it."""
    dose = read_dose(fold(text))
    return dose.text if dose else ""


_SNOMED = "http://snomed.info/sct"
_V3 = "http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration"
_ROUTES = {
    (_SNOMED, "26643006"): "oral",
    (_SNOMED, "47625008"): "intravenous",
    (_SNOMED, "78421000"): "intramuscular",
    (_SNOMED, "34206005"): "subcutaneous",
    (_SNOMED, "46713006"): "nasal",
    (_SNOMED, "37839007"): "sublingual",
    (_SNOMED, "54485002"): "ophthalmic",
    (_SNOMED, "6064005"): "topical",
    (_SNOMED, "45890007"): "transdermal",
    (_SNOMED, "37161004"): "rectal",
    (_SNOMED, "447694001"): "inhaled",
    (_V3, "PO"): "oral",
    (_V3, "IM"): "intramuscular",
    (_V3, "SL"): "sublingual",
}
"""Routes by codes, as the engine names them; other codes go by their words."""
_NOISE = re.compile(r"\s*\(qualifier value\)|\s+(?:route|use)\b", re.IGNORECASE)


def route_of(dosages: tuple[Node, ...]) -> str:
    """Give the route as the engine names it, else as it is written; empty where none is stated.

    Instructions of two routes are written one after the other, which the engine takes as open.
    """
    routes = {route for dosage in dosages if (route := _route(dosage))}
    return ", ".join(sorted(routes))[:MAX_WORDS]


def _route(dosage: Node) -> str:
    concept = dosage.child("route")
    if concept is None:
        return ""
    codings = codings_of(concept)
    coded = (_ROUTES.get((item.text("system") or "", item.text("code") or "")) for item in codings)
    displays = (coding.text("display") for coding in codings)
    words = next(filter(None, (*coded, concept.text("text"), *displays)), "")
    return _NOISE.sub("", words).strip()
