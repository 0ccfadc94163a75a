"""From the readings of a request's entries to the facts that rules are decided on."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from caveat.rules.derived import COURSE, derive, rates
from caveat.rules.entries import EntryReader, repeated
from caveat.rules.facts import EntryReading, Facts, Held, KnownFact, Missing, Taken
from caveat.rules.model import TrialDefinition
from caveat.rules.patient import EntryList, Request, Trial
from caveat.rules.report import Assumption
from caveat.rules.trials import ReadTrial, read_trial
from caveat.source.errors import RequestError, Violation

_Readings = Sequence[EntryReading]
_Entry = TypeVar("_Entry")
_Read = TypeVar("_Read")


class ReadRequest(NamedTuple):
    """The readings of all entries of a request; a list that is ``None`` was not asked.

    Where nothing is proposed a pack may assume its own medicine, unless ``nothing_proposed``.
    """

    request_id: str
    proposed: _Readings
    medications: _Readings | None
    conditions: _Readings | None
    observations: _Readings
    allergies: _Readings | None
    trials: Sequence[ReadTrial] | None
    nothing_proposed: bool = False


class Recogniser:
    """Reads requests; ``assumes`` are the medicines of packs under review."""

    def __init__(
        self,
        entries: EntryReader,
        definition: TrialDefinition | None = None,
        assumes: Iterable[str] = (),
    ) -> None:
        self.entries = entries
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
            nothing_proposed=request.nothing_proposed,
        )

    def read_trial(self, place: int, trial: Trial) -> ReadTrial:
        """Read an antidepressant trial."""
        return read_trial(place, trial, self._definition, self.entries.vocabulary)

    def facts_of(self, read: ReadRequest) -> Facts:
        """Put the readings together; ``RequestError`` has the values that nobody could have."""
        gathered = _Gathered()
        held = gathered.held
        given = _given(read.observations, gathered)
        taken = _planned(gathered.of(read.proposed), given)
        taken += gathered.of(read.medications or ())
        taken += gathered.of(read.conditions or ())
        allergies = gathered.of(read.allergies or ())
        noted = gathered.noted
        if noted:
            _refuse(noted)
        if not (read.proposed or read.nothing_proposed):
            noted += self._assumed
            taken[:0] = [each for reading in self._assumed for each in reading.taken]
        derived = derive(given, held, read.trials, self._definition)
        return Facts(
            tuple(taken),
            tuple(held),
            tuple(allergies),
            {fact.name: fact for fact in derived.known} | given if derived.known else given,
            derived.unknown,
            _in_doubt(noted, EntryList.PROPOSED),
            _missing(read.medications, noted, EntryList.MEDICATIONS),
            _missing(read.conditions, noted, EntryList.CONDITIONS),
            _missing(read.allergies, noted, EntryList.ALLERGIES),
            tuple([note for each in noted for note in each.unrecognised]) if noted else (),
            _once([note for each in noted for note in each.assumptions]) if noted else (),
        )


class _Gathered:
    """What the readings say, put together while they are gone through once."""

    __slots__ = ("held", "noted")

    def __init__(self) -> None:
        self.held: list[Held] = []
        self.noted: list[EntryReading] = []

    def of(self, readings: _Readings) -> list[Taken]:
        """Give the medicines of a list, and gather its conditions and notes."""
        taken: list[Taken] = []
        held, noted = self.held, self.noted
        for reading in readings:
            taken += reading.taken
            if reading.held:
                held += reading.held
            if reading.has_notes:
                noted.append(reading)
        return taken


def _given(observations: _Readings, gathered: _Gathered) -> dict[str, KnownFact]:
    """Give the facts by their names; one that is stated twice is refused with all else."""
    given: dict[str, KnownFact] = {}
    stated = 0
    for reading in observations:
        for fact in reading.stated:
            given[fact.name] = fact
            stated += 1
        if reading.has_notes:
            gathered.noted.append(reading)
    if len(given) < stated:
        noted = [violation for each in gathered.noted for violation in each.violations]
        raise RequestError((*noted, *repeated(observations, "patient.observations")))
    return given


def _each(read: Callable[[int, _Entry], _Read], entries: Sequence[_Entry]) -> list[_Read]:
    return [read(place, entry) for place, entry in enumerate(entries)]


def _asked(
    read: Callable[[int, _Entry], _Read], entries: Sequence[_Entry] | None
) -> list[_Read] | None:
    return None if entries is None else _each(read, entries)


def _refuse(noted: Iterable[EntryReading]) -> None:
    violations = [wrong for reading in noted for wrong in reading.violations]
    if violations:
        raise RequestError(violations)


def _once(assumptions: Sequence[Assumption]) -> tuple[Assumption, ...]:
    return tuple(dict.fromkeys(assumptions))


def _planned(proposed: Sequence[Taken], given: dict[str, KnownFact]) -> list[Taken]:
    """Give the proposed medicines; what follows from a plan and the patient's facts is planned."""
    _refuse_repeats(proposed)
    return [each if COURSE.isdisjoint(each.plan) else _rated(each, given) for each in proposed]


def _rated(proposed: Taken, given: dict[str, KnownFact]) -> Taken:
    plan = proposed.plan
    derived = {fact.name: fact for fact in rates({**given, **plan})}
    return replace(proposed, plan={**derived, **plan})


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
