"""From the readings of a request's entries to the facts that rules are decided on."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from caveat.reading.vocabulary import Vocabulary
from caveat.rules.derived import derive, rates
from caveat.rules.entries import EntryReader, repeated
from caveat.rules.facts import EntryReading, Facts, KnownFact, Missing, Taken
from caveat.rules.model import TrialDefinition
from caveat.rules.patient import EntryList, Request, Trial
from caveat.rules.trials import ReadTrial, read_trial
from caveat.source.errors import RequestError, Violation

_Readings = Sequence[EntryReading]
_Entry = TypeVar("_Entry")
_Read = TypeVar("_Read")


class ReadRequest(NamedTuple):
    """The readings of all entries of a request; a list that is ``None`` was not asked."""

    request_id: str
    proposed: _Readings
    medications: _Readings | None
    conditions: _Readings | None
    observations: _Readings
    allergies: _Readings | None
    trials: Sequence[ReadTrial] | None


class Recogniser:
    """Reads requests with one vocabulary; ``assumes`` are the medicines of packs under review."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        definition: TrialDefinition | None = None,
        assumes: Iterable[str] = (),
    ) -> None:
        self.entries = EntryReader(vocabulary)
        self._vocabulary = vocabulary
        self._definition = definition
        self._assumed = tuple(map(self.entries.assumed, assumes))

    def read(self, request: Request) -> ReadRequest:
        """Read every entry of a request."""
        patient, entries = request.patient, self.entries
        return ReadRequest(
            request_id=request.request_id,
            proposed=_each(entries.proposal, request.proposed),
            medications=_asked(entries.medication, patient.medications),
            conditions=_asked(entries.condition, patient.conditions),
            observations=_each(entries.observation, patient.observations),
            allergies=_asked(entries.allergy, patient.allergies),
            trials=_asked(self.read_trial, patient.trials),
        )

    def read_trial(self, place: int, trial: Trial) -> ReadTrial:
        """Read an antidepressant trial."""
        return read_trial(place, trial, self._definition, self._vocabulary)

    def facts_of(self, read: ReadRequest) -> Facts:
        """Put the readings together; ``RequestError`` has the values that nobody could have."""
        proposed = read.proposed or self._assumed
        observations = read.observations
        medications, conditions = read.medications or (), read.conditions or ()
        allergies = read.allergies or ()
        every = (*observations, *read.proposed, *medications, *conditions, *allergies)
        noted = [reading for reading in every if reading.has_notes]
        given = {fact.name: fact for reading in observations for fact in reading.stated}
        _refuse(noted, observations, given)
        if not read.proposed:
            noted.extend(self._assumed)
        planned = _planned(proposed, given)
        held = tuple([held for reading in conditions for held in reading.held])
        derived = derive(given, held, read.trials, self._definition)
        used = [taken for reading in conditions for taken in reading.taken]
        return Facts(
            taken=(*planned, *[taken for each in medications for taken in each.taken], *used),
            held=held,
            allergies=tuple([taken for reading in allergies for taken in reading.taken]),
            observations={fact.name: fact for fact in derived.known} | given,
            unknown=derived.unknown,
            missing_proposed=_in_doubt(noted, EntryList.PROPOSED),
            missing_medications=_missing(read.medications, noted, EntryList.MEDICATIONS),
            missing_conditions=_missing(read.conditions, noted, EntryList.CONDITIONS),
            missing_allergies=_missing(read.allergies, noted, EntryList.ALLERGIES),
            unrecognised=tuple([note for each in noted for note in each.unrecognised]),
            assumptions=tuple(dict.fromkeys([note for each in noted for note in each.assumptions])),
        )


def _each(read: Callable[[int, _Entry], _Read], entries: Sequence[_Entry]) -> list[_Read]:
    return [read(place, entry) for place, entry in enumerate(entries)]


def _asked(
    read: Callable[[int, _Entry], _Read], entries: Sequence[_Entry] | None
) -> list[_Read] | None:
    return None if entries is None else _each(read, entries)


def _refuse(noted: Iterable[EntryReading], observations: _Readings, given: Collection[str]) -> None:
    violations: list[Violation] = [wrong for reading in noted for wrong in reading.violations]
    if len(given) < sum([len(reading.stated) for reading in observations]):
        violations.extend(repeated(observations, "patient.observations"))
    if violations:
        raise RequestError(violations)


def _planned(proposed: _Readings, given: dict[str, KnownFact]) -> list[Taken]:
    """Give the proposed medicines; what follows from a plan and the patient's facts is planned."""
    taken: list[Taken] = []
    for each in [each for reading in proposed for each in reading.taken]:
        derived = rates({**given, **each.plan}) if each.plan else ()
        added = {fact.name: fact for fact in derived if fact.name not in each.plan}
        taken.append(replace(each, plan={**added, **each.plan}) if added else each)
    if len(taken) > 1:
        _refuse_repeats(taken)
    return taken


def _missing(
    readings: _Readings | None, noted: Sequence[EntryReading], among: EntryList
) -> tuple[Missing, ...]:
    return (Missing(among.value),) if readings is None else _in_doubt(noted, among)


def _in_doubt(noted: Sequence[EntryReading], among: EntryList) -> tuple[Missing, ...]:
    """Give the entries of a list that were not read, or not for sure."""
    if not noted:
        return ()
    return tuple(
        Missing(among.value, each.entry)
        for each in noted
        if each.is_doubtful and each.entry.list is among
    )


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
