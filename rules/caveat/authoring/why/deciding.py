"""Asks the engine's own deciders, of all that is known or of one entry alone."""

from typing import NamedTuple

from caveat.reading.vocabulary import Vocabulary
from caveat.rules.decision import Decision, Truth
from caveat.rules.evaluator import decider_of
from caveat.rules.facts import Facts, Held, Taken
from caveat.rules.model import Criterion

"""Stands for the medicine that a rule is about where a criterion asks for that very medicine."""


class Case(NamedTuple):
    """A patient, by one of the medicines that a rule is about."""

    facts: Facts
    subject: Taken
    vocabulary: Vocabulary

    def decide(self, criterion: Criterion) -> Decision:
        """Decide a criterion as a check does."""
        return decider_of(criterion, self.vocabulary)(self.facts, self.subject)

    def of_taken(self, criterion: Criterion, taken: Taken) -> Truth:
        """Decide as if nothing but this medicine were known, and all lists were asked."""
        return self._replace(facts=_facts(taken=(taken,))).decide(criterion).truth

    def of_held(self, criterion: Criterion, held: Held) -> Truth:
        """Decide as if nothing but this condition were known, and all lists were asked."""
        return self._replace(facts=_facts(held=(held,))).decide(criterion).truth


def _facts(taken: tuple[Taken, ...] = (), held: tuple[Held, ...] = ()) -> Facts:
    return Facts(
        taken=taken,
        held=held,
        allergies=(),
        observations={},
        unknown={},
        missing_proposed=(),
        missing_medications=(),
        missing_conditions=(),
        missing_allergies=(),
        unrecognised=(),
        assumptions=(),
    )
