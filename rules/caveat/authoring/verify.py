"""Runs the examples that rules carry; a pack is served only when all of them hold."""

from caveat.authoring.verified import remember_verified, was_verified
from caveat.rules.checked import Checked
from caveat.rules.checker import Checker, Engine
from caveat.rules.intake import check_request
from caveat.rules.model import Example, Expectation, Place, Rule
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


def verified(checker: Checker) -> Checker:
    """Give a checker whose examples all hold; ``PackError`` has those that do not.

    Those of the very same rule book are run once, and not at each start.
    """
    if not was_verified(checker.book):
        problems = verify(checker.book)
        if problems:
            raise PackError(problems)
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
    try:
        check_request(example.given)
        checked = engine.decide(engine.recogniser.read(example.given))
    except RequestError as error:
        return (_problem(example.place, "wrong example", f"'{example.name}': {error}"),)
    got = _outcome_of(rule.id, checked)
    if got is example.expect:
        return ()
    what = f"'{example.name}' expects {example.expect.value}, got {got.value}"
    unread = ", ".join(f"'{note.part}'" for note in checked.unrecognised)
    what += f"; not recognised: {unread}" if unread else ""
    return (_problem(example.place, "failed example", what),)


def _outcome_of(rule_id: str, checked: Checked) -> Expectation:
    """Say what a rule did: one that is folded under the alert of another alerts too."""
    raised = {kept.rule.id for kept in checked.kept} | {
        folded.found.rule.id for folded in checked.folded
    }
    if rule_id in raised:
        return Expectation.ALERT
    if any(rule_id in question.rule_ids for question in checked.open_questions):
        return Expectation.UNDECIDED
    return Expectation.NONE


def _problem(place: Place, kind: str, what: str) -> Problem:
    return Problem(place.path, place.line, place.column, kind, what)
