"""The keys by which rules that wait for a condition are found: what a patient has, and how.

A condition that counts has its own name as a key; one in a certain status has that in it too.
"""

from caveat.reading.status import ConditionStatus
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.model import ConditionCriterion


def keys_of_held(concept: str, status: ConditionStatus, vocabulary: Vocabulary) -> frozenset[str]:
    """Give every key of a condition that a patient has in a status, the broader ones too."""
    broader = vocabulary.broader_than(concept)
    counting = (each for each in broader if status in vocabulary.concepts[each].counts)
    return frozenset((*counting, *(_in_status(each, status) for each in broader)))


def keys_of_criterion(criterion: ConditionCriterion) -> tuple[str, ...]:
    """Give keys of which a patient has one where the criterion holds."""
    if criterion.statuses is None:
        return (criterion.concept,)
    statuses = sorted(criterion.statuses, key=lambda status: status.value)
    return tuple(_in_status(criterion.concept, status) for status in statuses)


def _in_status(concept: str, status: ConditionStatus) -> str:
    return f"{concept}: {status.value}"
