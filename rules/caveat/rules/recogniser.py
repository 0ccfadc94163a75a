"""Reads every entry of a request into facts; what could not be read is kept beside them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
from caveat.reading.unread import Disagreement, UnreadPart
from caveat.reading.usage import route_of
from caveat.reading.vocabulary import ObservationTerm, Substance, Vocabulary
from caveat.rules.derived import derive, rates
from caveat.rules.facts import Facts, Held, KnownFact, Missing, Taken
from caveat.rules.model import TrialDefinition
from caveat.rules.patient import (
    Allergy,
    Condition,
    EntryList,
    Medication,
    Observation,
    Proposal,
    Request,
)
from caveat.rules.report import DOUBTFUL, Assumption, AssumptionKind, EntryRef, Unrecognised
from caveat.source.errors import RequestError, Violation

REMEMBERED = 4096
"""So many readings are kept in memory, where a patient's lines are anyway while they are read."""


@dataclass(slots=True)
class _Notes:
    """What is learned beside the facts while entries are read."""

    unrecognised: list[Unrecognised] = field(default_factory=list[Unrecognised])
    assumptions: list[Assumption] = field(default_factory=list[Assumption])
    violations: list[Violation] = field(default_factory=list[Violation])

    def unread(self, entry: EntryRef, parts: Iterable[UnreadPart]) -> None:
        self.unrecognised.extend(
            Unrecognised(entry, part.part, part.reason, part.suggestions) for part in parts
        )

    def assume(self, kind: AssumptionKind, text: str, entry: EntryRef, distance: int = 0) -> None:
        self.assumptions.append(Assumption(kind, text, entry, distance))

    def missing(self, among: EntryList, fact: str) -> tuple[Missing, ...]:
        """Give the entries of a list that were not read, or not for sure."""
        unread = (note.entry for note in self.unrecognised)
        doubtful = (
            note.entry
            for note in self.assumptions
            if note.kind in DOUBTFUL and note.entry is not None
        )
        entries = (entry for entry in (*unread, *doubtful) if entry.list is among)
        return tuple(Missing(fact, entry) for entry in dict.fromkeys(entries))


