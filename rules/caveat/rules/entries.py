"""Reads single entries of a request; the same entry at the same place always says the same."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial

from caveat.reading.allergy import unread_of_allergy, without_tag
from caveat.reading.codes import Code
from caveat.reading.condition import ConditionReading, read_condition
from caveat.reading.dose import read_dose
from caveat.reading.medication import MedicationReading, read_medications, read_plain
from caveat.reading.naming import ReadSubstance
from caveat.reading.observation import ObservationReading, Value, read_observation
from caveat.reading.path import Step, StepKind
from caveat.reading.phrase import Mention, Use
from caveat.reading.plain import PlainReader
from caveat.reading.status import ConditionStatus, MedicationStatus
from caveat.reading.text import fold
from caveat.reading.usage import route_of
from caveat.reading.vocabulary import ObservationTerm, Substance, Vocabulary
from caveat.rules.entry_notes import EntryNotes, note_condition
from caveat.rules.facts import EntryReading, Held, KnownFact, Taken
from caveat.rules.keys import keys_of_held
from caveat.rules.patient import (
    Allergy,
    Condition,
    EntryList,
    Medication,
    Observation,
    Proposal,
)
from caveat.rules.report import Assumption, AssumptionKind, EntryRef
from caveat.source.errors import Violation

REMEMBERED = 4096
"""So many readings are kept in memory, where a patient's lines are anyway while they are read."""


