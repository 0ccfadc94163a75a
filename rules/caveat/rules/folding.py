"""Folds weaker findings of the same problem under the rule that covers them."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from caveat.rules.decision import TakenUse
from caveat.rules.findings import Found, Waiting
from caveat.rules.patient import EntryList
from caveat.rules.report import EntryRef
from caveat.rules.rulebook import CompiledRule

_MEDICINES = EntryList.MEDICATIONS.value
_OF_MEDICINES = (EntryList.PROPOSED, EntryList.MEDICATIONS)

_Covering = Mapping[str, AbstractSet[str]]
_Medicines = set[tuple[EntryRef, frozenset[str]]]


class Folded(NamedTuple):
    """A finding that is folded, and the rule whose alert covers it."""

    found: Found
    by_rule_id: str


class Kept(NamedTuple):
    """What a rule found that no other covers, and the findings of each rule folded under it."""

    rule: CompiledRule
    found: list[Found]
    folded: list[list[Found]]


class Folding(NamedTuple):
    """The findings of one check, folded; ``kept`` is gravest first, one for each alert."""

    kept: tuple[Kept, ...]
    folded: tuple[Folded, ...]
    medicines: Mapping[str, _Medicines]
    covered_by: _Covering

    def is_covered(self, waiting: Waiting) -> bool:
        """Say whether a rule could only fold; it could not where a further medicine is in doubt."""
        covering = self.covered_by.get(waiting.rule.id)
        if not covering:
            return False
        if any(missing.fact == _MEDICINES and missing.entry is None for missing in waiting.missing):
            return False
        concerned = {waiting.subject.entry} | {
            missing.entry
            for missing in waiting.missing
            if missing.entry and missing.entry.list in _OF_MEDICINES
        }
        return any(
            rule_id in covering and concerned <= {entry for entry, _ in others}
            for rule_id, others in self.medicines.items()
        )


def fold(found: Iterable[Found], covered_by: _Covering) -> Folding:
    """Fold findings, which come in the order of their rules; covering goes all the way up."""
    by_rule = _by_rule(found)
    medicines = _medicines_of(by_rule) if covered_by else {}
    if covered_by.keys().isdisjoint([group[0].rule.id for group in by_rule]):
        alone = tuple([Kept(group[0].rule, group, []) for group in by_rule])
        return Folding(alone, (), medicines, covered_by)
    kept: list[Found] = []
    folded: list[Folded] = []
    for finding in (finding for group in by_rule for finding in group):
        by_rule_id = _covering(finding, medicines, covered_by)
        if by_rule_id:
            folded.append(Folded(finding, by_rule_id))
        else:
            kept.append(finding)
    under = _under(folded)
    alerts = (
        Kept(group[0].rule, group, list(under.get(group[0].rule.id, {}).values()))
        for group in _by_rule(kept)
    )
    return Folding(tuple(alerts), tuple(folded), medicines, covered_by)


def _by_rule(found: Iterable[Found]) -> list[list[Found]]:
    """Group findings, which come in the order of their rules."""
    groups: list[list[Found]] = []
    last = None
    for finding in found:
        if finding.rule is last:
            groups[-1].append(finding)
        else:
            groups.append([finding])
            last = finding.rule
    return groups


def _medicines_of(by_rule: Iterable[list[Found]]) -> dict[str, _Medicines]:
    return {group[0].rule.id: _medicines(group) for group in by_rule}


def _under(folded: Iterable[Folded]) -> dict[str, dict[str, list[Found]]]:
    """Group folded findings by the rule that covers them, and by their own."""
    under: dict[str, dict[str, list[Found]]] = {}
    for found, by_rule_id in folded:
        under.setdefault(by_rule_id, {}).setdefault(found.rule.id, []).append(found)
    return under


def _covering(found: Found, medicines: Mapping[str, _Medicines], covered_by: _Covering) -> str:
    """Give the gravest rule that found the same problem and covers this one, if any."""
    covering = covered_by.get(found.rule.id)
    if not covering:
        return ""
    concerned = set(_of_finding(found))
    for rule_id, others in medicines.items():
        if rule_id in covering and concerned <= others:
            return rule_id
    return ""


def _medicines(found: Iterable[Found]) -> _Medicines:
    """Give the medicines of findings; folding must not hide one, nor one of the same entry."""
    return {medicine for finding in found for medicine in _of_finding(finding)}


def _of_finding(found: Found) -> Iterator[tuple[EntryRef, frozenset[str]]]:
    yield found.subject.entry, found.subject.terms
    for use in found.uses:
        if isinstance(use, TakenUse):
            yield use.taken.entry, use.taken.terms
