"""Explains what one rule does for one patient, by what the engine itself decides."""

from collections.abc import Iterator

from caveat.authoring.why.explanation import Explanation, Verdict
from caveat.authoring.why.ruling import Ruling
from caveat.rules.alerts import why_withheld
from caveat.rules.change import Action
from caveat.rules.checked import Checked, check_facts
from caveat.rules.checker import Checker
from caveat.rules.facts import Facts
from caveat.rules.findings import Findings, decide_rules
from caveat.rules.intake import check_request
from caveat.rules.patient import Request
from caveat.rules.rulebook import RuleBook
from caveat.rules.suppressed import changes_of, why_changed


def explain(rule_id: str, request: Request, checker: Checker) -> Explanation:
    """Explain what a rule does for a patient, as a check of all rules has it.

    ``KeyError`` if there is no such rule; ``RequestError`` as ``Checker.check`` raises it.
    """
    check_request(request, checker.most_entries)
    recogniser = checker.recogniser
    return explain_facts(rule_id, recogniser.facts_of(recogniser.read(request)), checker.book)


def explain_facts(rule_id: str, facts: Facts, book: RuleBook) -> Explanation:
    """Explain what a rule does where these facts are known; ``KeyError`` as ``explain``."""
    number = book.rules.numbers[rule_id]
    compiled, vocabulary = book.compiled(number), book.vocabulary
    findings = decide_rules(facts, book, {number})
    checked = check_facts("", facts, book)
    withheld = (why_withheld(each.exception, vocabulary) for each in findings.withheld)
    return Explanation(
        rule_id=rule_id,
        title=compiled.rule.title,
        level=compiled.rule.level,
        pack_id=compiled.rule.pack_id,
        verdict=_verdict(rule_id, checked),
        under=tuple(dict.fromkeys(_under(rule_id, checked, findings, book))),
        withheld_by=tuple(dict.fromkeys(withheld)),
        tree=Ruling(compiled, facts, findings, vocabulary).tree(),
        unrecognised=facts.unrecognised,
        changed=why_changed(change) if (change := compiled.rule.change) else "",
    )


def _verdict(rule_id: str, checked: Checked) -> Verdict:
    """Give the most that a report says of a rule."""
    said = {
        Verdict.ALERT: (kept.rule.id for kept in checked.kept),
        Verdict.FOLDED: (folded.found.rule.id for folded in checked.folded),
        Verdict.SILENCED: _changed(checked, Action.SILENCE),
        Verdict.SHADOWED: _changed(checked, Action.SHADOW),
        Verdict.UNDECIDED: (each for asked in checked.open_questions for each in asked.rule_ids),
        Verdict.WITHHELD: (withheld.found.rule.id for withheld in checked.withheld),
    }
    return next((verdict for verdict, ids in said.items() if rule_id in ids), Verdict.NONE)


def _changed(checked: Checked, action: Action) -> Iterator[str]:
    changes = changes_of(checked.changed)
    return (found.rule.id for found, change in changes if change.action is action)


def _under(rule_id: str, checked: Checked, findings: Findings, book: RuleBook) -> Iterator[str]:
    """Give the rules that a finding is folded under, or that keep a rule from asking."""
    folded = [each for each in checked.folded if each.found.rule.id == rule_id]
    yield from (each.by_rule_id for each in folded)
    asks = any(rule_id in question.rule_ids for question in checked.open_questions)
    if findings.waiting and not findings.found and not asks:
        found = (*(kept.rule.id for kept in checked.kept), *(each.by_rule_id for each in folded))
        yield from (each for each in found if each in book.covered_by.get(rule_id, ()))
