"""Facts that follow from others: treatments a week, the severity of the depression, the trials."""

from collections.abc import Mapping, Sequence

from caveat.reading.status import ConditionStatus
from caveat.rules.facts import Held, KnownFact, Missing
from caveat.rules.model import TrialDefinition
from caveat.rules.trials import ReadTrial, TrialFacts, trial_facts

RESISTANT = "treatment-resistant-depression"
_SEVERITIES = (
    ("severe-depression", "severe"),
    ("psychotic-depression", "severe"),
    ("moderate-depression", "moderate"),
    ("mild-depression", "mild"),
)
_OF_SEVERITY = frozenset(concept for concept, _ in _SEVERITIES)
COURSE = frozenset(("treatments-planned", "treatments-so-far", "course-weeks"))
"""The facts of a course that others follow from."""


def derive(
    given: Mapping[str, KnownFact],
    held: Sequence[Held],
    trials: Sequence[ReadTrial] | None,
    definition: TrialDefinition | None,
) -> TrialFacts:
    """Derive what is not given; what is given stays."""
    known: list[KnownFact] = []
    unknown: dict[str, tuple[Missing, ...]] = {}
    if definition is not None:
        recorded = _recorded_resistance(given, held)
        found = trial_facts(trials, recorded=recorded)
        known.extend(found.known)
        unknown.update(found.unknown)
    severity = _severity(held)
    if severity:
        known.append(severity)
    known.extend(rates(given))
    return TrialFacts(tuple([fact for fact in known if fact.name not in given]), unknown)


def rates(given: Mapping[str, KnownFact]) -> tuple[KnownFact, ...]:
    """Derive how often and for how long the medicine is given."""
    if COURSE.isdisjoint(given):
        return ()
    found = (_treatments_per_week(given), _no_months_yet(given))
    return tuple([fact for fact in found if fact is not None])


def _recorded_resistance(given: Mapping[str, KnownFact], held: Sequence[Held]) -> bool | None:
    """Give what the record says; where it says both, the one that keeps the alert."""
    stated = given.get("treatment-resistant")
    statuses = {found.status for found in held if found.concept == RESISTANT}
    if ConditionStatus.RULED_OUT in statuses or (stated and stated.value is False):
        return False
    if ConditionStatus.ACTIVE in statuses or (stated and stated.value is True):
        return True
    return None


def _treatments_per_week(given: Mapping[str, KnownFact]) -> KnownFact | None:
    planned, weeks = given.get("treatments-planned"), given.get("course-weeks")
    if planned is None or weeks is None:
        return None
    if not isinstance(planned.value, float) or not isinstance(weeks.value, float):
        return None
    if weeks.value <= 0:
        return None
    rate = planned.value / weeks.value
    return KnownFact("treatments-per-week", rate, f"{rate:g} (from {planned.text}, {weeks.text})")


def _severity(held: Sequence[Held]) -> KnownFact | None:
    active = [found.concept for found in held if found.status is ConditionStatus.ACTIVE]
    if _OF_SEVERITY.isdisjoint(active):
        return None
    for concept, severity in _SEVERITIES:
        if concept in active:
            return KnownFact("depression-severity", severity, f"{severity} (from the history)")
    return None


def _no_months_yet(given: Mapping[str, KnownFact]) -> KnownFact | None:
    """Treatment that has not begun has lasted no month."""
    so_far = given.get("treatments-so-far")
    if so_far is None or so_far.value != 0:
        return None
    return KnownFact("treatment-months", 0.0, "0 (treatment has not begun)")
