"""The examples of a made-up rule: each is true, so that a pack of them can be served."""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product

from benchmarks.synthetic.medicines import ingredients_of
from benchmarks.synthetic.pack import PLACE
from benchmarks.synthetic.sketch import AGE, Sketch
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.model import Bound, Comparison, Example, Expectation
from caveat.rules.patient import Condition, Medication, Observation, Patient, Proposal, Request


class ExampleMaker:
    """Makes an example that alerts, one that does not and, if asked, one that is undecided.

    ``caveat lint`` wants the third. To run it takes a look at every rule about the medicine,
    which a pack of more than some ten thousand rules does not end in any useful time.
    """

    def __init__(self, vocabulary: Vocabulary, *, undecided: bool) -> None:
        self._vocabulary = vocabulary
        self._undecided = undecided
        self._members = members_of(vocabulary)
        self._quiet = cache(self._without_partner)
        self._unasked = cache(self._proposed_alone)

    def examples(self, sketch: Sketch) -> tuple[Example, ...]:
        """Give the examples of a rule."""
        first, second = self._pair(sketch)
        shown = [self._alert(sketch, first, second), self._quiet(first)]
        if self._undecided:
            shown.append(self._unasked(first))
        return tuple(shown)

    def _pair(self, sketch: Sketch) -> tuple[str, str]:
        """Give two different ingredients; raises ``StopIteration`` where there are none."""
        pairs = product(self._members[sketch.subject], self._members[sketch.partner])
        return next((first, second) for first, second in pairs if first != second)

    def _alert(self, sketch: Sketch, first: str, second: str) -> Example:
        by_condition = bool(sketch.concept) and sketch.status is not None
        medications = (Medication(first), *(() if by_condition else (Medication(second),)))
        patient = Patient(
            medications=medications,
            conditions=tuple(self._conditions(sketch)) if by_condition else (),
            observations=_age(sketch.age),
        )
        return Example("both together", Request(patient), Expectation.ALERT, PLACE)

    def _conditions(self, sketch: Sketch) -> Iterator[Condition]:
        yield Condition(self._vocabulary.title_of(sketch.concept), status=sketch.status)

    def _without_partner(self, first: str) -> Example:
        patient = Patient(medications=(Medication(first),), conditions=())
        return Example("one alone", Request(patient), Expectation.NONE, PLACE)

    def _proposed_alone(self, first: str) -> Example:
        request = Request(proposed=(Proposal(Medication(first)),))
        return Example("nobody asked", request, Expectation.UNDECIDED, PLACE)


def members_of(vocabulary: Vocabulary) -> Mapping[str, tuple[str, ...]]:
    """Give for every ingredient itself, and for a class the first two of its ingredients."""
    known = ingredients_of(vocabulary)
    classes = {
        name: tuple(sorted(found.members & known.keys()))[:2]
        for name, found in vocabulary.classes.items()
    }
    return {name: (name,) for name in known} | {
        name: members for name, members in classes.items() if members
    }


def _age(bound: Bound | None) -> tuple[Observation, ...]:
    """Give an age within a bound."""
    if bound is None:
        return ()
    years = bound.number - 1 if bound.comparison is Comparison.BELOW else bound.number
    return (Observation(AGE, years),)