class Recogniser:
    """Reads requests with one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, trials: TrialDefinition | None) -> None:
        self._vocabulary = vocabulary
        self._trials = trials
        # the same lines come again with every patient, and reading is most of a check
        self.read_medications = lru_cache(REMEMBERED)(
            partial(_medications, vocabulary, PlainReader(vocabulary.names))
        )
        self.read_condition = lru_cache(REMEMBERED)(partial(_condition, vocabulary))
        self._read_observation = lru_cache(REMEMBERED, typed=True)(
            partial(_observation, vocabulary)
        )

    def recognise(self, request: Request, assumed: Sequence[str]) -> Facts:
        """Read a request; raises ``RequestError`` for values that nobody could have."""
        notes = _Notes()
        patient = request.patient
        given = self._observations(patient.observations, "patient.observations", notes)
        proposed = self._proposed(request.proposed, given, notes)
        listed = self._medications(patient.medications or (), notes)
        held, used = self._conditions(patient.conditions or (), notes)
        allergies = self._allergies(patient.allergies or (), notes)
        if notes.violations:
            raise RequestError(notes.violations)
        _refuse_repeats(proposed)
        derived = derive(given, held, patient.trials, self._trials, self._vocabulary)
        observations = {**{fact.name: fact for fact in derived.known}, **given}
        return Facts(
            taken=(*self._assumed(assumed, notes), *proposed, *listed, *used),
            held=held,
            allergies=allergies,
            observations=observations,
            unknown=derived.unknown,
            missing_proposed=notes.missing(EntryList.PROPOSED, "proposed"),
            missing_medications=_missing(patient.medications, EntryList.MEDICATIONS, notes),
            missing_conditions=_missing(patient.conditions, EntryList.CONDITIONS, notes),
            missing_allergies=_missing(patient.allergies, EntryList.ALLERGIES, notes),
            unrecognised=tuple(notes.unrecognised),
            assumptions=tuple(dict.fromkeys(notes.assumptions)),
        )

    def _assumed(self, terms: Sequence[str], notes: _Notes) -> tuple[Taken, ...]:
        taken: list[Taken] = []
        for term in terms:
            entry = EntryRef(EntryList.PROPOSED, -1, term)
            text = f"{term} is taken as the medicine under review, as none was proposed"
            notes.assume(AssumptionKind.MEDICINE_UNDER_REVIEW, text, entry)
            substance = Substance(term, (term,), StepKind.INGREDIENT)
            reading = MedicationReading((ReadSubstance(substance, ()),))
            taken.append(self._taken(entry, reading, Medication(term), {}))
        return tuple(taken)

    def _proposed(
        self, proposed: Sequence[Proposal], given: Mapping[str, KnownFact], notes: _Notes
    ) -> tuple[Taken, ...]:
        taken: list[Taken] = []
        for place, proposal in enumerate(proposed):
            field = f"proposed[{place}].plan"
            plan = self._observations(proposal.plan, field, notes)
            derived = {fact.name: fact for fact in rates({**given, **plan})} if plan else {}
            entry = _entry(EntryList.PROPOSED, place, proposal.medication)
            taken.extend(
                self._taken(entry, reading, proposal.medication, {**derived, **plan})
                for reading in self._read(proposal.medication, entry, notes)
                if reading.substances
            )
        return tuple(taken)

    def _medications(self, medications: Sequence[Medication], notes: _Notes) -> tuple[Taken, ...]:
        taken: list[Taken] = []
        for place, medication in enumerate(medications):
            entry = _entry(EntryList.MEDICATIONS, place, medication)
            for reading in self._read(medication, entry, notes):
                if reading.substances:
                    taken.append(self._taken(entry, reading, medication, {}))
                if medication.status is None and reading.status_words:
                    text = f"read as {reading.status.value}: '{reading.status_words}'"
                    notes.assume(AssumptionKind.READ_AS_STATUS, text, entry)
        return tuple(taken)

    def _read(
        self, medication: Medication, entry: EntryRef, notes: _Notes
    ) -> tuple[MedicationReading, ...]:
        readings = self.read_medications(medication.text, medication.codes)
        for reading in readings:
            notes.unread(entry, reading.unread)
            _note_disagreement(entry, reading.disagreement, notes)
            for read in reading.substances:
                self._note_substance(entry, read, notes)
        return readings

    def _note_substance(self, entry: EntryRef, read: ReadSubstance, notes: _Notes) -> None:
        if read.distance:
            text = f"'{read.steps[0].label}' is read as {read.substance.label}"
            notes.assume(AssumptionKind.MISSPELLING, text, entry, read.distance)
        if read.substance.is_vague:
            title = self._vocabulary.title_of(read.substance.terms[0])
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
            for term in self._vocabulary.terms_of(named)
        }
        stated_route = route_of(medication.route, self._vocabulary.names.lexicon)
        return Taken(
            entry=entry,
            terms=frozenset(terms),
            substances=reading.substances,
            status=medication.status or _status(entry, reading),
            route=stated_route if medication.route else reading.route,
            dose=read_dose(fold(medication.dose)) if medication.dose else reading.dose,
            plan=plan,
        )

    def _conditions(
        self, conditions: Sequence[Condition], notes: _Notes
    ) -> tuple[tuple[Held, ...], tuple[Taken, ...]]:
        held: list[Held] = []
        used: list[Taken] = []
        for place, condition in enumerate(conditions):
            entry = _entry(EntryList.CONDITIONS, place, condition)
            reading = self.read_condition(condition.text, condition.codes, condition.status)
            _note_reading(entry, reading, notes, self._vocabulary)
            held.extend(self._held(entry, mention) for mention in reading.mentions)
            for use in reading.uses:
                used.extend(self._used(entry, use, condition.text, notes))
        return tuple(held), tuple(used)

    def _used(self, entry: EntryRef, use: Use, text: str, notes: _Notes) -> Iterator[Taken]:
        """Take a substance that the history says is or was taken as a medication."""
        status = _OF_USE.get(use.status)
        if status is None:
            return
        if any(map(self._vocabulary.is_classified, use.substance.terms)):
            said = f"'{use.written}' in the history is checked as a medication, {status.value}"
            notes.assume(AssumptionKind.READ_AS_MEDICATION, said, entry)
        steps = (Step(StepKind.TEXT, use.written),)
        reading = MedicationReading((ReadSubstance(use.substance, steps),), status=status)
        yield self._taken(entry, reading, Medication(text), {})

    def _held(self, entry: EntryRef, mention: Mention) -> Held:
        return Held(
            entry=entry,
            concept=mention.concept,
            concepts=self._vocabulary.broader_than(mention.concept),
            status=mention.status,
            steps=mention.steps,
        )

    def _allergies(self, allergies: Sequence[Allergy], notes: _Notes) -> tuple[Taken, ...]:
        taken: list[Taken] = []
        for place, allergy in enumerate(allergies):
            entry = _entry(EntryList.ALLERGIES, place, allergy)
            text = without_tag(allergy.text)
            medication = Medication(text, status=MedicationStatus.ACTIVE)
            readings = self.read_medications(text, allergy.codes)
            notes.unread(entry, unread_of_allergy(text, allergy.codes, readings, self._vocabulary))
            taken.extend(
                self._taken(entry, reading, medication, {})
                for reading in readings
                if reading.substances
            )
        return tuple(taken)

    def _observations(
        self, observations: Sequence[Observation], field: str, notes: _Notes
    ) -> dict[str, KnownFact]:
        facts: dict[str, KnownFact] = {}
        for place, observation in enumerate(observations):
            reading = self._read_observation(observation.name, observation.value, observation.unit)
            if reading.refusal:
                notes.violations.append(Violation(f"{field}[{place}]", reading.refusal))
            text = f"{observation.name}: {observation.value}"
            notes.unread(EntryRef(EntryList.OBSERVATIONS, place, text), reading.unread)
            for fact in reading.facts:
                if fact.name in facts:
                    notes.violations.append(Violation(f"{field}[{place}]", "is stated twice"))
                term = self._vocabulary.observations[fact.name]
                facts[fact.name] = KnownFact(fact.name, fact.value, _shown(fact.value, term))
        return facts


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


def _missing(
    entries: Sequence[object] | None, among: EntryList, notes: _Notes
) -> tuple[Missing, ...]:
    if entries is None:
        return (Missing(among.value),)
    return notes.missing(among, among.value)


def _note_disagreement(entry: EntryRef, disagreement: Disagreement | None, notes: _Notes) -> None:
    if disagreement:
        text = (
            f"the code says {disagreement.by_code}, the text says {disagreement.by_text}; "
            "both are checked"
        )
        notes.assume(AssumptionKind.CODE_AND_TEXT_DISAGREE, text, entry)


def _note_reading(
    entry: EntryRef, reading: ConditionReading, notes: _Notes, vocabulary: Vocabulary
) -> None:
    notes.unread(entry, reading.unread)
    _note_disagreement(entry, reading.disagreement, notes)
    for mention in reading.mentions:
        title = vocabulary.title_of(mention.concept)
        if mention.distance:
            text = f"'{mention.steps[0].label}' is read as {title}"
            notes.assume(AssumptionKind.MISSPELLING, text, entry, mention.distance)
        if mention.stated or mention.status is ConditionStatus.ACTIVE:
            continue
        if mention.status is ConditionStatus.RULED_OUT:
            notes.assume(AssumptionKind.READ_AS_ABSENT, f"{title} is read as absent", entry)
        else:
            text = f"{title} is read as {mention.status.value.replace('-', ' ')}"
            notes.assume(AssumptionKind.READ_AS_STATUS, text, entry)


def _shown(value: float | str | bool, term: ObservationTerm) -> str:  # noqa: FBT001 - a fact's value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    return f"{value:g} {term.unit}".strip()


def _refuse_repeats(proposed: Sequence[Taken]) -> None:
    """Two proposals of one medicine leave open which dose and plan are meant."""
    first: dict[frozenset[str], int] = {}
    violations: list[Violation] = []
    for taken in proposed:
        earlier = first.setdefault(taken.terms, taken.entry.index)
        if earlier != taken.entry.index:
            reason = f"names the same medicine as proposed[{earlier}]"
            violations.append(Violation(f"proposed[{taken.entry.index}]", reason))
    if violations:
        raise RequestError(violations)
