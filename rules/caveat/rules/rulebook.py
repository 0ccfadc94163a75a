"""Packs compiled for checking: immutable, shared, and indexed by the medicine a rule is about."""

from collections.abc import Mapping
from dataclasses import dataclass

from caveat.reading.vocabulary import Vocabulary
from caveat.rules.level import Level
from caveat.rules.model import Pack, Rule, Source, TrialDefinition
from caveat.rules.report import CitedSource, PackUse


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule for one of its medicines, with what its alert says that no patient changes.

    ``partner`` is the other term of a rule between two; ``number`` orders rules, gravest first.
    """

    rule: Rule
    number: int
    subject: str
    partner: str
    sources: tuple[CitedSource, ...]


@dataclass(frozen=True, slots=True)
class SubjectRules:
    """The rules about one medicine: those to decide always, and those that wait for a key.

    A key is a term of a medication or a condition; a rule that waits for it can only hold if
    the patient has it, or if it is not known whether the patient has it.
    """

    always: tuple[CompiledRule, ...]
    by_medication: Mapping[str, tuple[CompiledRule, ...]]
    by_condition: Mapping[str, tuple[CompiledRule, ...]]


@dataclass(frozen=True, slots=True)
class RuleBook:
    """What a check is decided with; ``covered_by`` follows covering rules all the way up."""

    packs: tuple[Pack, ...]
    rules: Mapping[str, Rule]
    vocabulary: Vocabulary
    by_subject: Mapping[str, SubjectRules]
    covered_by: Mapping[str, frozenset[str]]
    scope: frozenset[str]
    assumes: tuple[str, ...]
    trials: TrialDefinition | None
    sources: Mapping[tuple[str, str], Source]
    uses: tuple[PackUse, ...]
    worst: Level
