"""Which of a patient's Observations are still true, and the newest of each.

A blood pressure, heart rate or fast of another day is not that before this dose, and any other
fact of more than a year ago may be far off: they are not read, so that the engine asks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from caveat.rules.patient import Observation
from caveat.server.fhir.concepts import status_of
from caveat.server.fhir.dates import Moment, past_moment_of
from caveat.server.fhir.gathering import read_each
from caveat.server.fhir.node import Node
from caveat.server.fhir.records import Record
from caveat.server.fhir.vitals import PRESSURES, Stated, check_believable, read_facts_of

OBSERVATION = "Observation"

_OF_THE_DAY = PRESSURES | {"heart-rate", "fasted"}
_LASTS = timedelta(days=365)
_COUNTS = frozenset(("final", "amended", "corrected", "preliminary"))
_STATUSES = (*sorted(_COUNTS), "registered", "cancelled", "entered-in-error", "unknown")
_UNDATED = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Reading:
    """The facts of one Observation, and when they were."""

    record: Record
    facts: tuple[Stated, ...]
    instant: datetime


def read_observation(record: Record, today: date) -> Reading | None:
    """Read an Observation; ``None`` where it states no fact, or none that is still true.

    Raises ``RequestError`` for a day that is to come.
    """
    node = record.node
    if (status_of(node, "status", _STATUSES) or "final") not in _COUNTS:
        return None
    found = tuple(read_facts_of(node))
    if not found or node.has("effectiveTiming"):
        return None
    moment = _moment(node, today)
    lasting = tuple(stated for stated in found if _lasts(stated.fact, moment, today))
    return Reading(record, lasting, moment.instant if moment else _UNDATED) if lasting else None


def _moment(node: Node, today: date) -> Moment | None:
    period = node.child("effectivePeriod")
    places = (
        (node, "effectiveDateTime"),
        *(((period, "end"), (period, "start")) if period else ()),
        (node, "effectiveInstant"),
        (node, "issued"),
    )
    moments = (past_moment_of(place, name, today) for place, name in places)
    return next(filter(None, moments), None)


def _lasts(fact: Observation, moment: Moment | None, today: date) -> bool:
    """Say whether a fact is still true; one without a date is taken as of now."""
    if moment is None:
        return True
    if fact.name in _OF_THE_DAY:
        return moment.is_from(today)
    return today - moment.last <= _LASTS


def newest(readings: Iterable[Reading]) -> Mapping[str, tuple[Observation, Record]]:
    """Give the newest reading of each fact, by its name; both blood pressures are of one moment.

    Raises ``RequestError`` where two readings without a date contradict each other, and for a
    value that no one could have; what a newer one stands for may be what it likes.
    """
    ordered = sorted(readings, key=lambda reading: (reading.instant, len(reading.facts)))[::-1]
    found: dict[str, tuple[Stated, Reading]] = {}
    for reading in ordered:
        for stated in reading.facts:
            name = stated.fact.name
            if name in PRESSURES and not _of_one_moment(reading, found):
                continue
            kept, earlier = found.setdefault(name, (stated, reading))
            if kept.fact != stated.fact and earlier.instant == _UNDATED:
                raise reading.record.node.wrong("contradicts another that has no date either")
    read_each((stated for stated, _ in found.values()), check_believable)
    return {name: (stated.fact, reading.record) for name, (stated, reading) in found.items()}


def _of_one_moment(reading: Reading, found: Mapping[str, tuple[Stated, Reading]]) -> bool:
    others = (found[name][1] for name in PRESSURES if name in found)
    return all(other.instant == reading.instant for other in others)
