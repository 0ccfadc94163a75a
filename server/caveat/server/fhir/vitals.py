"""Vital signs: which Observations are read as what, and what they must be within."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from caveat.reading.units import Measure
from caveat.rules.intake import MAX_WORDS
from caveat.rules.patient import Observation
from caveat.server.fhir.concepts import codings_of
from caveat.server.fhir.node import Node
from caveat.server.fhir.quantities import quantity_of
from caveat.server.fhir.values import read_fact

OWN_SYSTEM = "urn:caveat:observation"
"""Codes of this system are the engine's own names of facts."""
PRESSURES = frozenset(("systolic-blood-pressure", "diastolic-blood-pressure"))

_LOINC = "http://loinc.org"


@dataclass(frozen=True, slots=True)
class Vital:
    """A vital sign by the engine's name, its unit there, and what the engine believes."""

    name: str
    unit: str
    lowest: float
    highest: float


_WEIGHT = Vital("weight", "kg", 0.5, 400)
VITALS: Mapping[str, Vital] = {
    "29463-7": _WEIGHT,
    "3141-9": _WEIGHT,
    "8335-2": _WEIGHT,
    "8302-2": Vital("height", "cm", 20, 260),
    "8480-6": Vital("systolic-blood-pressure", "mm[Hg]", 40, 300),
    "8462-4": Vital("diastolic-blood-pressure", "mm[Hg]", 20, 200),
    "8867-4": Vital("heart-rate", "/min", 20, 300),
}
"""Vital signs by their LOINC codes."""
_BY_NAME = {vital.name: vital for vital in VITALS.values()}
_PRESSURE_PANELS = frozenset(("85354-9", "55284-4"))


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact, and the place that states it."""

    fact: Observation
    place: Node


def read_facts_of(observation: Node) -> Iterator[Stated]:
    """Give the facts that an Observation states; none for a code that is not read."""
    codings = _codings(observation)
    for coding in codings:
        if coding.text("system") == OWN_SYSTEM and not observation.has("dataAbsentReason"):
            yield Stated(_own(coding, observation), observation)
    codes = _loinc_codes(codings)
    yield from _vital(codes, observation)
    if not _PRESSURE_PANELS.isdisjoint(codes):
        for component in observation.children("component"):
            parts = _vital(_loinc_codes(_codings(component)), component)
            yield from (stated for stated in parts if stated.fact.name in PRESSURES)


def check_believable(stated: Stated) -> None:
    """Raise ``RequestError`` for a vital sign that no one could have.

    A unit that is not understood is left to the engine, which names the entry.
    """
    fact, vital = stated.fact, _BY_NAME.get(stated.fact.name)
    if vital is None or not isinstance(fact.value, (int, float)):
        return
    factor = Measure(vital.unit, _WORDS).factor_of(fact.unit) if fact.unit else 1.0
    if factor is not None and not vital.lowest <= fact.value * factor <= vital.highest:
        reason = f"expected a value from {vital.lowest:g} to {vital.highest:g} {vital.unit}"
        raise stated.place.wrong(reason, "valueQuantity")


def _codings(place: Node) -> tuple[Node, ...]:
    code = place.child("code")
    return codings_of(code) if code else ()


def _loinc_codes(codings: Iterable[Node]) -> tuple[str, ...]:
    codes = (item.text("code") for item in codings if item.text("system") == _LOINC)
    return tuple(filter(None, codes))


def _own(coding: Node, observation: Node) -> Observation:
    name = coding.text("code", MAX_WORDS)
    if name is None:
        raise coding.wrong("has no code")
    return read_fact(name, observation)


def _vital(codes: Iterable[str], place: Node) -> Iterator[Stated]:
    vital = next((VITALS[code] for code in codes if code in VITALS), None)
    quantity = quantity_of(place, "valueQuantity") if vital else None
    if vital and quantity:
        yield Stated(Observation(vital.name, quantity.value, quantity.unit), place)


_WORDS: Mapping[str, float] = {"beats/min": 1, "beat/min": 1, "bpm": 1}
