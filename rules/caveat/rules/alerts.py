"""From what rules found to alerts."""

from collections.abc import Iterable
from functools import lru_cache
from uuid import NAMESPACE_URL, uuid5

from caveat.reading.path import Step, StepKind
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.decision import HeldUse, TakenUse, Use
from caveat.rules.facts import KnownFact, Taken
from caveat.rules.findings import Found
from caveat.rules.folding import Kept
from caveat.rules.model import Criterion
from caveat.rules.report import Alert, Finding, FoldedRule, TracedEntry, UsedFact
from caveat.rules.rulebook import CompiledRule
from caveat.rules.wording import in_words

REMEMBERED = 16384


def alert_of(kept: Kept, vocabulary: Vocabulary) -> Alert:
    """Give the alert of a rule that is not wholly covered."""
    rule = kept.rule.rule
    return Alert(
        id=alert_id(kept),
        rule_id=rule.id,
        kind=rule.kind,
        level=rule.level,
        title=rule.title,
        findings=tuple(finding_of(found, vocabulary) for found in kept.found),
        consequence=rule.consequence,
        mechanism=rule.mechanism,
        management=rule.management,
        serious=rule.serious,
        evidence=rule.evidence,
        sources=kept.rule.sources,
        pack_id=rule.pack_id,
        hazard=rule.hazard,
        wrong_when=rule.wrong_when,
        background=rule.background,
        review=rule.review,
        draft=rule.draft,
        folded=tuple(folded_rule_of(found[0].rule, found, vocabulary) for found in kept.folded),
        change=rule.change,
    )


def folded_rule_of(
    compiled: CompiledRule, found: Iterable[Found], vocabulary: Vocabulary
) -> FoldedRule:
    """Give a rule that is shown under the alert that covers it, by its findings."""
    rule = compiled.rule
    return FoldedRule(
        rule_id=rule.id,
        kind=rule.kind,
        level=rule.level,
        title=rule.title,
        consequence=rule.consequence,
        management=rule.management,
        findings=tuple(finding_of(each, vocabulary) for each in found),
        pack_id=rule.pack_id,
        evidence=rule.evidence,
        sources=compiled.sources,
        draft=rule.draft,
    )


def why_withheld(exception: Criterion, vocabulary: Vocabulary) -> str:
    """Say which exception withholds a finding."""
    return f"unless {in_words(exception, vocabulary)}"


def finding_of(found: Found, vocabulary: Vocabulary) -> Finding:
    """Give what one rule found, with the entries and facts that it used, each once."""
    uses = (found.use, *found.uses)
    entries = [trace(use, vocabulary) for use in uses if not isinstance(use, KnownFact)]
    facts = [used(use, vocabulary) for use in uses if isinstance(use, KnownFact)]
    return Finding(found.rule.id, tuple(dict.fromkeys(entries)), tuple(dict.fromkeys(facts)))


def trace(use: TakenUse | HeldUse, vocabulary: Vocabulary) -> TracedEntry:
    """Give an entry and the path from its text to the term or concept that it was used as."""
    if isinstance(use, TakenUse):
        return TracedEntry(use.taken.entry, _taken_path(use.taken, use.term, vocabulary))
    held = use.held
    steps = [*held.steps, Step(StepKind.CONDITION, vocabulary.title_of(held.concept), held.concept)]
    if use.concept != held.concept:
        steps.append(Step(StepKind.CONDITION, vocabulary.title_of(use.concept), use.concept))
    status = held.status.value
    return TracedEntry(held.entry, (*steps, Step(StepKind.STATUS, status, status)))


def _taken_path(taken: Taken, term: str, vocabulary: Vocabulary) -> tuple[Step, ...]:
    for read in taken.substances:
        for named in read.substance.terms:
            if term in vocabulary.terms_of(named):
                return (*read.steps, *vocabulary.steps(named, term))
    return ()


def used(fact: KnownFact, vocabulary: Vocabulary) -> UsedFact:
    """Give a fact that was used, with its name for a person."""
    term = vocabulary.observations.get(fact.name)
    return UsedFact(fact.name, term.title if term else fact.name, fact.text)


def alert_id(kept: Kept) -> str:
    """Give the same id for the same problem, whatever the order or wording of the entries."""
    concerned: set[str] = set()
    for found in kept.found:
        concerned.update(found.subject.names)
        for use in found.uses:
            concerned.update(_names_of(use))
    return _id_of("|".join((kept.rule.id, *sorted(concerned))))


@lru_cache(REMEMBERED)
def _id_of(problem: str) -> str:
    return str(uuid5(NAMESPACE_URL, problem))


def _names_of(use: Use) -> tuple[str, ...]:
    if isinstance(use, TakenUse):
        return use.taken.names
    return (use.held.concept,) if isinstance(use, HeldUse) else (use.name,)
