"""Which rules speak of an ingredient, a class, a condition or an observation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from caveat.authoring.lint.inside import inside
from caveat.rules.model import (
    About,
    AllergyCriterion,
    Between,
    ConditionCriterion,
    MedicationCriterion,
    ObservationCriterion,
    Rule,
)

Using = Mapping[str, tuple[str, ...]]
"""Ids of rules by what they name."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a rule names: ingredients and classes, conditions, observations; in their order."""

    terms: tuple[str, ...]
    concepts: tuple[str, ...]
    observations: tuple[str, ...]


def mentions_of(rule: Rule) -> Mentions:
    """Give what a rule names, each once."""
    match rule.scope:
        case Between(first=first, second=second):
            subjects: tuple[str, ...] = (first, second)
            stated = rule.unless
        case About(term=term, when=when):
            subjects = (term,)
            stated = (*when, *rule.unless)
    parts = tuple(inside(stated))
    return Mentions(
        _once((*subjects, *(part.term for part in parts if isinstance(part, _MEDICINES)))),
        _once(part.concept for part in parts if isinstance(part, ConditionCriterion)),
        _once(part.name for part in parts if isinstance(part, ObservationCriterion)),
    )


_MEDICINES = (MedicationCriterion, AllergyCriterion)


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, names)))


def using(pairs: Iterable[tuple[str, Iterable[str]]]) -> dict[str, tuple[str, ...]]:
    """Turn what rules name round: give the rules by what they name."""
    found: dict[str, list[str]] = {}
    for rule_id, names in pairs:
        for name in names:
            found.setdefault(name, []).append(rule_id)
    return {name: tuple(rules) for name, rules in found.items()}
