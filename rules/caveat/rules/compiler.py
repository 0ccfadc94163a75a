"""Compiles packs into a rule book; what shows only across files is a problem here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from caveat.reading.vocabulary import Vocabulary
from caveat.rules.level import Level
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
    Rule,
    Source,
)
from caveat.rules.report import CitedSource, PackUse
from caveat.rules.rulebook import CompiledRule, RuleBook, SubjectRules
from caveat.source.errors import PackError
from caveat.source.problem import Problem

_ALWAYS: tuple[tuple[str, str], ...] = ()
_MEDICATION, _CONDITION = "medication", "condition"


def compile_packs(packs: Sequence[Pack], vocabulary: Vocabulary) -> RuleBook:
    """Compile packs; raises ``PackError`` with every mistake across them."""
    rules = {rule.id: rule for pack in packs for rule in pack.rules}
    problems = [*_wrong_covers(rules), *_several_definitions(packs)]
    if problems:
        raise PackError(problems)
    sources = {(pack.id, source.id): source for pack in packs for source in pack.sources}
    compiled = tuple(_compiled(rules.values(), sources))
    return RuleBook(
        packs=tuple(packs),
        rules=dict(sorted(rules.items())),
        vocabulary=vocabulary,
        by_subject=_by_subject(compiled),
        covered_by=_covered_by(rules),
        scope=frozenset(term for pack in packs for term in pack.scope),
        assumes=tuple(dict.fromkeys(pack.assumes for pack in packs if pack.assumes)),
        trials=next((pack.trials for pack in packs if pack.trials), None),
        sources=sources,
        uses=tuple(PackUse(pack.id, pack.version, pack.digest, pack.reviewed) for pack in packs),
        worst=max((rule.level for rule in rules.values()), default=Level.INFO),
    )


def _compiled(
    rules: Iterable[Rule], sources: Mapping[tuple[str, str], Source]
) -> Iterator[CompiledRule]:
    ordered = sorted(rules, key=lambda rule: (-rule.level, rule.id))
    for number, rule in enumerate(ordered):
        cited = tuple(
            CitedSource(citation, source.title, source.url)
            for citation in rule.evidence.citations
            if (source := sources.get((rule.pack_id, citation.source_id)))
        )
        for subject, partner in _sides(rule):
            yield CompiledRule(rule, number, subject, partner, cited)


def _sides(rule: Rule) -> tuple[tuple[str, str], ...]:
    """Give the medicine that a rule is about; a rule between two is about its first."""
    if isinstance(rule.scope, Between):
        return ((rule.scope.first, rule.scope.second),)
    return ((rule.scope.term, ""),)


def _by_subject(compiled: Iterable[CompiledRule]) -> dict[str, SubjectRules]:
    found: dict[str, list[CompiledRule]] = {}
    for rule in compiled:
        found.setdefault(rule.subject, []).append(rule)
    return {subject: _indexed(rules) for subject, rules in found.items()}


def _indexed(rules: Iterable[CompiledRule]) -> SubjectRules:
    always: list[CompiledRule] = []
    by: dict[str, dict[str, list[CompiledRule]]] = {_MEDICATION: {}, _CONDITION: {}}
    for rule in rules:
        keys = _keys(rule)
        if not keys:
            always.append(rule)
        for kind, key in keys:
            by[kind].setdefault(key, []).append(rule)
    return SubjectRules(
        tuple(always),
        {key: tuple(found) for key, found in by[_MEDICATION].items()},
        {key: tuple(found) for key, found in by[_CONDITION].items()},
    )


def _keys(rule: CompiledRule) -> tuple[tuple[str, str], ...]:
    scope = rule.rule.scope
    if isinstance(scope, About):
        return _keys_of(AllCriterion(scope.when))
    return ((_MEDICATION, rule.partner),)


def _keys_of(criterion: Criterion) -> tuple[tuple[str, str], ...]:
    """Give keys of which a patient needs one for a criterion to hold; none: decide it always."""
    match criterion:
        case (
            MedicationCriterion(term=term)
            | CountCriterion(medication=MedicationCriterion(term=term))
        ):
            return ((_MEDICATION, term),)
        case ConditionCriterion(concept=concept):
            return ((_CONDITION, concept),)
        case AllCriterion(criteria=criteria):
            keys = [found for inner in criteria if (found := _keys_of(inner))]
            return min(keys, key=len, default=_ALWAYS)
        case AnyCriterion(criteria=criteria):
            each = [_keys_of(inner) for inner in criteria]
            return tuple(key for keys in each for key in keys) if all(each) else _ALWAYS
        case _:
            return _ALWAYS


def _covered_by(rules: Mapping[str, Rule]) -> dict[str, frozenset[str]]:
    direct = _covering(rules)
    return {covered: frozenset(_upwards(covered, direct)) for covered in direct}


def _covering(rules: Mapping[str, Rule]) -> dict[str, set[str]]:
    direct: dict[str, set[str]] = {}
    for rule in rules.values():
        for covered in rule.covers:
            direct.setdefault(covered, set()).add(rule.id)
    return direct


def _upwards(covered: str, direct: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(direct.get(covered, ()))
    while waiting:
        rule = waiting.pop()
        if rule not in found:
            found.add(rule)
            waiting.extend(direct.get(rule, ()))
    return found


def _wrong_covers(rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Only a weaker or equal rule folds, or a patient would see less than was found."""
    direct = _covering(rules)
    for rule in rules.values():
        for covered in rule.covers:
            if rules[covered].level > rule.level:
                what = f"'{rule.id}' is weaker than '{covered}', which it covers"
                place = rule.place
                yield Problem(place.path, place.line, place.column, "wrong level", what)
        if rule.id in _upwards(rule.id, direct):
            what = f"'{rule.id}' covers a rule that covers it"
            yield Problem(
                rule.place.path, rule.place.line, rule.place.column, "covers itself", what
            )


def _several_definitions(packs: Sequence[Pack]) -> Iterator[Problem]:
    defining = [pack for pack in packs if pack.trials]
    for pack in defining[1:]:
        what = f"'{defining[0].id}' defines trials too"
        place = pack.place
        yield Problem(place.path, place.line, place.column, "trials defined twice", what)
