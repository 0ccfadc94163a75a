"""Compiles packs into what is kept of them; what shows only across files is a problem here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise

from caveat.rules.change import Action
from caveat.rules.index import FiledRules, Keys, file_rules
from caveat.rules.keys import keys_of_criterion
from caveat.rules.model import (
    About,
    AllCriterion,
    AnyCriterion,
    Between,
    ConditionCriterion,
    CountCriterion,
    Criterion,
    MedicationCriterion,
    Pack,
)
from caveat.rules.records import Record, RuleHead, heads_of, records_of
from caveat.rules.rulebook import waits_for_either
from caveat.source.errors import PackError
from caveat.source.problem import Problem

_ALWAYS = Keys()


@dataclass(frozen=True, slots=True)
class CompiledPacks:
    """All of some packs but the records of their rules, which are in the order of ``ids``.

    That order is gravest first; a rule's place in it is its number. ``ends`` says where each record
    ends, ``numbers`` which rules each pack has, ``covered_by`` follows covering all the way up.
    ``changes`` has the rules that a site's policy changes.
    """

    packs: tuple[Pack, ...]
    numbers: tuple[tuple[int, ...], ...]
    ids: tuple[str, ...]
    ends: tuple[int, ...]
    worst: int
    filed: FiledRules
    covered_by: dict[str, frozenset[str]]
    changes: dict[str, Action] = field(default_factory=dict[str, Action])

    @property
    def silenced(self) -> frozenset[str]:
        """The rules that are decided and give no alert."""
        return frozenset(each for each, action in self.changes.items() if not action.gives_level)


def compile_packs(packs: Sequence[Pack]) -> tuple[CompiledPacks, list[Record]]:
    """Compile packs, and give the records of their rules; ``PackError`` has every mistake."""
    records = [record for pack in packs for record in records_of(pack.rules)]
    heads = list(heads_of(records))
    problems = [*wrong_covers(heads), *_several_definitions(packs)]
    if problems:
        raise PackError(problems)
    order = sorted(range(len(heads)), key=lambda place: (-heads[place].level, heads[place].id))
    ordered = [records[place] for place in order]
    numbers = tuple(_numbers(packs, order))
    waiting = [_filed_by(heads[place]) for place in order]
    compiled = CompiledPacks(
        packs=tuple(replace(pack, rules=()) for pack in packs),
        numbers=numbers,
        ids=tuple(heads[place].id for place in order),
        ends=tuple(accumulate(map(len, ordered))),
        worst=max((head.level for head in heads if not _is_silenced(head)), default=1),
        filed=file_rules(waiting, _waiting_for_either(packs, numbers, heads, order)),
        covered_by=_covered_by(heads),
        changes={head.id: head.change.action for head in heads if head.change},
    )
    return compiled, ordered


def _numbers(packs: Sequence[Pack], order: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Give the numbers of each pack's rules, in the order of its files."""
    number_at = {place: number for number, place in enumerate(order)}
    start = 0
    for pack in packs:
        end = start + len(pack.rules)
        yield tuple(number_at[place] for place in range(start, end))
        start = end


def _waiting_for_either(
    packs: Sequence[Pack],
    numbers: Sequence[Iterable[int]],
    heads: Sequence[RuleHead],
    order: Sequence[int],
) -> frozenset[int]:
    """Give the rules that wait for either of two medicines, by their numbers."""
    return frozenset(
        number
        for pack, of_pack in zip(packs, numbers, strict=True)
        for number in of_pack
        if waits_for_either(heads[order[number]].scope, pack.scope)
    )


def _filed_by(head: RuleHead) -> tuple[str, Keys]:
    """Give the medicine that a rule is about, and what it waits for."""
    match head.scope:
        case About(term=term, when=when):
            return term, _keys_of(AllCriterion(when))
        case Between(first=first, second=second):
            return first, Keys((second,))


