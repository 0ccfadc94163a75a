"""Opens what is kept of packs as a rule book."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from caveat.reading.vocabulary import Vocabulary
from caveat.rules.compiler import CompiledPacks, compile_packs
from caveat.rules.index import RuleIndex
from caveat.rules.level import Level
from caveat.rules.model import Evidence, Pack, Source
from caveat.rules.records import JoinedRecords, PickedRecords, RuleRecords
from caveat.rules.report import CitedSource, PackUse
from caveat.rules.rulebook import CompiledRule, RuleBook, RulesById, compiled

REMEMBERED = 16384
"""So many rules are kept ready; the others are read from their records when they are met."""


def book_of(packs: Sequence[Pack], vocabulary: Vocabulary) -> RuleBook:
    """Compile packs into a rule book; raises ``PackError`` with every mistake across them."""
    kept, records = compile_packs(packs)
    return open_book(kept, memoryview(b"".join(records)), vocabulary)


def open_book(kept: CompiledPacks, joined: memoryview, vocabulary: Vocabulary) -> RuleBook:
    """Open compiled packs, whose records stand one after another in ``joined``."""
    records = JoinedRecords(joined, kept.ends)
    rules = RuleRecords(records)
    packs = tuple(
        replace(pack, rules=RuleRecords(PickedRecords(records, numbers)))
        for pack, numbers in zip(kept.packs, kept.numbers, strict=True)
    )
    sources = {(pack.id, source.id): source for pack in packs for source in pack.sources}
    numbers = {rule_id: number for number, rule_id in enumerate(kept.ids)}
    return RuleBook(
        packs=packs,
        rules=RulesById(rules, dict(sorted(numbers.items()))),
        vocabulary=vocabulary,
        index=RuleIndex(kept.filed),
        compiled=_compiling(rules, sources, vocabulary),
        covered_by=kept.covered_by,
        scope=frozenset(term for pack in packs for term in pack.scope),
        assumes=tuple(dict.fromkeys(pack.assumes for pack in packs if pack.assumes)),
        trials=next((pack.trials for pack in packs if pack.trials), None),
        sources=sources,
        uses=tuple(PackUse(pack.id, pack.version, pack.digest, pack.reviewed) for pack in packs),
        worst=Level(kept.worst),
    )


def _compiling(
    rules: RuleRecords, sources: Mapping[tuple[str, str], Source], vocabulary: Vocabulary
) -> Callable[[int], CompiledRule]:
    @lru_cache(REMEMBERED)
    def compiled_at(number: int) -> CompiledRule:
        rule = rules[number]
        cited = _cited(rule.evidence, rule.pack_id, sources)
        return compiled(rule, number, cited, vocabulary)

    return compiled_at


def _cited(
    evidence: Evidence, pack_id: str, sources: Mapping[tuple[str, str], Source]
) -> tuple[CitedSource, ...]:
    return tuple(
        CitedSource(citation, source.title, source.url)
        for citation in evidence.citations
        if (source := sources.get((pack_id, citation.source_id)))
    )
