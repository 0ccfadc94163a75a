"""The chart of a patient: all lists of the engine's patient, each entry with its source."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from caveat.rules.patient import (
    Allergy,
    Condition,
    EntryList,
    Medication,
    Observation,
    Patient,
    Trial,
)
from caveat.server.fhir.ages import AGE, read_age
from caveat.server.fhir.allergies import ALLERGY, read_allergies, tells_of_allergies
from caveat.server.fhir.concepts import Concept
from caveat.server.fhir.conditions import CONDITION, FAMILY_HISTORY, read_conditions
from caveat.server.fhir.courses import MEDICATION_TYPES
from caveat.server.fhir.extensions import STATEMENT, is_trial
from caveat.server.fhir.gathering import Gathering
from caveat.server.fhir.identity import PATIENT
from caveat.server.fhir.listed import Listed, once_each
from caveat.server.fhir.medications import read_listed
from caveat.server.fhir.medicines import medicine_of
from caveat.server.fhir.observations import OBSERVATION, newest, read_observation
from caveat.server.fhir.records import Record, Records
from caveat.server.fhir.trials import read_trials

EntryT = TypeVar("EntryT")
_Read = Callable[[Record], tuple[Listed[EntryT], ...]]


@dataclass(frozen=True, slots=True)
class Chart:
    """A patient, and the address of the resource that each entry came from."""

    patient: Patient
    sources: Mapping[tuple[EntryList, int], str]


def read_chart(
    records: Records, asked: Collection[str], today: date, without: Collection[Record] = ()
) -> Chart:
    """Read every list of a patient.

    ``asked`` names the resource types that were asked for: a list of which none was asked and
    nothing is there is ``None``. ``without`` are records that stand elsewhere, such as the orders
    that are proposed; a copy of one under the same address is left out too. Raises
    ``RequestError`` with all that cannot be read.
    """
    reading = _Reading(records, frozenset(asked), frozenset(without), today)
    medications = reading.medications()
    conditions = reading.conditions()
    allergies = reading.allergies()
    trials = reading.trials()
    observations = reading.observations()
    reading.gathering.finish()
    patient = Patient(
        medications=_plain(medications),
        conditions=_plain(conditions),
        observations=_plain(observations) or (),
        allergies=_plain(allergies),
        trials=_plain(trials),
    )
    sources = (
        *_sources(EntryList.MEDICATIONS, medications),
        *_sources(EntryList.CONDITIONS, conditions),
        *_sources(EntryList.OBSERVATIONS, observations),
        *_sources(EntryList.ALLERGIES, allergies),
        *_sources(EntryList.TRIALS, trials),
    )
    return Chart(patient, dict(sources))


class _Reading:
    """Reads the records of one patient list by list, and gathers what is wrong with any."""

    def __init__(
        self, records: Records, asked: frozenset[str], without: frozenset[Record], today: date
    ) -> None:
        self.gathering = Gathering()
        self._records = records
        self._asked = asked
        self._without = without
        self._today = today
        orders = (record for record in without if record.node.kind in MEDICATION_TYPES)
        self._ordered = frozenset(self.gathering.each(orders, self._named))

    def medications(self) -> tuple[Listed[Medication], ...] | None:
        """Read what is taken, and trials that go on; those alone are no list that was asked."""
        present = self._present(*MEDICATION_TYPES)
        trials = self.gathering.each(present, lambda record: (record, is_trial(record.node)))
        tried = {record.address for record, is_tried in trials if is_tried}
        found = self._entries(self._medication, present)
        is_there = any(listed.address not in tried for listed in found)
        return found if is_there or not self._asked.isdisjoint(MEDICATION_TYPES) else None

    def conditions(self) -> tuple[Listed[Condition], ...] | None:
        """Read the history; to have asked for that of the family is not to have asked for it."""
        present = self._present(CONDITION, FAMILY_HISTORY)
        found = self._entries(lambda record: read_conditions(record, self._today), present)
        return found if found or CONDITION in self._asked else None

    def allergies(self) -> tuple[Listed[Allergy], ...] | None:
        """Read what is not tolerated; a record that no allergy is known makes an empty list."""
        present = self._present(ALLERGY)
        found = self._entries(read_allergies, present)
        is_told = any(self.gathering.each(present, tells_of_allergies))
        return found if is_told or ALLERGY in self._asked else None

    def trials(self) -> tuple[Listed[Trial], ...] | None:
        present = self._present(STATEMENT)
        return (
            self._entries(lambda record: read_trials(record, self._records, self._today), present)
            or None
        )

    def observations(self) -> tuple[Listed[Observation], ...]:
        """Read the newest of each fact, and the age."""
        found = self.gathering.each(
            self._records.of(OBSERVATION), lambda record: read_observation(record, self._today)
        )
        readings = [reading for reading in found if reading is not None]
        facts: dict[str, tuple[Observation, Record]] = {}
        for newest_facts in self.gathering.each([readings], newest):
            facts.update(newest_facts)
        for age in self.gathering.each([self._records.of(PATIENT)], self._age):
            facts.update(age)
        return tuple(Listed(fact, record.address, name) for name, (fact, record) in facts.items())

    def _medication(self, record: Record) -> tuple[Listed[Medication], ...]:
        """Read an entry of the medicines; an order that is proposed is not taken already."""
        if self._ordered and self._named(record) in self._ordered:
            return ()
        return read_listed(record, self._records, self._today)

    def _entries(
        self, read: _Read[EntryT], present: Iterable[Record]
    ) -> tuple[Listed[EntryT], ...]:
        found = self.gathering.each(present, read)
        return once_each(listed for entries in found for listed in entries)

    def _present(self, *types: str) -> tuple[Record, ...]:
        every = self._records.of(*types)
        return tuple(record for record in every if record not in self._without)

    def _age(self, patients: Sequence[Record]) -> Mapping[str, tuple[Observation, Record]]:
        age = read_age(patients, self._today)
        return {AGE: age} if age else {}

    def _named(self, record: Record) -> tuple[str, Concept]:
        return record.address, medicine_of(record, self._records)


def _plain(entries: tuple[Listed[EntryT], ...] | None) -> tuple[EntryT, ...] | None:
    return None if entries is None else tuple(listed.entry for listed in entries)


def _sources(
    among: EntryList, entries: Sequence[Listed[EntryT]] | None
) -> Iterator[tuple[tuple[EntryList, int], str]]:
    for place, listed in enumerate(entries or ()):
        yield (among, place), listed.address
