"""Runs the examples that rules carry; a pack is served only when all of them hold."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from caveat.authoring.verified import remember_verified, was_verified
from caveat.rules.checker import Checker
from caveat.rules.engine import Engine
from caveat.rules.facts import Facts
from caveat.rules.findings import Findings, decide_rules, is_in_scope
from caveat.rules.folding import fold
from caveat.rules.intake import check_request
from caveat.rules.model import Example, Expectation, Place, Rule
from caveat.rules.patient import EntryList
from caveat.rules.rulebook import RuleBook
from caveat.source.errors import PackError, RequestError
from caveat.source.problem import Problem


def verify(book: RuleBook) -> tuple[Problem, ...]:
    """Run every example of every rule; a rule must show when it alerts and when it does not."""
    engine = Checker(book).engine
    problems: list[Problem] = []
    for rule in book.rules.values():
        problems.extend(_missing_examples(rule))
        for example in rule.examples:
            problems.extend(_run(rule, example, engine))
    return tuple(sorted(problems))


def verified(checker: Checker, *, cached: bool = True) -> Checker:
    """Give a checker whose examples all hold; ``PackError`` has those that do not.

    Those of the very same rule book are run once, and not at each start, if ``cached``.
    """
    if cached and was_verified(checker.book):
        return checker
    problems = verify(checker.book)
    if problems:
        raise PackError(problems)
    if cached:
        remember_verified(checker.book)
    return checker


def count_examples(book: RuleBook) -> int:
    """Count the examples of all rules."""
    return sum(len(rule.examples) for rule in book.rules.values())


def _missing_examples(rule: Rule) -> tuple[Problem, ...]:
    shown = {example.expect for example in rule.examples}
    return tuple(
        _problem(rule.place, "missing example", f"'{rule.id}' shows no '{expected.value}'")
        for expected in (Expectation.ALERT, Expectation.NONE)
        if expected not in shown
    )


def _run(rule: Rule, example: Example, engine: Engine) -> tuple[Problem, ...]:
    recogniser = engine.recogniser
    try:
        check_request(example.given)
        facts = recogniser.facts_of(recogniser.read(example.given))
    except RequestError as error:
        return (_problem(example.place, "wrong example", f"'{example.name}': {error}"),)
    got = outcome_of(rule.id, facts, engine.book)
    if got is example.expect:
        return _wrong_level(rule, example)
    what = f"'{example.name}' expects {example.expect.value}, got {got.value}"
    unread = ", ".join(f"'{note.part}'" for note in facts.unrecognised)
    what += f"; not recognised: {unread}" if unread else ""
    outside = ", ".join(f"'{name}'" for name in _outside_scope(facts, engine.book))
    what += f"; in no pack's 'scope', so not asked about: {outside}" if outside else ""
    return (_problem(example.place, "failed example", what),)


def _outside_scope(facts: Facts, book: RuleBook) -> Iterator[str]:
    """Give what is proposed though no pack speaks for it."""
    for taken in facts.taken:
        if taken.entry.list is EntryList.PROPOSED and not is_in_scope(taken, book):
            yield from taken.names


def _wrong_level(rule: Rule, example: Example) -> tuple[Problem, ...]:
    if example.level in (None, rule.level):
        return ()
    what = f"'{example.name}' expects the level {example.level.word}, got {rule.level.word}"
    return (_problem(example.place, "failed example", what),)


def outcome_of(rule_id: str, facts: Facts, book: RuleBook) -> Expectation:
    """Say what a rule does for a patient, as a check of all rules would.

    One that is folded under the alert of another alerts too, and one that could only fold asks
    nothing: no other rules have a say.
    """
    concerned = (rule_id, *book.covered_by.get(rule_id, ()))
    among = frozenset(book.rules.numbers[each] for each in concerned)
    return outcome_in(decide_rules(facts, book, among), rule_id, facts, book.covered_by)


def outcome_in(
    findings: Findings, rule_id: str, facts: Facts, covered_by: Mapping[str, AbstractSet[str]]
) -> Expectation:
    """Say what a rule does by what it and those that cover it find."""
    if any(found.rule.id == rule_id for found in findings.found):
        return Expectation.ALERT
    if facts.missing_proposed:
        return Expectation.UNDECIDED
    folding = fold(findings.found, covered_by)
    waiting = (each for each in findings.waiting if each.rule.id == rule_id and each.missing)
    is_open = any(not folding.is_covered(each) for each in waiting)
    return Expectation.UNDECIDED if is_open else Expectation.NONE


def _problem(place: Place, kind: str, what: str) -> Problem:
    return Problem(place.path, place.line, place.column, kind, what)
