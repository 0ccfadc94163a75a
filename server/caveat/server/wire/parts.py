"""The parts of a report as bytes, each encoded once and known again."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from caveat.reading.vocabulary import Vocabulary
from caveat.rules.alerts import alert_of, folded_rule_of, trace, used
from caveat.rules.change import Change
from caveat.rules.decision import HeldUse, TakenUse
from caveat.rules.facts import KnownFact
from caveat.rules.folding import Kept
from caveat.rules.model import Criterion
from caveat.rules.report import Assumption, Finding, OpenQuestion, Suppressed, Unrecognised
from caveat.rules.rulebook import CompiledRule, RuleBook
from caveat.rules.suppressed import changed, covered, excepted
from caveat.server.convert.reports import (
    fill_alert,
    fill_assumption,
    fill_fact,
    fill_folded,
    fill_question,
    fill_suppressed,
    fill_traced,
    fill_unrecognised,
)
from caveat.server.wire.fields import field, tag_of
from caveat.v1 import report_pb2

REMEMBERED = 16384

_NO_FINDING = Finding("", ())
_ENTRIES = tag_of(report_pb2.Finding.ENTRIES_FIELD_NUMBER)
_FACTS = tag_of(report_pb2.Finding.FACTS_FIELD_NUMBER)
_FINDING_RULE = tag_of(report_pb2.Finding.RULE_ID_FIELD_NUMBER)
_QUESTIONS = tag_of(report_pb2.Report.OPEN_QUESTIONS_FIELD_NUMBER)
_UNRECOGNISED = tag_of(report_pb2.Report.UNRECOGNISED_FIELD_NUMBER)
_ASSUMPTIONS = tag_of(report_pb2.Report.ASSUMPTIONS_FIELD_NUMBER)


class RuleParts(NamedTuple):
    """What a rule says that no patient changes: of its alert, folded, and of each finding."""

    alert: bytes
    folded: bytes
    finding: bytes


class Parts:
    """Encodes the parts of reports, with one rule book; safe to share between threads."""

    def __init__(self, book: RuleBook) -> None:
        vocabulary = book.vocabulary

        @lru_cache(REMEMBERED)
        def of_rule(rule: CompiledRule) -> RuleParts:
            return _parts_of_rule(rule, vocabulary)

        @lru_cache(REMEMBERED)
        def of_use(use: TakenUse | HeldUse) -> bytes:
            message = report_pb2.TracedEntry()
            fill_traced(message, trace(use, vocabulary))
            return field(_ENTRIES, message.SerializeToString())

        @lru_cache(REMEMBERED)
        def of_fact(name: str, text: str) -> bytes:
            message = report_pb2.UsedFact()
            fill_fact(message, used(KnownFact(name, text, text), vocabulary))
            return field(_FACTS, message.SerializeToString())

        @lru_cache(REMEMBERED)
        def of_folding(rule: CompiledRule, by_rule_id: str) -> bytes:
            return _without_finding(covered(rule.rule, _NO_FINDING, by_rule_id))

        @lru_cache(REMEMBERED)
        def of_exception(rule: CompiledRule, exception: Criterion) -> bytes:
            return _without_finding(excepted(rule.rule, _NO_FINDING, exception, vocabulary))

        @lru_cache(REMEMBERED)
        def of_change(rule: CompiledRule, change: Change) -> bytes:
            return _without_finding(changed(rule.rule, change, _NO_FINDING))

        self.of_folding: Callable[[CompiledRule, str], bytes] = of_folding
        self.of_exception: Callable[[CompiledRule, Criterion], bytes] = of_exception
        self.of_change: Callable[[CompiledRule, Change], bytes] = of_change
        self.of_rule: Callable[[CompiledRule], RuleParts] = of_rule
        self.of_use: Callable[[TakenUse | HeldUse], bytes] = of_use
        self.of_fact: Callable[[str, str], bytes] = of_fact


def _parts_of_rule(rule: CompiledRule, vocabulary: Vocabulary) -> RuleParts:
    alert, folded = report_pb2.Alert(), report_pb2.FoldedRule()
    fill_alert(alert, alert_of(Kept(rule, [], []), vocabulary))
    alert.ClearField("id")
    fill_folded(folded, folded_rule_of(rule, (), vocabulary))
    finding = field(_FINDING_RULE, rule.id.encode())
    return RuleParts(alert.SerializeToString(), folded.SerializeToString(), finding)


def _without_finding(suppressed: Suppressed) -> bytes:
    message = report_pb2.Suppressed()
    fill_suppressed(message, suppressed)
    message.ClearField("finding")
    return message.SerializeToString()


@lru_cache(REMEMBERED)
def of_question(question: OpenQuestion) -> bytes:
    """Encode an open question as a field of the report."""
    message = report_pb2.OpenQuestion()
    fill_question(message, question)
    return field(_QUESTIONS, message.SerializeToString())


@lru_cache(REMEMBERED)
def of_unrecognised(unrecognised: Unrecognised) -> bytes:
    """Encode what was not recognised as a field of the report."""
    message = report_pb2.Unrecognised()
    fill_unrecognised(message, unrecognised)
    return field(_UNRECOGNISED, message.SerializeToString())


@lru_cache(REMEMBERED)
def of_assumption(assumption: Assumption) -> bytes:
    """Encode an assumption as a field of the report."""
    message = report_pb2.Assumption()
    fill_assumption(message, assumption)
    return field(_ASSUMPTIONS, message.SerializeToString())
