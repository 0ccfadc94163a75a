"""A made-up patient before anything is written down: what is taken and had, by its ids."""

from collections.abc import Iterator
from random import Random
from typing import Literal, NamedTuple

from benchmarks.synthetic.medicines import Diagnosis, Medicine, diagnoses_of, medicines_of
from benchmarks.synthetic.skew import Skewed
from caveat.reading.codes import Code
from caveat.reading.status import ConditionStatus
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.patient import Condition, Medication, Observation, Patient, Request

Written = Literal["codes", "text"]
"""Whether entries carry a code beside their name, or only what a person would write."""

MEDICATIONS, CONDITIONS = 8, 5
_STEEP_MEDICINES, _STEEP_CONDITIONS = 1.15, 0.8
_AGES, _WEIGHTS = (19, 95), (45, 130)
_STATUSES = Skewed(
    (
        *(ConditionStatus.ACTIVE, ConditionStatus.PAST, ConditionStatus.FAMILY_HISTORY),
        *(ConditionStatus.RULED_OUT, ConditionStatus.SUSPECTED),
    ),
    steepness=2.2,
)


def at(concept: str, status: ConditionStatus) -> str:
    """Write a condition with its status as one fact."""
    return f"{concept}@{status.value}"


class Taking(NamedTuple):
    """A medicine that is taken, with the one of its codes that the record has."""

    medicine: Medicine
    code: Code


class Having(NamedTuple):
    """A condition in its status."""

    diagnosis: Diagnosis
    status: ConditionStatus


class Chart(NamedTuple):
    """What one patient takes and has, in years and kilograms."""

    takes: tuple[Taking, ...]
    has: tuple[Having, ...]
    age: int
    weight: int

    def facts(self, vocabulary: Vocabulary) -> frozenset[str]:
        """Give every term of a medication, and every condition alone and at its status."""
        terms = (vocabulary.terms_of(taking.medicine.ingredient) for taking in self.takes)
        conditions = (
            (concept, at(concept, having.status))
            for having in self.has
            for concept in vocabulary.broader_than(having.diagnosis.concept)
        )
        return frozenset[str]().union(*terms, *conditions)

    def request(self, written: Written, request_id: str) -> Request:
        """Write the chart down as a request of which nothing is left open."""
        coded = written == "codes"
        patient = Patient(
            medications=tuple(_medication(taking, coded=coded) for taking in self.takes),
            conditions=tuple(_condition(having, coded=coded) for having in self.has),
            observations=(
                Observation("age", float(self.age), "year"),
                Observation("weight", float(self.weight), "kg"),
            ),
            allergies=(),
            trials=(),
        )
        return Request(patient, request_id=request_id)


def _medication(taking: Taking, *, coded: bool) -> Medication:
    name, _, dose, route = taking.medicine
    if coded:
        return Medication(name, (taking.code,), dose=dose, route=route)
    return Medication(f"{name} {dose} daily")


def _condition(having: Having, *, coded: bool) -> Condition:
    _, title, code = having.diagnosis
    return Condition(title, (code,) if coded else (), having.status)


def charts(vocabulary: Vocabulary, random: Random) -> Iterator[Chart]:
    """Draw charts without end."""
    medicines = Skewed(medicines_of(vocabulary), _STEEP_MEDICINES)
    diagnoses = Skewed(diagnoses_of(vocabulary), _STEEP_CONDITIONS)
    code = Skewed((0, -1), steepness=2)
    while True:
        yield Chart(
            takes=tuple(
                Taking(medicine, medicine.codes[code.draw(random)])
                for medicine in medicines.draw_different(MEDICATIONS, random)
            ),
            has=tuple(
                Having(diagnosis, _STATUSES.draw(random))
                for diagnosis in diagnoses.draw_different(CONDITIONS, random)
            ),
            age=random.randint(*_AGES),
            weight=random.randint(*_WEIGHTS),
        )
