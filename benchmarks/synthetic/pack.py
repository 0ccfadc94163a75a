"""Made-up rules as one pack, in memory."""

from collections.abc import Iterable

from benchmarks.synthetic.sources import SOURCES
from caveat.rules.model import Between, Pack, Place, Rule

HEAD = {
    "id": "synthetic",
    "title": "Made-up rules for measuring",
    "version": "1.0.0",
    "licence": "Apache-2.0",
    "reviewed": "2026-01-01",
}
PLACE = Place("synthetic/pack.yaml", 1, 1)


def pack_of(rules: Iterable[Rule]) -> Pack:
    """Put rules into a pack that speaks for all that they are about."""
    ordered = tuple(rules)
    return Pack(
        **HEAD,
        scope=tuple(sorted(set(map(subject_of, ordered)))),
        assumes="",
        sources=tuple(SOURCES.values()),
        trials=None,
        decisions=(),
        statements=(),
        rules=ordered,
        digest="0" * 64,
        place=PLACE,
    )


def subject_of(rule: Rule) -> str:
    """Give the medicine that a rule is about; a rule between two is about its first."""
    return rule.scope.first if isinstance(rule.scope, Between) else rule.scope.term
