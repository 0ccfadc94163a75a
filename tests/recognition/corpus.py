"""Labelled texts, and what a reading of one gets wrong.

``medications-*.yaml`` and ``conditions-*.yaml`` hold texts with what they truly say. A text that
says something which nobody could understand has ``unread``; one that misleads says in ``trap`` how.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import yaml

from caveat.reading.condition import ConditionReading, read_condition
from caveat.reading.medication import MedicationReading, read_medications
from caveat.reading.vocabulary import Vocabulary

FOLDER = Path(__file__).parent
_UNSAID = frozenset(("", "oral"))


@dataclass(frozen=True)
class MedicationText:
    """A text and the medicines in it; ``statuses`` and ``routes`` are by ingredient or class."""

    text: str
    terms: frozenset[str]
    statuses: Mapping[str, str]
    routes: Mapping[str, str]
    unread: bool
    none: bool
    distance: int
    trap: str


@dataclass(frozen=True)
class ConditionText:
    """A text and its conditions, each with its status."""

    text: str
    mentions: Mapping[str, str]
    unread: bool
    trap: str


@dataclass(frozen=True)
class Judgement:
    """What a reading found of what was there, what it made up, and its other faults."""

    found: frozenset[str]
    missed: frozenset[str]
    invented: frozenset[str]
    faults: tuple[str, ...] = field(default=())
    says_unread: bool = False

    @property
    def is_right(self) -> bool:
        return not (self.missed or self.invented or self.faults)


def medication_texts() -> tuple[MedicationText, ...]:
    """Give every labelled medication text."""
    return tuple(_medication(entry) for entry in _entries("medications"))


def condition_texts() -> tuple[ConditionText, ...]:
    """Give every labelled condition text."""
    return tuple(
        ConditionText(
            str(entry["text"]),
            cast("Mapping[str, str]", entry.get("mentions") or {}),
            bool(entry.get("unread")),
            str(entry.get("trap", "")),
        )
        for entry in _entries("conditions")
    )


def _entries(section: str) -> Iterator[Mapping[str, object]]:
    for path in sorted(FOLDER.glob(f"{section}-*.yaml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        entries = cast("list[Mapping[str, object]]", document[section])
        if document["count"] != len(entries):
            raise ValueError(f"{path.name} has {len(entries)} texts")
        yield from entries


def _medication(entry: Mapping[str, object]) -> MedicationText:
    terms = frozenset(_names(entry, "ingredients") + _names(entry, "classes"))
    status = str(entry.get("status", "active"))
    statuses = dict.fromkeys(terms, status) | _said(entry, "statuses")
    routes = dict.fromkeys(terms, str(entry["route"])) if "route" in entry else {}
    return MedicationText(
        text=str(entry["text"]),
        terms=terms,
        statuses=statuses,
        routes=routes | _said(entry, "routes"),
        unread=bool(entry.get("unread")),
        none=bool(entry.get("none")),
        distance=cast("int", entry.get("distance", 0)),
        trap=str(entry.get("trap", "")),
    )


def _names(entry: Mapping[str, object], key: str) -> list[str]:
    return cast("list[str]", entry.get(key) or [])


def _said(entry: Mapping[str, object], key: str) -> dict[str, str]:
    return dict(cast("Mapping[str, str]", entry.get(key) or {}))


def judge_medication(labelled: MedicationText, vocabulary: Vocabulary) -> Judgement:
    """Read a text and hold the reading against the label."""
    readings = read_medications(labelled.text, (), vocabulary)
    read = frozenset(
        term
        for reading in readings
        for found in reading.substances
        for term in found.substance.terms
    )
    return Judgement(
        read & labelled.terms,
        labelled.terms - read,
        read - labelled.terms,
        tuple(_medication_faults(labelled, readings)),
        any(reading.unread for reading in readings),
    )


def _medication_faults(
    labelled: MedicationText, readings: tuple[MedicationReading, ...]
) -> Iterator[str]:
    if labelled.none != any(reading.says_none for reading in readings):
        yield "none"
    if labelled.unread != any(reading.unread for reading in readings):
        yield "unread" if labelled.unread else "needlessly unread"
    for reading in readings:
        terms = {term for found in reading.substances for term in found.substance.terms}
        status = reading.status.value
        if any(labelled.statuses.get(term, status) != status for term in terms):
            yield "status"
        if any(not _is_route(labelled.routes.get(term), reading.route) for term in terms):
            yield "route"


def _is_route(expected: str | None, route: str) -> bool:
    return expected is None or expected == route or {expected, route} <= _UNSAID


def judge_condition(labelled: ConditionText, vocabulary: Vocabulary) -> Judgement:
    """Read a text and hold the reading against the label; a broader mention beside is no fault."""
    reading = read_condition(labelled.text, (), None, vocabulary)
    said = {(mention.concept, mention.status.value) for mention in reading.mentions}
    read = frozenset(
        concept
        for concept, status in said
        if not any(
            other != concept and also == status and concept in vocabulary.broader_than(other)
            for other, also in said
        )
    )
    return Judgement(
        read & labelled.mentions.keys(),
        frozenset(labelled.mentions.keys() - read),
        read - labelled.mentions.keys(),
        tuple(_condition_faults(labelled, reading)),
        bool(reading.unread),
    )


def _condition_faults(labelled: ConditionText, reading: ConditionReading) -> Iterator[str]:
    if labelled.unread != bool(reading.unread):
        yield "unread" if labelled.unread else "needlessly unread"
    for mention in reading.mentions:
        if labelled.mentions.get(mention.concept, mention.status.value) != mention.status.value:
            yield "status"