class EntryReader:
    """Reads entries with one vocabulary; safe to share between threads."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        # the same lines come again with every patient, and reading is most of a check
        self.read_medications = lru_cache(REMEMBERED)(
            partial(_medications, vocabulary, PlainReader(vocabulary.names))
        )
        self.read_condition = lru_cache(REMEMBERED)(partial(_condition, vocabulary))
        self._read_observation = lru_cache(REMEMBERED, typed=True)(
            partial(_observation, vocabulary)
        )

    def assumed(self, term: str) -> EntryReading:
        """Give the medicine that a pack assumes, as an entry that nobody submitted."""
        entry = EntryRef(EntryList.PROPOSED, -1, term)
        text = f"{term} is taken as the medicine under review, as none was proposed"
        reading = MedicationReading(
            (ReadSubstance(Substance(term, (term,), StepKind.INGREDIENT), ()),)
        )
        return EntryReading(
            entry,
            taken=(self._taken(entry, reading, Medication(term), {}),),
            assumptions=(Assumption(AssumptionKind.MEDICINE_UNDER_REVIEW, text, entry),),
        )

    def proposal(self, place: int, proposal: Proposal) -> EntryReading:
        """Read a proposed medicine, and the facts of how it is to be given."""
        facts = [
            self._stated(f"proposed[{place}].plan[{at}]", at, fact)
            for at, fact in enumerate(proposal.plan)
        ]
        plan = {fact.name: fact for each in facts for fact in each.stated}
        twice = _repeats(facts, f"proposed[{place}].plan")
        entry = _entry(EntryList.PROPOSED, place, proposal.medication)
        notes = EntryNotes()
        taken = tuple(
            self._taken(entry, reading, proposal.medication, plan)
            for reading in self._read(proposal.medication, entry, notes)
            if reading.substances
        )
        return EntryReading(
            entry,
            taken=taken,
            unrecognised=(
                *(note for each in facts for note in each.unrecognised),
                *notes.unrecognised,
            ),
            assumptions=tuple(notes.assumptions),
            violations=(*(wrong for each in facts for wrong in each.violations), *twice),
            is_doubtful=notes.are_doubtful,
        )

    def medication(self, place: int, medication: Medication) -> EntryReading:
        """Read a medicine that the patient takes, took or is to take."""
        entry = _entry(EntryList.MEDICATIONS, place, medication)
        notes = EntryNotes()
        taken: list[Taken] = []
        for reading in self._read(medication, entry, notes):
            if reading.substances:
                taken.append(self._taken(entry, reading, medication, {}))
            if medication.status is None and reading.status_words:
                text = f"read as {reading.status.value}: '{reading.status_words}'"
                notes.assume(AssumptionKind.READ_AS_STATUS, text, entry)
        return _reading(entry, notes, taken=tuple(taken))

    def condition(self, place: int, condition: Condition) -> EntryReading:
        """Read a line of the history, and the medicines that it names."""
        entry = _entry(EntryList.CONDITIONS, place, condition)
        notes = EntryNotes()
        reading = self.read_condition(condition.text, condition.codes, condition.status)
        note_condition(entry, reading, notes, self.vocabulary)
        held = tuple(self._held(entry, mention) for mention in reading.mentions)
        used = tuple(
            taken for use in reading.uses for taken in self._used(entry, use, condition.text, notes)
        )
        return _reading(entry, notes, taken=used, held=held)

    def allergy(self, place: int, allergy: Allergy) -> EntryReading:
        """Read what the patient does not tolerate."""
        entry = _entry(EntryList.ALLERGIES, place, allergy)
        notes = EntryNotes()
        text = without_tag(allergy.text)
        medication = Medication(text, status=MedicationStatus.ACTIVE)
        readings = self.read_medications(text, allergy.codes)
        notes.unread(entry, unread_of_allergy(text, allergy.codes, readings, self.vocabulary))
        taken = tuple(
            self._taken(entry, reading, medication, {})
            for reading in readings
            if reading.substances
        )
        return _reading(entry, notes, taken=taken)

    def observation(self, place: int, observation: Observation) -> EntryReading:
        """Read a stated or measured fact of the patient."""
        return self._stated(f"patient.observations[{place}]", place, observation)

    def _stated(self, field: str, place: int, observation: Observation) -> EntryReading:
        reading = self._read_observation(observation.name, observation.value, observation.unit)
        text = f"{observation.name}: {observation.value}"
        entry = EntryRef(EntryList.OBSERVATIONS, place, text)
        notes = EntryNotes()
        notes.unread(entry, reading.unread)
        terms = self.vocabulary.observations
        return EntryReading(
            entry,
            stated=tuple(
                KnownFact(fact.name, fact.value, _shown(fact.value, terms[fact.name]))
                for fact in reading.facts
            ),
            unrecognised=tuple(notes.unrecognised),
            violations=(Violation(field, reading.refusal),) if reading.refusal else (),
        )

    def _read(
        self, medication: Medication, entry: EntryRef, notes: EntryNotes
    ) -> tuple[MedicationReading, ...]:
        readings = self.read_medications(medication.text, medication.codes)
        for reading in readings:
            notes.unread(entry, reading.unread)
            notes.disagree(entry, reading.disagreement)
            for read in reading.substances:
                self._note_substance(entry, read, notes)
        return readings

    def _note_substance(self, entry: EntryRef, read: ReadSubstance, notes: EntryNotes) -> None:
        if read.distance:
            text = f"'{read.steps[0].label}' is read as {read.substance.label}"
            notes.assume(AssumptionKind.MISSPELLING, text, entry, read.distance)
        if read.substance.is_vague:
            title = self.vocabulary.title_of(read.substance.terms[0])
            text = f"'{read.substance.label}' is read as {title}"
            notes.assume(AssumptionKind.READ_AS_CLASS, text, entry)

    def _taken(
        self,
        entry: EntryRef,
        reading: MedicationReading,
        medication: Medication,
        plan: Mapping[str, KnownFact],
    ) -> Taken:
        terms = {
            term
            for read in reading.substances
            for named in read.substance.terms
            for term in self.vocabulary.terms_of(named)
        }
        narrower = self.vocabulary.narrower_than
        possible = [narrower(read.substance.terms) for read in reading.substances]
        stated_route = route_of(medication.route, self.vocabulary.names.lexicon)
        return Taken(
            entry=entry,
            terms=frozenset(terms),
            substances=reading.substances,
            status=medication.status or _status(entry, reading),
            route=stated_route if medication.route else reading.route,
            dose=read_dose(fold(medication.dose)) if medication.dose else reading.dose,
            plan=plan,
            possible=frozenset[str]().union(*possible) - terms,
        )

    def _used(self, entry: EntryRef, use: Use, text: str, notes: EntryNotes) -> Iterator[Taken]:
        """Take a substance that the history says is or was taken as a medication."""
        status = _OF_USE.get(use.status)
        if status is None:
            return
        if any(map(self.vocabulary.is_classified, use.substance.terms)):
            said = f"'{use.written}' in the history is checked as a medication, {status.value}"
            notes.assume(AssumptionKind.READ_AS_MEDICATION, said, entry)
        steps = (Step(StepKind.TEXT, use.written),)
        reading = MedicationReading((ReadSubstance(use.substance, steps),), status=status)
        yield self._taken(entry, reading, Medication(text), {})

    def _held(self, entry: EntryRef, mention: Mention) -> Held:
        return Held(
            entry=entry,
            concept=mention.concept,
            concepts=self.vocabulary.broader_than(mention.concept),
            status=mention.status,
            steps=mention.steps,
            keys=keys_of_held(mention.concept, mention.status, self.vocabulary),
        )


def repeated(stated: Sequence[EntryReading], field: str) -> tuple[Violation, ...]:
    """Give the entries that state a fact which an earlier one states."""
    return tuple(_repeats(stated, field))


def _repeats(stated: Sequence[EntryReading], field: str) -> Iterator[Violation]:
    names: set[str] = set()
    for place, reading in enumerate(stated):
        for fact in reading.stated:
            if fact.name in names:
                yield Violation(f"{field}[{place}]", "is stated twice")
            names.add(fact.name)


def _reading(
    entry: EntryRef, notes: EntryNotes, taken: tuple[Taken, ...], held: tuple[Held, ...] = ()
) -> EntryReading:
    return EntryReading(
        entry,
        taken=taken,
        held=held,
        unrecognised=tuple(notes.unrecognised),
        assumptions=tuple(notes.assumptions),
        is_doubtful=notes.are_doubtful,
    )


def _medications(
    vocabulary: Vocabulary, plain: PlainReader, text: str, codes: tuple[Code, ...]
) -> tuple[MedicationReading, ...]:
    found = () if codes else read_plain(text, plain)
    return found or read_medications(text, codes, vocabulary)


def _condition(
    vocabulary: Vocabulary, text: str, codes: tuple[Code, ...], status: ConditionStatus | None
) -> ConditionReading:
    return read_condition(text, codes, status, vocabulary)


def _observation(vocabulary: Vocabulary, name: str, value: Value, unit: str) -> ObservationReading:
    return read_observation(name, value, unit, vocabulary)


def _entry(among: EntryList, place: int, entry: Medication | Condition | Allergy) -> EntryRef:
    return EntryRef(among, place, entry.text or ", ".join(str(code) for code in entry.codes))


_OF_USE = {
    ConditionStatus.ACTIVE: MedicationStatus.ACTIVE,
    ConditionStatus.SUSPECTED: MedicationStatus.ACTIVE,
    ConditionStatus.PAST: MedicationStatus.STOPPED,
}


def _status(entry: EntryRef, reading: MedicationReading) -> MedicationStatus:
    """Take a proposed medicine as planned, whatever its text says of an earlier course."""
    return MedicationStatus.PLANNED if entry.list is EntryList.PROPOSED else reading.status


def _shown(value: float | str | bool, term: ObservationTerm) -> str:  # noqa: FBT001 - a fact's value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    return f"{value:g} {term.unit}".strip()
