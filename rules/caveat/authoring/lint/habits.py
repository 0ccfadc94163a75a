"""Habits that tire people with alerts, or that hide something from them."""

from collections.abc import Iterator, Mapping

from caveat.authoring.lint.claim import subjects_of
from caveat.authoring.lint.inside import inside, when_of
from caveat.authoring.lint.remark import remark
from caveat.rules.level import Level
from caveat.rules.model import (
    Between,
    ConditionCriterion,
    CountCriterion,
    Criterion,
    DoseCriterion,
    Expectation,
    MedicationCriterion,
    NotCriterion,
    Pack,
    RouteCriterion,
    Rule,
)
from caveat.rules.rulebook import RuleBook
from caveat.source.problem import Problem


def habits(rule: Rule, book: RuleBook) -> Iterator[Problem]:
    """Give the bad habits of a rule."""
    if not any(book.vocabulary.terms_of(term) & book.scope for term in subjects_of(rule)):
        what = f"no pack speaks for '{rule.id}'; add what it is about to the pack's 'scope'"
        yield remark(rule.place, "outside the scope", what)
    is_pair = isinstance(rule.scope, Between)
    if not is_pair and not when_of(rule) and rule.level > Level.INFO:
        what = f"'{rule.id}' alerts on every patient; say 'when', or make it 'info'"
        yield remark(rule.place, "always raised", what)
    if (is_pair or when_of(rule)) and not _shows(rule, Expectation.UNDECIDED):
        what = f"'{rule.id}' shows no 'undecided', though a fact can be missing; add an example"
        yield remark(rule.place, "missing example", what)
    if rule.level > Level.INFO and any(_lowers(criterion) for criterion in _withholding(rule)):
        what = f"'{rule.id}' can be withheld by one more medication or condition; make it 'info'"
        yield remark(rule.place, "can lower the level", what)
    yield from _one_sided(rule)


def _one_sided(rule: Rule) -> Iterator[Problem]:
    """Give exceptions of a rule between two that do not say of which, and concern the first."""
    scope, met = rule.scope, {type(criterion) for criterion in inside(rule.unless)}
    if not isinstance(scope, Between):
        return
    for kind, mend in _OF_THE_FIRST.items():
        if kind in met:
            what = f"an exception of '{rule.id}' is of '{scope.first}' only; {mend}"
            yield remark(rule.place, "one-sided exception", what)


_OF_THE_FIRST: Mapping[type[Criterion], str] = {
    RouteCriterion: "say 'medication' with 'route' of the one that is meant",
    DoseCriterion: "write the rule 'about' the one whose dose is meant",
}


def unused_sources(pack: Pack) -> Iterator[Problem]:
    """Give the sources of a pack that nothing cites."""
    cited = {citation.source_id for rule in pack.rules for citation in rule.evidence.citations}
    cited |= {pack.trials.citation.source_id} if pack.trials else set()
    for source in pack.sources:
        if source.id not in cited:
            what = f"no rule cites '{source.id}'; drop it"
            yield remark(pack.place, "unused source", what)


def _shows(rule: Rule, expected: Expectation) -> bool:
    return any(example.expect is expected for example in rule.examples)


def _withholding(rule: Rule) -> Iterator[Criterion]:
    """Give what must not hold; an exception for a rule's own entry is no further entry."""
    own = set(subjects_of(rule)) | {
        inner.term for inner in inside(when_of(rule)) if isinstance(inner, MedicationCriterion)
    }
    for criterion in rule.unless:
        if not (isinstance(criterion, MedicationCriterion) and criterion.term in own):
            yield criterion
    for criterion in inside(when_of(rule)):
        if isinstance(criterion, NotCriterion):
            yield criterion.criterion


def _lowers(criterion: Criterion) -> bool:
    further = (MedicationCriterion, ConditionCriterion, CountCriterion)
    return any(isinstance(inner, further) for inner in inside((criterion,)))
