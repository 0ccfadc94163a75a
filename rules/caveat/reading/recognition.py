"""What one text or code would be understood as, for a person who wants to see it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from caveat.reading.codes import Code
from caveat.reading.condition import read_condition
from caveat.reading.medication import MedicationReading, read_medications
from caveat.reading.path import Step, StepKind
from caveat.reading.vocabulary import Vocabulary


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


@dataclass(frozen=True, slots=True)
class Recognised:
    """All that was understood, and what may have been meant by the rest."""

    recognitions: tuple[Recognition, ...]
    suggestions: tuple[str, ...]


def recognise(text: str, code: Code | None, read_as: ReadAs, vocabulary: Vocabulary) -> Recognised:
    """Read a text, a code or both, as a medication, as a condition or as either."""
    codes = (code,) if code else ()
    found: list[Recognition] = []
    suggestions: list[str] = []
    if read_as is not ReadAs.CONDITION:
        for medication in read_medications(text, codes, vocabulary):
            found.extend(_medications(medication, vocabulary))
            suggestions.extend(name for part in medication.unread for name in part.suggestions)
    if read_as is not ReadAs.MEDICATION:
        condition = read_condition(text, codes, None, vocabulary)
        found.extend(_conditions(text, codes, vocabulary))
        suggestions.extend(name for part in condition.unread for name in part.suggestions)
    return Recognised(tuple(found), tuple(dict.fromkeys(suggestions)) if not found else ())


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
            )


def _conditions(
    text: str, codes: tuple[Code, ...], vocabulary: Vocabulary
) -> Iterator[Recognition]:
    for mention in read_condition(text, codes, None, vocabulary).mentions:
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
