"""Antidepressant trials, which a MedicationStatement states by an extension of Caveat's own."""

from collections.abc import Mapping
from datetime import date

from caveat.rules.intake import LARGEST_IMPROVEMENT
from caveat.rules.patient import Trial
from caveat.server.fhir.courses import course_of
from caveat.server.fhir.extensions import TRIAL, extension_of
from caveat.server.fhir.gathering import read_each
from caveat.server.fhir.listed import Listed
from caveat.server.fhir.medications import read_medication
from caveat.server.fhir.node import Node
from caveat.server.fhir.records import Record, Records

_FLAGS = ("adequate-dose", "adequate-duration", "adherent", "remission")
_IMPROVEMENT = "improvement-percent"
_NEVER_TAKEN = frozenset(("not-taken", "intended"))


def read_trials(record: Record, records: Records, today: date) -> tuple[Listed[Trial], ...]:
    """Read a statement as a trial; nothing where it is none or the medicine was never taken.

    A trial that did not take place must not count as one that failed.
    """
    extension = extension_of(record.node, TRIAL)
    status = course_of(record.node, today)
    if extension is None or status is None or record.node.text("status") in _NEVER_TAKEN:
        return ()
    facts = _facts(extension)
    trial = Trial(
        read_medication(record, records),
        adequate_dose=_flag(facts, "adequate-dose"),
        adequate_duration=_flag(facts, "adequate-duration"),
        adherent=_flag(facts, "adherent"),
        improvement_percent=_improvement(facts.get(_IMPROVEMENT)),
        remission=_flag(facts, "remission"),
    )
    return (Listed(trial, record.address, (record.address, trial)),)


def _facts(extension: Node) -> dict[str, Node]:
    inner = extension.children("extension")
    named = read_each(inner, _named)
    if len(dict(named)) < len(named):
        raise extension.wrong("states a fact twice")
    return dict(named)


def _named(fact: Node) -> tuple[str, Node]:
    name = fact.text("url")
    if name not in {*_FLAGS, _IMPROVEMENT}:
        known = ", ".join((*_FLAGS, _IMPROVEMENT))
        raise fact.wrong(f"expected one of {known}", "url")
    value = "valueDecimal" if name == _IMPROVEMENT else "valueBoolean"
    if not fact.has(value):
        raise fact.wrong(f"expected a {value}")
    return name, fact


def _flag(facts: Mapping[str, Node], name: str) -> bool | None:
    fact = facts.get(name)
    return fact.flag("valueBoolean") if fact else None


def _improvement(fact: Node | None) -> float | None:
    percent = fact.number("valueDecimal") if fact else None
    if fact and percent is not None and abs(percent) > LARGEST_IMPROVEMENT:
        raise fact.wrong("expected a number from -100 to 100", "valueDecimal")
    return percent
