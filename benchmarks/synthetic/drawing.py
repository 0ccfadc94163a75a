"""Draws what rules ask for: skewed to a few subjects, and never what the pool has together."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, zip_longest
from random import Random

from benchmarks.synthetic.chart import at
from benchmarks.synthetic.examples import members_of
from benchmarks.synthetic.medicines import diagnoses_of, medicines_of
from benchmarks.synthetic.patients import pool
from benchmarks.synthetic.planted import LOCAL_ROUTES
from benchmarks.synthetic.sketch import Sketch
from benchmarks.synthetic.skew import Skewed, seeded
from caveat.reading.status import ConditionStatus
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.criteria import CURRENT
from caveat.rules.model import (
    Bound,
    Comparison,
    Criterion,
    MedicationCriterion,
    ObservationCriterion,
)

_SEED = 30
_STEEP_SUBJECTS, _STEEP_PARTNERS, _STEEP_CONCEPTS = 0.95, 0.1, 0.1
_BETWEEN, _WITH_AGE, _WITH_STATUS, _WITH_EXCEPTION, _LOCAL = 0.5, 0.67, 0.05, 0.33, 0.2
_TRIES = 8
_STATUSES = (ConditionStatus.ACTIVE, ConditionStatus.PAST, ConditionStatus.SUSPECTED)
_BOUNDS = (
    *(Bound(Comparison.BELOW, age) for age in (2.0, 12.0, 18.0, 40.0)),
    *(Bound(Comparison.AT_LEAST, age) for age in (60.0, 65.0, 75.0, 80.0)),
)
_OBSERVED: tuple[Criterion, ...] = (
    ObservationCriterion("setting", words=frozenset(("hospital",))),
    ObservationCriterion("heart-rate", (Bound(Comparison.ABOVE, 100.0),)),
    ObservationCriterion("systolic-blood-pressure", (Bound(Comparison.BELOW, 90.0),)),
)


class SketchMaker:
    """Draws sketches, each different from all before it."""

    def __init__(self, vocabulary: Vocabulary, random: Random) -> None:
        self._random = random
        self._members = members_of(vocabulary)
        self._together = together(vocabulary)
        terms = _terms(self._members, vocabulary)
        concepts = [diagnosis.concept for diagnosis in diagnoses_of(vocabulary)]
        self._subjects = Skewed(terms, _STEEP_SUBJECTS)
        self._partners = Skewed(terms, _STEEP_PARTNERS)
        self._concepts = Skewed(concepts, _STEEP_CONCEPTS)

        self._drawn: set[tuple[str, str, str]] = set()

    def sketches(self) -> Iterator[Sketch]:
        """Draw without end; a subject that nothing is found for is left and another drawn."""
        while True:
            subject = self._subjects.draw(self._random)
            draw = self._between if self._random.random() < _BETWEEN else self._about
            tries = (draw(subject) for _ in range(_TRIES))
            yield from islice(filter(self._is_new, tries), 1)

    def _between(self, subject: str) -> Sketch:
        partner = self._partners.draw(self._random)
        return Sketch(subject, partner, unless=self._unless(partner))

    def _about(self, subject: str) -> Sketch:
        random, partner = self._random, self._partners.draw(self._random)
        return Sketch(
            subject,
            partner,
            self._concepts.draw(random),
            random.choice(_STATUSES) if random.random() < _WITH_STATUS else None,
            random.choice(_BOUNDS) if random.random() < _WITH_AGE else None,
            self._unless(partner),
        )

    def _unless(self, partner: str) -> tuple[Criterion, ...]:
        chance = self._random.random()
        if chance > _WITH_EXCEPTION:
            return ()
        local = MedicationCriterion(partner, CURRENT, LOCAL_ROUTES)
        return (local if chance < _LOCAL else self._random.choice(_OBSERVED),)

    def _is_new(self, sketch: Sketch) -> bool:
        first, second = sorted((sketch.subject, sketch.partner))
        key = (first, second, sketch.concept)
        if key in self._drawn or not self._is_apart(sketch) or not self._can_be_shown(sketch):
            return False
        self._drawn.add(key)
        return True

    def _is_apart(self, sketch: Sketch) -> bool:
        """Say whether no patient of the pool has the subject and what is asked beside it."""
        beside = self._together.get(sketch.subject, ())
        return sketch.partner not in beside and _condition(sketch) not in beside

    def _can_be_shown(self, sketch: Sketch) -> bool:
        """Say whether there are two different ingredients for an example."""
        return len({*self._members[sketch.subject], *self._members[sketch.partner]}) > 1


def _condition(sketch: Sketch) -> str:
    """Give what the pool must not have; one of a stated status may come near, in another."""
    return at(sketch.concept, sketch.status) if sketch.status else sketch.concept


def together(vocabulary: Vocabulary) -> Mapping[str, set[str]]:
    """Give for each fact of the pool every fact that some patient has with it."""
    found: dict[str, set[str]] = {}
    for chart in pool(vocabulary):
        facts = chart.facts(vocabulary)
        for fact in facts:
            found.setdefault(fact, set()).update(facts)
    return found


def _terms(members: Mapping[str, Sequence[str]], vocabulary: Vocabulary) -> list[str]:
    """Order terms by how much is written on them: classes and what is often taken come first."""
    classes = sorted(vocabulary.classes.keys() & members.keys())
    taken = [medicine.ingredient for medicine in medicines_of(vocabulary)]
    rest = sorted(members.keys() - {*classes, *taken})
    order = seeded(_SEED)
    order.shuffle(classes)
    order.shuffle(rest)
    turns = zip_longest(taken, rest, classes)
    return [term for turn in turns for term in turn if term]
