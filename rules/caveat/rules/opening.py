"""Opens what is kept of packs as a rule book."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from caveat.reading.vocabulary import Vocabulary
from caveat.rules.cache import KeptPacks, digest_of_sources, is_empty, keep, restore
from caveat.rules.compiler import CompiledPacks, compile_packs
from caveat.rules.index import RuleIndex
from caveat.rules.level import Level
from caveat.rules.loader import Progress, digest_of_pack, load_packs
from caveat.rules.model import Evidence, Pack, Source
from caveat.rules.reading_crew import Readings, read_here
from caveat.rules.records import JoinedRecords, PickedRecords, Record, RuleRecords
from caveat.rules.report import CitedSource, PackUse, PolicyUse
from caveat.rules.rulebook import CompiledRule, RuleBook, RulesById, compiled
from caveat.rules.seal import check_seals

REMEMBERED = 16384
"""So many rules are kept ready; the others are read from their records when they are met."""


def book_of(packs: Sequence[Pack], vocabulary: Vocabulary) -> RuleBook:
    """Compile packs into a rule book; raises ``PackError`` with every mistake across them."""
    return open_book(*compile_packs(packs), vocabulary)


def load_book(
    folders: Sequence[Path],
    vocabulary: Vocabulary,
    readings: Readings = read_here,
    progress: Progress | None = None,
) -> RuleBook:
    """Open the packs in these folders, from what is kept of them or from their files.

    Raises ``PackError`` with every mistake.
    """
    return open_kept(folders, load_kept(folders, vocabulary, readings, progress), vocabulary)


def load_kept(
    folders: Sequence[Path],
    vocabulary: Vocabulary,
    readings: Readings = read_here,
    progress: Progress | None = None,
    *,
    cached: bool = True,
) -> KeptPacks:
    """Compile the packs in these folders, or give what is kept of that; raises as ``load_book``.

    The files of a pack that is sealed must be those of the seal. Unless ``cached``, only these
    files count, and nothing is kept.
    """
    check_seals(folders)
    known = _restored(folders, vocabulary) if cached else None
    if known:
        return known
    packs = load_packs(folders, vocabulary, readings, progress)
    compiled, records = compile_packs(packs)
    kept = KeptPacks(compiled, memoryview(b"".join(records)))
    # a file that was changed in between makes another book than was looked for
    digest = digest_of_kept(folders, kept, vocabulary) if cached else ""
    if digest:
        keep(digest, kept)
    return kept


def _restored(folders: Sequence[Path], vocabulary: Vocabulary) -> KeptPacks | None:
    # where nothing is kept, the files are read once: their digests come with what they say
    digest = "" if is_empty() else _digest_of(folders, vocabulary)
    return restore(digest) if digest else None


def open_kept(folders: Sequence[Path], kept: KeptPacks, vocabulary: Vocabulary) -> RuleBook:
    """Open the compiled packs of these folders; it reads none of their files."""
    digest = digest_of_kept(folders, kept, vocabulary)
    records = JoinedRecords(kept.joined, kept.compiled.ends)
    return open_book(kept.compiled, records, vocabulary, digest)


def digest_of_kept(folders: Sequence[Path], kept: KeptPacks, vocabulary: Vocabulary) -> str:
    """Digest all that a book is made of, as hex; empty for a vocabulary that has no digest."""
    return _digest_of_packs(folders, [pack.digest for pack in kept.compiled.packs], vocabulary)


def _digest_of(folders: Sequence[Path], vocabulary: Vocabulary) -> str:
    """Digest what a book of these folders is made of; empty where something cannot be read."""
    try:
        digests = [digest_of_pack(folder) for folder in folders]
    except OSError:
        return ""
    return _digest_of_packs(folders, digests, vocabulary)


def _digest_of_packs(
    folders: Sequence[Path], digests: Sequence[str], vocabulary: Vocabulary
) -> str:
    """Digest packs with the names of their folders, which stand in what is told of mistakes."""
    if not vocabulary.digest:
        return ""
    named = [f"{folder.name} {digest}" for folder, digest in zip(folders, digests, strict=True)]
    return digest_of_sources(named, vocabulary.digest)


def open_book(
    kept: CompiledPacks, records: Sequence[Record], vocabulary: Vocabulary, digest: str = ""
) -> RuleBook:
    """Open compiled packs, with the records of their rules."""
    rules = RuleRecords(records)
    packs = tuple(
        replace(pack, rules=RuleRecords(PickedRecords(records, numbers)))
        for pack, numbers in zip(kept.packs, kept.numbers, strict=True)
    )
    numbers = {rule_id: number for number, rule_id in enumerate(kept.ids)}
    uses = tuple(PackUse(pack.id, pack.version, pack.digest, pack.reviewed) for pack in packs)
    return RuleBook(
        packs=packs,
        rules=RulesById(rules, dict(sorted(numbers.items()))),
        vocabulary=vocabulary,
        index=RuleIndex(kept.filed),
        compiled=_compiling(rules, kept.packs, vocabulary),
        covered_by=kept.covered_by,
        scope=frozenset(term for pack in packs for term in pack.scope),
        assumes=tuple(dict.fromkeys(pack.assumes for pack in packs if pack.assumes)),
        trials=next((pack.trials for pack in packs if pack.trials), None),
        sources=_sources_of(packs),
        uses=uses,
        worst=Level(kept.worst),
        digest=digest,
        rules_digest=rules_digest_of(uses, vocabulary),
        changed=frozenset(kept.changes),
        silenced=kept.silenced,
    )


def _sources_of(packs: Iterable[Pack]) -> dict[tuple[str, str], Source]:
    return {(pack.id, source.id): source for pack in packs for source in pack.sources}


def rules_digest_of(
    uses: Iterable[PackUse], vocabulary: Vocabulary, policies: Iterable[PolicyUse] = ()
) -> str:
    """Digest what answers stand on; a policy counts as long as it changes anything."""
    packs = sorted(f"{use.id} {use.digest}" for use in uses)
    changing = sorted(
        f"policy {use.site} {use.digest} {' '.join(use.changed)}" for use in policies if use.changed
    )
    return sha256("\n".join((vocabulary.digest, *packs, *changing)).encode()).hexdigest()


def _compiling(
    rules: RuleRecords, packs: Sequence[Pack], vocabulary: Vocabulary
) -> Callable[[int], CompiledRule]:
    sources = _sources_of(packs)
    scopes = {pack.id: frozenset(pack.scope) for pack in packs}

    @lru_cache(REMEMBERED)
    def compiled_at(number: int) -> CompiledRule:
        rule = rules[number]
        cited = _cited(rule.evidence, rule.pack_id, sources)
        return compiled(rule, number, cited, scopes[rule.pack_id], vocabulary)

    return compiled_at


def _cited(
    evidence: Evidence, pack_id: str, sources: Mapping[tuple[str, str], Source]
) -> tuple[CitedSource, ...]:
    return tuple(
        CitedSource(citation, source)
        for citation in evidence.citations
        if (source := sources.get((pack_id, citation.source_id)))
    )
