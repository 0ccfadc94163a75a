"""Decides the rules that can concern a patient: what each found, withheld or waits for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from caveat.reading.vocabulary import Vocabulary
from caveat.rules.decision import TakenUse, Truth, Use
from caveat.rules.evaluator import Case, decide, decide_all, decide_medication
from caveat.rules.facts import Facts, Missing, Taken
from caveat.rules.model import Criterion, MedicationCriterion
from caveat.rules.rulebook import CompiledRule, RuleBook


class Found(NamedTuple):
    """What one rule found, by the medicine that it is about and what it used."""

    rule: CompiledRule
    subject: Taken
    uses: tuple[Use, ...]

    @property
    def use(self) -> TakenUse:
        """The medicine that the rule is about, as a member of its term."""
        return TakenUse(self.subject, self.rule.subject)


class Withheld(NamedTuple):
    """What one rule would have found, and the exception that withholds it."""

    found: Found
    exception: Criterion


class Waiting(NamedTuple):
    """A rule that could not be decided for a medicine, and what is missing."""

    rule: CompiledRule
    subject: Taken
    missing: tuple[Missing, ...]


@dataclass(slots=True)
class Findings:
    """What the rules of a book say of one patient, each in the order of the rules' numbers."""

    found: list[Found] = field(default_factory=list[Found])
    withheld: list[Withheld] = field(default_factory=list[Withheld])
    waiting: list[Waiting] = field(default_factory=list[Waiting])


def subjects_of(facts: Facts, book: RuleBook) -> tuple[Taken, ...]:
    """Give the medicines that the loaded packs speak for: proposed, or taken now."""
    scope = book.scope
    return tuple(
        taken for taken in facts.taken if taken.is_current and not scope.isdisjoint(taken.terms)
    )


def decide_rules(facts: Facts, book: RuleBook) -> Findings:
    """Decide every rule that can concern one of the patient's medicines."""
    findings = Findings()
    by_term = facts.by_term
    for number in sorted(_candidates(facts, book)):
        rule = book.compiled(number)
        for subject in by_term.get(rule.subject, ()):
            if not subject.is_current:
                continue
            if rule.partner:
                _decide_pair(rule, subject, facts, book.vocabulary, findings)
            else:
                _decide_about(rule, Case(facts, subject, book.vocabulary), findings)
    return findings


def _candidates(facts: Facts, book: RuleBook) -> set[int]:
    """Give the rules that can hold; where a list is in doubt, all that wait for it."""
    index, terms = book.index, facts.by_term.keys()
    found = index.of_facts({*terms, *facts.by_concept})
    if facts.missing_medications:
        found.update(index.for_unknown_medications(terms))
    if facts.missing_conditions:
        found.update(index.for_unknown_conditions(terms))
    return found


def _decide_about(rule: CompiledRule, case: Case, findings: Findings) -> None:
    decision = decide_all(rule.when, case)
    if decision.truth is Truth.YES:
        _found(Found(rule, case.subject, decision.uses), case, findings)
    elif decision.truth is Truth.UNKNOWN:
        _waiting(Waiting(rule, case.subject, decision.missing), case, findings)


def _decide_pair(
    rule: CompiledRule, subject: Taken, facts: Facts, vocabulary: Vocabulary, findings: Findings
) -> None:
    """Decide a rule between two with each of the other entries that it speaks of."""
    case = Case(facts, subject, vocabulary)
    for taken in facts.by_term.get(rule.partner, ()):
        if taken is subject or not taken.is_current or _is_pair_of(taken, rule, case):
            continue
        _found(Found(rule, subject, (TakenUse(taken, rule.partner),)), case, findings)
    if facts.missing_medications:
        _waiting(Waiting(rule, subject, facts.missing_medications), case, findings)


def _is_pair_of(taken: Taken, rule: CompiledRule, case: Case) -> bool:
    """Say whether two that could change places are one pair already, with the earlier one first."""
    if rule.partner not in case.subject.terms or rule.subject not in taken.terms:
        return False
    return next(found for found in case.facts.taken if found in (taken, case.subject)) is taken


def _found(found: Found, case: Case, findings: Findings) -> None:
    exception = _exception(found.rule, found.uses, case)
    if exception is None:
        findings.found.append(found)
    else:
        findings.withheld.append(Withheld(found, exception))


def _waiting(waiting: Waiting, case: Case, findings: Findings) -> None:
    if _exception(waiting.rule, (), case) is None:
        findings.waiting.append(waiting)


def _exception(rule: CompiledRule, uses: Sequence[Use], case: Case) -> Criterion | None:
    """Give the exception that surely holds; one that is only possible withholds nothing."""
    for criterion in rule.unless:
        if _holds_surely(criterion, uses, case):
            return criterion
    return None


def _holds_surely(criterion: Criterion, uses: Iterable[Use], case: Case) -> bool:
    """Decide an exception; one for a medicine that the rule used speaks of that very entry."""
    if not isinstance(criterion, MedicationCriterion):
        return decide(criterion, case).truth is Truth.YES
    used = tuple(_of_term(criterion.term, uses))
    return bool(used) and all(
        decide_medication(criterion, (taken,), ()).truth is Truth.YES for taken in used
    )


def _of_term(term: str, uses: Iterable[Use]) -> Iterator[Taken]:
    return (use.taken for use in uses if isinstance(use, TakenUse) and use.term == term)
