"""Which rules can hold for a patient: found by what the patient has, not by trying each rule.

A rule can hold only where two facts come together: the medicine that it is about, and a medicine
or condition that it waits for. It is filed under the rarer of the two, so that what is looked
through grows with the patient's facts and hardly with the number of rules.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Keys:
    """What a rule waits for: one of these medicines or conditions; none: it is always decided."""

    medications: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.medications) + len(self.conditions)


@dataclass(frozen=True, slots=True)
class FiledRules:
    """Numbers of rules: by medicine, by two facts, and by medicine for those that wait for a list.

    ``pairs`` has the rarer fact first. A medicine and a condition of one name are one key: that
    finds a rule too many at worst, and each is decided afterwards.
    """

    alone: dict[str, tuple[int, ...]]
    pairs: dict[str, dict[str, tuple[int, ...]]]
    for_medications: dict[str, tuple[int, ...]]
    for_conditions: dict[str, tuple[int, ...]]


class RuleIndex:
    """Finds the numbers of the rules that can hold for a patient."""

    def __init__(self, filed: FiledRules) -> None:
        self.filed = filed
        self._partners = {key: frozenset(under) for key, under in filed.pairs.items()}

    def of_facts(self, keys: AbstractSet[str]) -> set[int]:
        """Give the rules that can hold for one who has these facts, and no others."""
        found: set[int] = set()
        partners, pairs = self._partners, self.filed.pairs
        for key in keys:
            filed = partners.get(key)
            if filed is not None and not filed.isdisjoint(keys):
                under = pairs[key]
                for other in filed & keys:
                    found.update(under[other])
        for key in self.filed.alone.keys() & keys:
            found.update(self.filed.alone[key])
        return found

    def for_unknown_medications(self, terms: Iterable[str]) -> Iterable[int]:
        """Give the rules about these medicines that wait for another one."""
        return _under(terms, self.filed.for_medications)

    def for_unknown_conditions(self, terms: Iterable[str]) -> Iterable[int]:
        """Give the rules about these medicines that wait for a condition."""
        return _under(terms, self.filed.for_conditions)


def file_rules(
    waiting: Sequence[tuple[str, Keys]], either: AbstractSet[int] = frozenset()
) -> FiledRules:
    """File rules by their subject and what they wait for; a rule's place here is its number.

    Those of ``either`` wait for their subject too where what they wait for is there.
    """
    common = _mentions(waiting)
    alone: dict[str, list[int]] = {}
    pairs: dict[str, dict[str, list[int]]] = {}
    for_medications: dict[str, list[int]] = {}
    for_conditions: dict[str, list[int]] = {}
    for number, (subject, keys) in enumerate(waiting):
        if not keys:
            alone.setdefault(subject, []).append(number)
        for key in dict.fromkeys((*keys.medications, *keys.conditions)):
            rarer, other = sorted((subject, key), key=lambda each: (common[each], each))
            pairs.setdefault(rarer, {}).setdefault(other, []).append(number)
        if keys.medications:
            sides = {subject, *keys.medications} if number in either else {subject}
            for side in sides:
                for_medications.setdefault(side, []).append(number)
        if keys.conditions:
            for_conditions.setdefault(subject, []).append(number)
    return FiledRules(
        _fixed(alone),
        {rarer: _fixed(under) for rarer, under in pairs.items()},
        _fixed(for_medications),
        _fixed(for_conditions),
    )


def _mentions(waiting: Iterable[tuple[str, Keys]]) -> Counter[str]:
    """Count how many rules mention a fact."""
    return Counter(
        key for subject, keys in waiting for key in {subject, *keys.medications, *keys.conditions}
    )


def _fixed(filed: Mapping[str, list[int]]) -> dict[str, tuple[int, ...]]:
    return {key: tuple(numbers) for key, numbers in filed.items()}


def _under(terms: Iterable[str], filed: Mapping[str, tuple[int, ...]]) -> Iterable[int]:
    return (number for term in terms for number in filed.get(term, ()))
