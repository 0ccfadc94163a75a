"""What a made-up rule asks for, in few words: A and (B or C), of an age, unless."""

from collections.abc import Iterator
from typing import NamedTuple

from caveat.reading.status import ConditionStatus
from caveat.rules.criteria import CURRENT
from caveat.rules.model import (
    About,
    AnyCriterion,
    Between,
    Bound,
    ConditionCriterion,
    Criterion,
    MedicationCriterion,
    ObservationCriterion,
)

AGE = "age"


class Sketch(NamedTuple):
    """A subject with a partner or a concept, in one status where it is not those that count.

    Without a concept and an age it is a rule between two.
    """

    subject: str
    partner: str
    concept: str = ""
    status: ConditionStatus | None = None
    age: Bound | None = None
    unless: tuple[Criterion, ...] = ()

    @property
    def scope(self) -> Between | About:
        """The scope of the rule."""
        if not self.concept and self.age is None:
            return Between(self.subject, self.partner)
        return About(self.subject, tuple(self._when()))

    def _when(self) -> Iterator[Criterion]:
        partner = MedicationCriterion(self.partner, CURRENT)
        if self.concept:
            statuses = frozenset((self.status,)) if self.status else None
            yield AnyCriterion((partner, ConditionCriterion(self.concept, statuses)))
        else:
            yield partner
        if self.age:
            yield ObservationCriterion(AGE, (self.age,))
