"""Readings of entries, known again by the entry's bytes and its place.

Only so many are kept, so that no caller can fill the memory; ``LONGEST`` is the length in bytes
up to which an entry may be read here.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import TypeVar

from caveat.rules.entries import EntryReader
from caveat.rules.facts import EntryReading
from caveat.rules.intake import (
    of_medication,
    of_observation,
    of_proposal,
    of_text_and_codes,
    of_trial,
)
from caveat.rules.recogniser import Recogniser
from caveat.rules.trials import ReadTrial
from caveat.server.convert.requests import (
    allergy_of_message,
    condition_of_message,
    medication_of_message,
    observation_of_message,
    proposal_of_message,
    trial_of_message,
)
from caveat.source.errors import Violation
from caveat.v1 import patient_pb2

REMEMBERED = 8192
LONGEST = 4096

_Message = TypeVar("_Message")
_Entry = TypeVar("_Entry")
_Read = TypeVar("_Read")
_Reader = TypeVar("_Reader")


_Remembered = Callable[[bytes, int], EntryReading]


class UnusualError(Exception):
    """An entry that the ordinary way must refuse or read."""


class EntryMemory:
    """Reads the entries of requests, each from its bytes; ``UnusualError`` for what is refused.

    What one ``before`` remembers is still right where entries are read by the same reader; how
    trials are read depends on the packs.
    """

    def __init__(self, recogniser: Recogniser, before: "EntryMemory | None" = None) -> None:
        entries = recogniser.entries
        same = before if before and before.entries is entries else None
        self.entries: EntryReader = entries
        self.proposal: _Remembered = same.proposal if same else _remembering(_proposal, entries)
        self.medication: _Remembered = (
            same.medication if same else _remembering(_medication, entries)
        )
        self.condition: _Remembered = same.condition if same else _remembering(_condition, entries)
        self.allergy: _Remembered = same.allergy if same else _remembering(_allergy, entries)
        self.observation: _Remembered = (
            same.observation if same else _remembering(_observation, entries)
        )
        self.trial = _remembering(_trial, recogniser)


def _remembering(
    read: Callable[[_Reader, bytes, int], _Read], reader: _Reader
) -> Callable[[bytes, int], _Read]:
    return lru_cache(REMEMBERED)(partial(read, reader))


def _proposal(entries: EntryReader, raw: bytes, place: int) -> EntryReading:
    message = patient_pb2.ProposedMedicine.FromString(raw)
    if any(fact.WhichOneof("value") is None for fact in message.plan):
        raise UnusualError
    proposal = _known(proposal_of_message, message)
    _accept(of_proposal("", proposal))
    return entries.proposal(place, proposal)


def _medication(entries: EntryReader, raw: bytes, place: int) -> EntryReading:
    medication = _known(medication_of_message, patient_pb2.Medication.FromString(raw))
    _accept(of_medication("", medication))
    return entries.medication(place, medication)


def _condition(entries: EntryReader, raw: bytes, place: int) -> EntryReading:
    condition = _known(condition_of_message, patient_pb2.Condition.FromString(raw))
    _accept(of_text_and_codes("", condition.text, condition.codes))
    return entries.condition(place, condition)


def _allergy(entries: EntryReader, raw: bytes, place: int) -> EntryReading:
    allergy = allergy_of_message(patient_pb2.Allergy.FromString(raw))
    _accept(of_text_and_codes("", allergy.text, allergy.codes))
    return entries.allergy(place, allergy)


def _observation(entries: EntryReader, raw: bytes, place: int) -> EntryReading:
    message = patient_pb2.Observation.FromString(raw)
    if message.WhichOneof("value") is None:
        raise UnusualError
    observation = observation_of_message(message)
    _accept(of_observation("", observation))
    return entries.observation(place, observation)


def _trial(recogniser: Recogniser, raw: bytes, place: int) -> ReadTrial:
    trial = _known(trial_of_message, patient_pb2.Trial.FromString(raw))
    _accept(of_trial("", trial))
    return recogniser.read_trial(place, trial)


def _known(convert: Callable[[_Message], _Entry], message: _Message) -> _Entry:
    try:
        return convert(message)
    except KeyError:
        raise UnusualError from None


def _accept(violations: Iterable[Violation]) -> None:
    if any(True for _ in violations):
        raise UnusualError
