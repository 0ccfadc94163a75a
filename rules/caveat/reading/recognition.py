"""What one text or code would be understood as, for a person who wants to see it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

from caveat.reading.codes import Code
from caveat.reading.condition import ConditionReading, read_condition
from caveat.reading.medication import MedicationReading, read_medications
from caveat.reading.path import Step, StepKind
from caveat.reading.text import key_of
from caveat.reading.unread import Disagreement, UnreadPart
from caveat.reading.vocabulary import Vocabulary

MOST_COMPLETIONS = 20
_SHORTEST_BEGINNING = 2


class ReadAs(Enum):
    """What a text is read as."""

    EITHER = "either"
    MEDICATION = "medication"
    CONDITION = "condition"


@dataclass(frozen=True, slots=True)
class Recognition:
    """One ingredient, class or condition that was understood, and all that goes with it."""

    read_as: ReadAs
    path: tuple[Step, ...]
    status: str
    dose: str = ""
    route: str = ""
    reason: str = ""
    distance: int = 0
    is_vague: bool = False


@dataclass(frozen=True, slots=True)
class Completion:
    """A name that begins with the text, and what it stands for."""

    name: str
    meaning: str
    read_as: ReadAs


@dataclass(frozen=True, slots=True)
class Recognised:
    """All that was understood, what was not, and what may have been meant by it."""

    recognitions: tuple[Recognition, ...]
    harmless: tuple[str, ...] = ()
    unread: tuple[UnreadPart, ...] = ()
    disagreements: tuple[tuple[ReadAs, Disagreement], ...] = ()
    completions: tuple[Completion, ...] = ()

    @property
    def suggestions(self) -> tuple[str, ...]:
        """What may have been meant, where nothing was understood for sure."""
        if self.recognitions or self.harmless:
            return ()
        return tuple(dict.fromkeys(name for part in self.unread for name in part.suggestions))


@dataclass(slots=True)
class _Found:
    """What each reading adds; a part that another reading understood is not unread."""

    recognitions: list[Recognition] = field(default_factory=list[Recognition])
    harmless: list[str] = field(default_factory=list[str])
    unread: list[tuple[UnreadPart, ...]] = field(default_factory=list[tuple[UnreadPart, ...]])
    disagreements: list[tuple[ReadAs, Disagreement]] = field(
        default_factory=list[tuple[ReadAs, Disagreement]]
    )


def recognise(text: str, code: Code | None, read_as: ReadAs, vocabulary: Vocabulary) -> Recognised:
    """Read a text, a code or both, as a medication, as a condition or as either."""
    codes = (code,) if code else ()
    found = _Found()
    if read_as is not ReadAs.CONDITION:
        _add_medications(found, read_medications(text, codes, vocabulary), vocabulary)
    if read_as is not ReadAs.MEDICATION:
        _add_conditions(found, read_condition(text, codes, None, vocabulary), vocabulary)
    return Recognised(
        tuple(found.recognitions),
        tuple(found.harmless),
        _unread_by_all(found.unread),
        tuple(found.disagreements),
        tuple(_completions(text, read_as, vocabulary)),
    )


def _add_medications(
    found: _Found, readings: Iterable[MedicationReading], vocabulary: Vocabulary
) -> None:
    readings = tuple(readings)
    for reading in readings:
        found.recognitions.extend(_medications(reading, vocabulary))
        if reading.disagreement:
            found.disagreements.append((ReadAs.MEDICATION, reading.disagreement))
    found.unread.append(tuple(part for reading in readings for part in reading.unread))


def _add_conditions(found: _Found, reading: ConditionReading, vocabulary: Vocabulary) -> None:
    found.recognitions.extend(_conditions(reading, vocabulary))
    found.harmless.extend(reading.harmless)
    if reading.disagreement:
        found.disagreements.append((ReadAs.CONDITION, reading.disagreement))
    found.unread.append(reading.unread)


def _unread_by_all(unread: Sequence[tuple[UnreadPart, ...]]) -> tuple[UnreadPart, ...]:
    """Give what is unread where most was understood: a medication is no condition."""
    least = min(map(_letters, unread), default=0)
    parts = (part for parts in unread if _letters(parts) == least for part in parts)
    return tuple(dict.fromkeys(parts))


def _letters(parts: Iterable[UnreadPart]) -> int:
    return sum(len(part.part) for part in parts)


def _medications(reading: MedicationReading, vocabulary: Vocabulary) -> Iterator[Recognition]:
    for read in reading.substances:
        for term in read.substance.terms:
            classes = sorted(vocabulary.terms_of(term) - {term})
            steps = (vocabulary.step(term), *(vocabulary.step(name) for name in classes))
            yield Recognition(
                ReadAs.MEDICATION,
                (*read.steps, *steps),
                reading.status.value,
                reading.dose.text if reading.dose else "",
                reading.route,
                reading.reason,
                read.distance,
                read.substance.is_vague,
            )


def _conditions(reading: ConditionReading, vocabulary: Vocabulary) -> Iterator[Recognition]:
    for mention in reading.mentions:
        broader = sorted(vocabulary.broader_than(mention.concept) - {mention.concept})
        steps = (
            Step(StepKind.CONDITION, vocabulary.title_of(concept), concept)
            for concept in (mention.concept, *broader)
        )
        yield Recognition(
            ReadAs.CONDITION,
            (*mention.steps, *steps),
            mention.status.value,
            distance=mention.distance,
        )


def _completions(text: str, read_as: ReadAs, vocabulary: Vocabulary) -> Iterator[Completion]:
    beginning = key_of(text)
    if len(beginning) < _SHORTEST_BEGINNING:
        return
    names = vocabulary.names
    most = MOST_COMPLETIONS if read_as is not ReadAs.EITHER else MOST_COMPLETIONS // 2
    if read_as is not ReadAs.CONDITION:
        for key in names.substance_spelling.completed(beginning, most):
            found = names.substances.get(key)
            if found:
                titles = (vocabulary.title_of(term) for term in found.terms)
                yield Completion(found.label, ", ".join(titles), ReadAs.MEDICATION)
    if read_as is not ReadAs.MEDICATION:
        for key in names.condition_spelling.completed(beginning, most):
            concept = names.conditions.get(key)
            title = vocabulary.title_of(concept) if concept else ""
            yield Completion(key, title, ReadAs.CONDITION)
