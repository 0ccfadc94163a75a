"""Mistakes that show only across a pack, and habits that tire people with alerts."""

from collections.abc import Iterable, Iterator

from caveat.rules.level import Level
from caveat.rules.model import (
    About,
    AllCriterion,
    AnyCriterion,
    Between,
    ConditionCriterion,
    CountCriterion,
    Criterion,
    Expectation,
    MedicationCriterion,
    NotCriterion,
    Pack,
    Place,
    Rule,
)
from caveat.rules.rulebook import RuleBook
from caveat.source.problem import Problem

LONGEST_TITLE = 90


def lint(book: RuleBook) -> tuple[Problem, ...]:
    """Give every problem of the loaded packs that loading them does not refuse."""
    problems = [
        *(problem for pack in book.packs for problem in _unused_sources(pack)),
        *_same_scope(book),
        *(problem for rule in book.rules.values() for problem in _of_rule(rule, book)),
    ]
    return tuple(sorted(problems))


def _of_rule(rule: Rule, book: RuleBook) -> Iterator[Problem]:
    if not any(book.vocabulary.terms_of(term) & book.scope for term in _subjects(rule)):
        yield _problem(rule.place, "outside the scope", f"no pack speaks for '{rule.id}'")
    if isinstance(rule.scope, About) and not rule.scope.when and rule.level > Level.INFO:
        yield _problem(rule.place, "always raised", f"'{rule.id}' alerts on every patient")
    if len(rule.title) > LONGEST_TITLE:
        what = f"'{rule.id}' has more than {LONGEST_TITLE} characters"
        yield _problem(rule.place, "long title", what)
    if _can_be_undecided(rule) and not _shows(rule, Expectation.UNDECIDED):
        what = f"'{rule.id}' shows no 'undecided', though a fact can be missing"
        yield _problem(rule.place, "missing example", what)
    if rule.level > Level.INFO and any(_lowers(criterion) for criterion in _withholding(rule)):
        what = f"'{rule.id}' can be withheld by one more medication or condition"
        yield _problem(rule.place, "can lower the level", what)


def _subjects(rule: Rule) -> tuple[str, ...]:
    match rule.scope:
        case Between(first=first, second=second):
            return (first, second)
        case About(term=term):
            return (term,)


def _can_be_undecided(rule: Rule) -> bool:
    return isinstance(rule.scope, Between) or bool(rule.scope.when)


def _shows(rule: Rule, expected: Expectation) -> bool:
    return any(example.expect is expected for example in rule.examples)


def _withholding(rule: Rule) -> Iterator[Criterion]:
    """Give what must not hold; an exception for a rule's own entry is no further entry."""
    own = set(_subjects(rule)) | {
        inner.term for inner in _inside(_when(rule)) if isinstance(inner, MedicationCriterion)
    }
    for criterion in rule.unless:
        if not (isinstance(criterion, MedicationCriterion) and criterion.term in own):
            yield criterion
    for criterion in _inside(_when(rule)):
        if isinstance(criterion, NotCriterion):
            yield criterion.criterion


def _when(rule: Rule) -> tuple[Criterion, ...]:
    return rule.scope.when if isinstance(rule.scope, About) else ()


def _lowers(criterion: Criterion) -> bool:
    further = (MedicationCriterion, ConditionCriterion, CountCriterion)
    return any(isinstance(inner, further) for inner in _inside((criterion,)))


def _inside(criteria: Iterable[Criterion]) -> Iterator[Criterion]:
    for criterion in criteria:
        yield criterion
        match criterion:
            case AllCriterion(criteria=inner) | AnyCriterion(criteria=inner):
                yield from _inside(inner)
            case NotCriterion(criterion=single):
                yield from _inside((single,))
            case _:
                pass


def _unused_sources(pack: Pack) -> Iterator[Problem]:
    cited = {citation.source_id for rule in pack.rules for citation in rule.evidence.citations}
    cited |= {pack.trials.citation.source_id} if pack.trials else set()
    for source in pack.sources:
        if source.id not in cited:
            yield _problem(pack.place, "unused source", f"no rule cites '{source.id}'")


def _same_scope(book: RuleBook) -> Iterator[Problem]:
    first: dict[object, Rule] = {}
    for rule in book.rules.values():
        scope = rule.scope
        key = frozenset(_subjects(rule)) if isinstance(scope, Between) else scope
        if key == About(getattr(scope, "term", "")):
            continue
        earlier = first.setdefault(key, rule)
        if (
            rule.id != earlier.id
            and rule.id not in earlier.covers
            and earlier.id not in rule.covers
            and not (rule.hazard and rule.hazard == earlier.hazard)
        ):
            what = f"'{rule.id}' and '{earlier.id}' ask for the same"
            yield _problem(rule.place, "same scope", what)


def _problem(place: Place, kind: str, what: str) -> Problem:
    return Problem(place.path, place.line, place.column, kind, what)
