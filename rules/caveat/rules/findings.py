"""Decides the rules that can concern a patient: what each found, withheld or waits for."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from caveat.reading.status import MedicationStatus
from caveat.rules.decision import TakenUse, Truth, Use
from caveat.rules.facts import NOBODY, Facts, Missing, Taken, which_is_meant
from caveat.rules.model import Criterion
from caveat.rules.rulebook import CompiledRule, RuleBook

_STOPPED = MedicationStatus.STOPPED


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


class Findings(NamedTuple):
    """What the rules of a book say of one patient, each in the order of the rules' numbers."""

    found: list[Found]
    withheld: list[Withheld]
    waiting: list[Waiting]


def is_in_scope(taken: Taken, book: RuleBook) -> bool:
    """Say whether the loaded packs speak for a medicine that is proposed, or taken now."""
    return taken.status is not _STOPPED and not book.scope.isdisjoint(taken.terms)


def decide_rules(facts: Facts, book: RuleBook, among: AbstractSet[int] | None = None) -> Findings:
    """Decide every rule that can concern one of the patient's medicines.

    ``among`` are the numbers of rules, where no others are asked for.
    """
    candidates = _candidates(facts, book)
    numbers = sorted(candidates if among is None else candidates & among)
    return decide_each(map(book.compiled, numbers), facts)


def decide_each(rules: Iterable[CompiledRule], facts: Facts) -> Findings:
    """Decide these rules, whether or not they can concern the patient."""
    findings = Findings([], [], [])
    by_term = facts.by_term
    for rule in rules:
        decide = _decide_pairs if rule.partner else _decide_about
        for subject in by_term.get(rule.subject, ()):
            if subject.status is not _STOPPED:
                decide(rule, subject, facts, findings)
        if rule.waits_for_either and facts.missing_medications:
            _wait_for_first(rule, facts, findings)
        if facts.by_possible:
            _ask_which(rule, facts, findings)
    return findings


def without_silenced(
    findings: Findings, silenced: AbstractSet[str]
) -> tuple[Findings, list[Found]]:
    """Give the findings that count, and those of rules that a site's policy keeps from alerting."""
    left = Findings(
        [found for found in findings.found if found.rule.id not in silenced],
        findings.withheld,
        [waiting for waiting in findings.waiting if waiting.rule.id not in silenced],
    )
    return left, [found for found in findings.found if found.rule.id in silenced]


def _candidates(facts: Facts, book: RuleBook) -> set[int]:
    """Give the rules that can hold; where a list is in doubt, all that wait for it."""
    index, terms = book.index, facts.by_term
    keys = set(terms).union(facts.by_possible, *[held.keys for held in facts.held])
    found = index.of_facts(keys)
    if facts.missing_medications:
        found.update(index.for_unknown_medications(terms))
    if facts.missing_conditions:
        found.update(index.for_unknown_conditions(terms))
    return found


def _decide_about(rule: CompiledRule, subject: Taken, facts: Facts, findings: Findings) -> None:
    decision = rule.decide(facts, subject)
    if decision.truth is Truth.YES:
        _found(Found(rule, subject, decision.uses), facts, findings)
    elif decision.truth is Truth.UNKNOWN:
        _waiting(Waiting(rule, subject, decision.missing), facts, findings)


def _decide_pairs(rule: CompiledRule, subject: Taken, facts: Facts, findings: Findings) -> None:
    """Decide a rule between two with each of the other entries that it speaks of.

    Two that could change places are one pair, with the earlier one first: what stands before a
    subject that could be the partner has been paired with it already. One medicine that stands
    twice in the lists is no pair.
    """
    partner = rule.partner
    is_after = partner not in subject.terms
    for taken in facts.by_term.get(partner, ()):
        if taken is subject:
            is_after = True
        elif (
            taken.status is not _STOPPED
            and (is_after or rule.subject not in taken.terms)
            and not taken.is_same_as(subject)
        ):
            _found(Found(rule, subject, (TakenUse(taken, partner),)), facts, findings)
    if facts.missing_medications:
        _waiting(Waiting(rule, subject, facts.missing_medications), facts, findings)


def _wait_for_first(rule: CompiledRule, facts: Facts, findings: Findings) -> None:
    """Leave a rule open for each medicine that it waits for, which could meet its subject."""
    for taken in _waited_for(rule, facts):
        if taken.status is not _STOPPED and rule.subject not in taken.terms:
            _waiting(Waiting(rule, taken, facts.missing_medications), facts, findings)


def _waited_for(rule: CompiledRule, facts: Facts) -> Iterable[Taken]:
    if rule.partner:
        return facts.by_term.get(rule.partner, ())
    uses = () if rule.subject in facts.by_term else rule.decide(facts, NOBODY).uses
    return [use.taken for use in uses if isinstance(use, TakenUse)]


def _ask_which(rule: CompiledRule, facts: Facts, findings: Findings) -> None:
    """Leave a rule open for each medicine that may be what it speaks of, known by its class."""
    for possible in facts.by_possible.get(rule.subject, ()):
        if possible.status is not _STOPPED:
            _ask_for_subject(rule, possible, facts, findings)
    for possible in facts.by_possible.get(rule.partner, ()):
        if possible.status is not _STOPPED:
            for subject in _others(facts.by_term.get(rule.subject, ()), possible):
                _waiting(Waiting(rule, subject, (which_is_meant(possible),)), facts, findings)


def _ask_for_subject(rule: CompiledRule, possible: Taken, facts: Facts, findings: Findings) -> None:
    which = which_is_meant(possible)
    if rule.partner:
        partners = (facts.by_term, facts.by_possible)
        near = (taken for by_term in partners for taken in by_term.get(rule.partner, ()))
        if any(_others(near, possible)):
            _waiting(Waiting(rule, possible, (which,)), facts, findings)
        return
    decision = rule.decide(facts, possible)
    if decision.truth is not Truth.NO:
        _waiting(Waiting(rule, possible, (which, *decision.missing)), facts, findings)


def _others(those: Iterable[Taken], than: Taken) -> list[Taken]:
    """Give the medicines that are taken beside one."""
    return [each for each in those if each is not than and each.status is not _STOPPED]


def _found(found: Found, facts: Facts, findings: Findings) -> None:
    rule, subject, uses = found
    exception = _exception(rule, subject, facts, uses) if rule.exceptions else None
    if exception is None and rule.exceptions and rule.partner:
        exception = _exception(rule, subject, facts, (found.use,))
    if exception is None:
        findings.found.append(found)
    else:
        findings.withheld.append(Withheld(found, exception))


def _waiting(waiting: Waiting, facts: Facts, findings: Findings) -> None:
    """Leave a rule open, unless what is known of its medicine withholds whatever it may find."""
    rule, subject, _ = waiting
    own: tuple[Use, ...] = ()
    if rule.partner and rule.exceptions:
        own = (TakenUse(subject, rule.subject if rule.subject in subject.terms else rule.partner),)
    if _exception(rule, subject, facts, own) is None:
        findings.waiting.append(waiting)


def _exception(
    rule: CompiledRule, subject: Taken, facts: Facts, uses: Sequence[Use]
) -> Criterion | None:
    """Give the exception that surely holds, if there is one."""
    for criterion, withholds in rule.exceptions:
        if withholds(facts, subject, uses):
            return criterion
    return None