def _keys_of(criterion: Criterion) -> Keys:
    """Give keys of which a patient needs one for a criterion to hold; none: decide it always."""
    match criterion:
        case (
            MedicationCriterion(term=term)
            | CountCriterion(medication=MedicationCriterion(term=term))
        ):
            return Keys((term,))
        case ConditionCriterion():
            return Keys((), keys_of_criterion(criterion))
        case AllCriterion(criteria=criteria):
            keys = [found for inner in criteria if (found := _keys_of(inner))]
            return min(keys, key=len, default=_ALWAYS)
        case AnyCriterion(criteria=criteria):
            return _any_of([_keys_of(inner) for inner in criteria])
        case _:
            return _ALWAYS


def _any_of(each: Sequence[Keys]) -> Keys:
    if not all(each):
        return _ALWAYS
    medications = (key for keys in each for key in keys.medications)
    conditions = (key for keys in each for key in keys.conditions)
    return Keys(tuple(dict.fromkeys(medications)), tuple(dict.fromkeys(conditions)))


def _covered_by(heads: Sequence[RuleHead]) -> dict[str, frozenset[str]]:
    direct = _covering(heads)
    return {covered: frozenset(_upwards(covered, direct)) for covered in direct}


def _covering(heads: Sequence[RuleHead]) -> dict[str, set[str]]:
    direct: dict[str, set[str]] = {}
    for head in heads:
        for covered in head.covers:
            direct.setdefault(covered, set()).add(head.id)
    if any(head.change for head in heads):
        direct = _left_by_changes(direct, heads)
    for graver, milder in _views((head for head in heads if not _is_silenced(head)), direct):
        direct.setdefault(milder, set()).add(graver)
    return direct


def _left_by_changes(
    direct: Mapping[str, set[str]], heads: Iterable[RuleHead]
) -> dict[str, set[str]]:
    """Leave out what a site's policy has undone: a rule covers no graver one, a silenced one none.

    What a rule covers by way of others it covers all the same.
    """
    levels = {head.id: 0 if _is_silenced(head) else head.level for head in heads}
    return {
        covered: {each for each in _upwards(covered, direct) if levels[each] >= levels[covered]}
        for covered in direct
        if levels[covered]
    }


def _is_silenced(head: RuleHead) -> bool:
    return head.change is not None and not head.change.action.gives_level


def _views(heads: Iterable[RuleHead], direct: Mapping[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Give the rules of one hazard, each but the gravest with one that covers it.

    Of two of a level it is the one that covers the other anyhow, or else the first by id.
    """
    by_hazard: dict[str, list[RuleHead]] = {}
    for head in heads:
        if head.hazard:
            by_hazard.setdefault(head.hazard, []).append(head)
    for same in by_hazard.values():
        ids = {head.id for head in same}
        same.sort(key=lambda head: (-head.level, len(_upwards(head.id, direct) & ids), head.id))
        yield from ((graver.id, milder.id) for graver, milder in pairwise(same))


def _upwards(covered: str, direct: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(direct.get(covered, ()))
    while waiting:
        rule = waiting.pop()
        if rule not in found:
            found.add(rule)
            waiting.extend(direct.get(rule, ()))
    return found


def wrong_covers(heads: Sequence[RuleHead]) -> Iterator[Problem]:
    """Give the rules that cover a graver one, which would hide what was found, or themselves."""
    direct = _covering(heads)
    levels = {head.id: _own_level(head) for head in heads} if direct else {}
    for head in heads:
        place = head.place
        for covered in head.covers:
            if levels[covered] > levels[head.id]:
                what = f"'{head.id}' is weaker than '{covered}', which it covers"
                yield Problem(place.path, place.line, place.column, "wrong level", what)
        if head.id in _upwards(head.id, direct):
            what = f"'{head.id}' covers a rule that covers it"
            yield Problem(place.path, place.line, place.column, "covers itself", what)


def _own_level(head: RuleHead) -> int:
    """Give the level that a pack states: what a site makes of it is no mistake of the pack."""
    return head.change.own_level if head.change else head.level


def _several_definitions(packs: Sequence[Pack]) -> Iterator[Problem]:
    defining = [pack for pack in packs if pack.trials]
    for pack in defining[1:]:
        what = f"'{defining[0].id}' defines trials too"
        place = pack.place
        yield Problem(place.path, place.line, place.column, "trials defined twice", what)
