"""From packs, rules, facts and readings to their messages."""

from caveat.reading.recognition import Completion, ReadAs, Recognised, Recognition
from caveat.reading.unread import Disagreement, UnreadPart
from caveat.reading.vocabulary import ObservationTerm
from caveat.rules.model import (
    About,
    Between,
    Decision,
    Example,
    Pack,
    Rule,
    Source,
    Statement,
)
from caveat.rules.report import CitedSource
from caveat.rules.rulebook import RuleBook
from caveat.rules.wording import in_words
from caveat.server.convert.enums import KINDS, LEVELS, READ_AS
from caveat.server.convert.policies import message_of_change
from caveat.server.convert.reports import (
    fill_background,
    fill_evidence,
    fill_review,
    message_of_step,
)
from caveat.v1 import knowledge_pb2


def message_of_pack(pack: Pack) -> knowledge_pb2.Pack:
    """Write a pack without its rules."""
    return knowledge_pb2.Pack(
        id=pack.id,
        title=pack.title,
        version=pack.version,
        digest=pack.digest,
        licence=pack.licence,
        reviewed=pack.reviewed,
        scope=pack.scope,
        assumes=pack.assumes,
        sources=map(_source, pack.sources),
        decisions=map(_decision, pack.decisions),
        statements=map(_statement, pack.statements),
        rule_count=len(pack.rules),
    )


def summary_of_rule(rule: Rule) -> knowledge_pb2.RuleSummary:
    """Write a rule in a line."""
    return knowledge_pb2.RuleSummary(
        id=rule.id,
        pack_id=rule.pack_id,
        kind=KINDS[rule.kind],
        level=LEVELS[rule.level],
        title=rule.title,
        hazard=rule.hazard,
        draft=rule.draft,
        change=message_of_change(rule.change) if rule.change else None,
    )


def message_of_rule(rule: Rule, book: RuleBook) -> knowledge_pb2.Rule:
    """Write all of a rule, its criteria in words and its sources by title."""
    message = knowledge_pb2.Rule(
        summary=summary_of_rule(rule),
        unless=(in_words(criterion, book.vocabulary) for criterion in rule.unless),
        covers=rule.covers,
        consequence=rule.consequence,
        mechanism=rule.mechanism,
        management=rule.management,
        serious=rule.serious,
        reviewed=rule.review.reviewed,
        examples=map(_example, rule.examples),
        wrong_when=rule.wrong_when,
    )
    fill_evidence(message.evidence, rule.evidence, _cited(rule, book))
    fill_background(message.background, rule.background)
    fill_review(message.review, rule.review)
    match rule.scope:
        case Between(first, second):
            message.between.extend((first, second))
        case About(term, when):
            message.about = term
            message.when.extend(in_words(criterion, book.vocabulary) for criterion in when)
    return message


def message_of_observation(term: ObservationTerm) -> knowledge_pb2.ObservationKind:
    """Write a fact that can be stated."""
    return knowledge_pb2.ObservationKind(
        name=term.name,
        title=term.title,
        question=term.question,
        kind=term.kind,
        unit=term.unit,
        choices=term.choices,
        lowest=term.lowest,
        highest=term.highest,
    )


def message_of_recognised(recognised: Recognised) -> knowledge_pb2.RecogniseResponse:
    """Write what a text or a code was understood as."""
    return knowledge_pb2.RecogniseResponse(
        recognitions=map(_recognition, recognised.recognitions),
        suggestions=recognised.suggestions,
        harmless=recognised.harmless,
        unread=map(_unread, recognised.unread),
        completions=map(_completion, recognised.completions),
        disagreements=(_disagreement(*found) for found in recognised.disagreements),
    )


def _cited(rule: Rule, book: RuleBook) -> tuple[CitedSource, ...]:
    return tuple(
        CitedSource(citation, book.sources[rule.pack_id, citation.source_id])
        for citation in rule.evidence.citations
    )


def _source(source: Source) -> knowledge_pb2.Source:
    return knowledge_pb2.Source(
        id=source.id,
        title=source.title,
        publisher=source.publisher,
        year=source.year,
        url=source.url,
        note=source.note,
        edition=source.edition,
        date=source.date,
    )


def _decision(decision: Decision) -> knowledge_pb2.Decision:
    return knowledge_pb2.Decision(id=decision.id, text=decision.text, rule_ids=decision.rule_ids)


def _statement(statement: Statement) -> knowledge_pb2.Statement:
    return knowledge_pb2.Statement(
        id=statement.id, rule_ids=statement.rule_ids, none=statement.none
    )


def _example(example: Example) -> knowledge_pb2.Example:
    return knowledge_pb2.Example(name=example.name, expect=example.expect.value)


def _recognition(recognition: Recognition) -> knowledge_pb2.Recognition:
    return knowledge_pb2.Recognition(
        read_as=READ_AS[recognition.read_as],
        path=map(message_of_step, recognition.path),
        status=recognition.status,
        dose=recognition.dose,
        route=recognition.route,
        reason=recognition.reason,
        distance=recognition.distance,
        is_vague=recognition.is_vague,
    )


def _unread(part: UnreadPart) -> knowledge_pb2.UnreadPart:
    return knowledge_pb2.UnreadPart(
        part=part.part, reason=part.reason, suggestions=part.suggestions
    )


def _completion(completion: Completion) -> knowledge_pb2.Completion:
    return knowledge_pb2.Completion(
        name=completion.name,
        meaning=completion.meaning,
        read_as=READ_AS[completion.read_as],
    )


def _disagreement(read_as: ReadAs, disagreement: Disagreement) -> knowledge_pb2.Disagreement:
    return knowledge_pb2.Disagreement(
        by_code=disagreement.by_code,
        by_text=disagreement.by_text,
        read_as=READ_AS[read_as],
    )
