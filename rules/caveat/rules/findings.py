"""Decides the rules that can concern a patient: what each found, withheld or waits for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from caveat.rules.decision import Decision, TakenUse, Truth, Use, unknown, yes
from caveat.rules.evaluator import Case, decide, decide_all, decide_medication
from caveat.rules.facts import Facts, Missing, Taken
from caveat.rules.model import About, Criterion, MedicationCriterion
from caveat.rules.rulebook import CompiledRule, RuleBook, SubjectRules


@dataclass(frozen=True, slots=True)
class Found:
    """What one rule found, by the medicine that it is about and what it used."""

    rule: CompiledRule
    subject: Taken
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Withheld:
    """What one rule would have found, and the exception that withholds it."""

    found: Found
    exception: Criterion


@dataclass(frozen=True, slots=True)
class Waiting:
    """A rule that could not be decided for a medicine, and what is missing."""

    rule: CompiledRule
    subject: Taken
    missing: tuple[Missing, ...]


RuleOutcome = Found | Withheld | Waiting


def subjects_of(facts: Facts, book: RuleBook) -> tuple[Taken, ...]:
    """Give the medicines that the loaded packs speak for: proposed, or taken now."""
    return tuple(taken for taken in facts.taken if taken.is_current and taken.terms & book.scope)


def decide_rules(facts: Facts, book: RuleBook) -> Iterator[RuleOutcome]:
    """Decide every rule that can concern one of the patient's medicines."""
    present = {term for taken in facts.taken for term in taken.terms}
    held = {concept for condition in facts.held for concept in condition.concepts}
    for subject in facts.taken:
        if not subject.is_current:
            continue
        case = Case(facts, subject, book.vocabulary)
        for term in subject.terms:
            rules = book.by_subject.get(term)
            for rule in _candidates(rules, facts, present, held) if rules else ():
                yield from _decide_rule(rule, case)


def _candidates(
    rules: SubjectRules, facts: Facts, present: set[str], held: set[str]
) -> Iterable[CompiledRule]:
    """Give the rules that can hold; each once, though it may wait for several keys."""
    candidates: dict[int, CompiledRule] = {rule.number: rule for rule in rules.always}
    medications = rules.by_medication if facts.missing_medications else present
    conditions = rules.by_condition if facts.missing_conditions else held
    for key in medications:
        for rule in rules.by_medication.get(key, ()):
            candidates[rule.number] = rule
    for key in conditions:
        for rule in rules.by_condition.get(key, ()):
            candidates[rule.number] = rule
    return candidates.values()


def _decide_rule(rule: CompiledRule, case: Case) -> Iterator[RuleOutcome]:
    scope = rule.rule.scope
    if isinstance(scope, About):
        yield from _outcome(rule, decide_all(scope.when, case), case)
        return
    decision = _partners(rule, case)
    for use in decision.uses:
        yield from _outcome(rule, yes(use), case)
    if decision.missing:
        yield from _outcome(rule, unknown(*decision.missing), case)


def _partners(rule: CompiledRule, case: Case) -> Decision:
    """Give the other entries that a rule between two speaks of, and what is missing."""
    partners = tuple(
        TakenUse(taken, rule.partner)
        for taken in case.facts.taken
        if rule.partner in taken.terms and taken.is_current and taken is not case.subject
    )
    pairs = tuple(use for use in partners if not _is_pair_of(use.taken, rule, case))
    return Decision(Truth.YES, pairs, case.facts.missing_medications)


def _is_pair_of(taken: Taken, rule: CompiledRule, case: Case) -> bool:
    """Say whether two that could change places are one pair already, with the earlier one first."""
    if rule.partner not in case.subject.terms or rule.subject not in taken.terms:
        return False
    return next(found for found in case.facts.taken if found in (taken, case.subject)) is taken


def _outcome(rule: CompiledRule, decision: Decision, case: Case) -> Iterator[RuleOutcome]:
    if decision.truth is Truth.NO:
        return
    found = Found(rule, case.subject, decision.uses)
    exception = _exception(rule, decision.uses, case)
    if exception is None and decision.truth is Truth.UNKNOWN:
        yield Waiting(rule, case.subject, decision.missing)
    elif exception is None:
        yield found
    elif decision.truth is Truth.YES:
        yield Withheld(found, exception)


def _exception(rule: CompiledRule, uses: Iterable[Use], case: Case) -> Criterion | None:
    """Give the exception that surely holds; one that is only possible withholds nothing."""
    for criterion in rule.rule.unless:
        if _holds_surely(criterion, uses, case):
            return criterion
    return None


def _holds_surely(criterion: Criterion, uses: Iterable[Use], case: Case) -> bool:
    """Decide an exception; one for a medicine that the rule used speaks of that very entry."""
    used = [
        use.taken
        for use in uses
        if isinstance(use, TakenUse)
        and isinstance(criterion, MedicationCriterion)
        and use.term == criterion.term
    ]
    if isinstance(criterion, MedicationCriterion):
        decisions = [decide_medication(criterion, (taken,), ()) for taken in used]
        return bool(used) and all(decision.truth is Truth.YES for decision in decisions)
    return decide(criterion, case).truth is Truth.YES
