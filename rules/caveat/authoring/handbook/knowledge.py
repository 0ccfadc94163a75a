"""All that the handbook tells: a rule book, looked up from every side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from caveat.authoring.handbook.glossary import Glossary, glossary_of
from caveat.authoring.handbook.uses import Mentions, Using, mentions_of, using
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.model import Decision, Pack, Rule, Source, Statement
from caveat.rules.rulebook import RuleBook


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A rule book with its rules, gravest first, and what speaks of what.

    ``terms``, ``concepts`` and ``observations`` give the rules that name one; ``hazards`` those of
    one clinical problem; ``covered_by`` those that fold a rule by their ``covers``.
    """

    book: RuleBook
    glossary: Glossary
    rules: Mapping[str, Rule]
    mentions: Mapping[str, Mentions]
    terms: Using
    concepts: Using
    observations: Using
    hazards: Using
    covered_by: Using

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary that the rules are written in."""
        return self.book.vocabulary

    def some(self, rule_ids: Iterable[str]) -> tuple[Rule, ...]:
        """Give rules by their ids, in the order of all."""
        return tuple(sorted((self.rules[each] for each in set(rule_ids)), key=_gravest_first))

    def pack_of(self, rule: Rule) -> Pack:
        """Give the pack that a rule stands in."""
        return next(pack for pack in self.book.packs if pack.id == rule.pack_id)

    def of_pack(self, pack: Pack) -> tuple[Rule, ...]:
        """Give the rules of a pack, gravest first."""
        return tuple(rule for rule in self.rules.values() if rule.pack_id == pack.id)

    def source(self, rule: Rule, source_id: str) -> Source:
        """Give a source that a rule cites."""
        return self.book.sources[rule.pack_id, source_id]

    def statements(self, rule: Rule) -> tuple[tuple[Pack, Statement], ...]:
        """Give the statements of the sources that a rule carries."""
        return tuple(
            (pack, each)
            for pack in self.book.packs
            for each in pack.statements
            if rule.id in each.rule_ids
        )

    def decisions(self, rule: Rule) -> tuple[Decision, ...]:
        """Give what was decided of a rule where sources are loose or at odds."""
        return tuple(
            each for pack in self.book.packs for each in pack.decisions if rule.id in each.rule_ids
        )


def knowledge_of(book: RuleBook) -> Knowledge:
    """Look a rule book up from every side."""
    rules = {rule.id: rule for rule in sorted(book.rules.values(), key=_gravest_first)}
    mentions = {rule.id: mentions_of(rule) for rule in rules.values()}
    return Knowledge(
        book=book,
        glossary=glossary_of(book.vocabulary),
        rules=rules,
        mentions=mentions,
        terms=using((each, named.terms) for each, named in mentions.items()),
        concepts=using((each, named.concepts) for each, named in mentions.items()),
        observations=using((each, named.observations) for each, named in mentions.items()),
        hazards=using((rule.id, filter(None, (rule.hazard,))) for rule in rules.values()),
        covered_by=using((rule.id, rule.covers) for rule in rules.values()),
    )


def _gravest_first(rule: Rule) -> tuple[int, str]:
    return -rule.level, rule.id
