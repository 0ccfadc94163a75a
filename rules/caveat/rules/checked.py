"""All of one check in the engine's own values, before it is written as a report."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from caveat.rules.alerts import alert_of
from caveat.rules.facts import Facts
from caveat.rules.findings import (
    Findings,
    Found,
    Waiting,
    Withheld,
    decide_rules,
    is_in_scope,
    without_silenced,
)
from caveat.rules.folding import Folded, Folding, Kept, fold
from caveat.rules.level import Level, Outcome
from caveat.rules.patient import EntryList
from caveat.rules.questions import MATTERS, open_questions, question_text
from caveat.rules.report import (
    DOUBTFUL,
    Assumption,
    AssumptionKind,
    OpenQuestion,
    Report,
    Unrecognised,
)
from caveat.rules.rulebook import RuleBook
from caveat.rules.suppressed import changed_of, suppressed_of


class Checked(NamedTuple):
    """What a report says; ``kept`` has one for each alert, gravest first.

    ``changed`` are all findings of rules that a site's policy has changed, whatever became of them.
    """

    request_id: str
    outcome: Outcome
    complete: bool
    kept: tuple[Kept, ...]
    folded: tuple[Folded, ...]
    withheld: Sequence[Withheld]
    open_questions: tuple[OpenQuestion, ...]
    unrecognised: tuple[Unrecognised, ...]
    assumptions: tuple[Assumption, ...]
    changed: Sequence[Found] = ()

    @property
    def level(self) -> Level | None:
        """The level of the gravest alert, if there is one."""
        return self.kept[0].rule.rule.level if self.kept else None


def check_facts(request_id: str, facts: Facts, book: RuleBook, today: str = "") -> Checked:
    """Decide every rule of a book for one patient, and what could not be decided.

    Rules that were to be reviewed before ``today``, a day as year-month-day, are named.
    """
    findings, changed = _as_changed(decide_rules(facts, book), book)
    folding = fold(findings.found, book.covered_by)
    waiting = findings.waiting and [
        each for each in findings.waiting if not folding.is_covered(each)
    ]
    questions = _questions(facts, waiting, book) if waiting or facts.missing_proposed else ()
    in_scope = any(is_in_scope(taken, book) for taken in facts.taken)
    complete = in_scope and _is_complete(facts, questions)
    outside = _outside_scope(facts, book) if in_scope else ()
    return Checked(
        request_id=request_id,
        outcome=_outcome(facts, folding.kept, in_scope=in_scope, complete=complete),
        complete=complete,
        kept=folding.kept,
        folded=folding.folded,
        withheld=findings.withheld,
        open_questions=questions,
        unrecognised=facts.unrecognised,
        assumptions=(*facts.assumptions, *outside, *_overdue(folding, today)),
        changed=changed,
    )


def _as_changed(findings: Findings, book: RuleBook) -> tuple[Findings, Sequence[Found]]:
    """Give the findings that count at the site, and all those of rules that it has changed."""
    if not book.changed:
        return findings, ()
    counting, silenced = without_silenced(findings, book.silenced)
    return counting, [*silenced, *(each for each in counting.found if each.rule.id in book.changed)]


def report_of(checked: Checked, book: RuleBook) -> Report:
    """Write a report."""
    vocabulary = book.vocabulary
    return Report(
        request_id=checked.request_id,
        outcome=checked.outcome,
        complete=checked.complete,
        level=checked.level,
        alerts=tuple(alert_of(kept, vocabulary) for kept in checked.kept),
        open_questions=checked.open_questions,
        unrecognised=checked.unrecognised,
        suppressed=(
            *suppressed_of(checked.folded, checked.withheld, vocabulary),
            *changed_of(checked.changed, vocabulary),
        ),
        assumptions=checked.assumptions,
        packs=book.uses,
        rules_digest=book.rules_digest,
        policies=book.policies,
    )


def _questions(
    facts: Facts, waiting: Sequence[Waiting], book: RuleBook
) -> tuple[OpenQuestion, ...]:
    """Ask what is missing; an unread proposal could be what any rule is about."""
    vocabulary = book.vocabulary
    unread = tuple(
        OpenQuestion(
            missing.fact,
            question_text(missing, vocabulary),
            tuple(rule_id for rule_id in book.rules if rule_id not in book.silenced),
            book.worst,
            missing.entry,
        )
        for missing in facts.missing_proposed
    )
    return (*unread, *open_questions(waiting, vocabulary))


def _outcome(facts: Facts, kept: Sequence[Kept], *, in_scope: bool, complete: bool) -> Outcome:
    if kept and kept[0].rule.rule.level > Level.INFO:
        return Outcome.ALERTS
    if not in_scope and not facts.missing_proposed:
        return Outcome.OUT_OF_SCOPE
    return Outcome.CLEAR if complete else Outcome.INCOMPLETE


def _outside_scope(facts: Facts, book: RuleBook) -> Iterator[Assumption]:
    for taken in facts.taken:
        if taken.entry.list is not EntryList.PROPOSED:
            break
        if not is_in_scope(taken, book):
            text = "no loaded pack speaks for this medicine; it counts as one that is taken"
            yield Assumption(AssumptionKind.OUTSIDE_SCOPE, text, taken.entry)


def _overdue(folding: Folding, today: str) -> Iterator[Assumption]:
    """Name the rules of the alerts, and of what is folded, whose review is past."""
    for kept in folding.kept:
        for rule in (kept.rule, *[found[0].rule for found in kept.folded]):
            if "" < rule.review_by < today:
                text = f"the rule '{rule.id}' was to be reviewed by {rule.review_by}"
                yield Assumption(AssumptionKind.REVIEW_OVERDUE, text)


def _is_complete(facts: Facts, questions: Sequence[OpenQuestion]) -> bool:
    if facts.unrecognised or any(question.level >= MATTERS for question in questions):
        return False
    return not any(each.kind in DOUBTFUL for each in facts.assumptions)
