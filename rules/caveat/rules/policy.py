"""A site's policy: rules that it raises, lowers, silences or shadows, without a pack of its own.

A policy is a function from packs to packs: what it changes is changed before they are compiled, so
that order, folding and questions follow the levels that hold at the site.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from caveat.rules.change import Action, Change, Grounds
from caveat.rules.level import Level
from caveat.rules.model import Pack, Place, Rule
from caveat.rules.records import Record, RuleRecords, heads_of, record_of, records_of
from caveat.rules.report import PolicyUse


@dataclass(frozen=True, slots=True)
class PolicyEntry:
    """One change that a policy states; a ``level`` goes with raise and lower only."""

    rule_id: str
    action: Action
    level: Level | None
    grounds: Grounds
    place: Place

    def holds_on(self, day: dt.date) -> bool:
        """Say whether the change still holds on a day."""
        return day < self.grounds.expires


@dataclass(frozen=True, slots=True)
class Policy:
    """What a site changes, and its ``digest``: the SHA-256 of its file, as hex."""

    site: str
    title: str
    entries: tuple[PolicyEntry, ...]
    digest: str

    def use_on(self, day: dt.date) -> PolicyUse:
        """Give what a report says of it on a day."""
        held = {holds: tuple(self._rule_ids(day, holds=holds)) for holds in (True, False)}
        ends = first_end((self,), day)
        return PolicyUse(self.site, self.title, self.digest, held[True], held[False], ends)

    def _rule_ids(self, day: dt.date, *, holds: bool) -> Iterator[str]:
        return (entry.rule_id for entry in self.entries if entry.holds_on(day) is holds)


_Stated: TypeAlias = tuple[str, PolicyEntry]
"""The site, and what it changes."""


def apply(packs: Sequence[Pack], policies: Iterable[Policy], day: dt.date) -> tuple[Pack, ...]:
    """Give packs of which the rules that policies change on a day carry their change and level.

    Only these rules are made anew; ``day`` is that of the site.
    """
    stated = {
        entry.rule_id: (policy.site, entry)
        for policy in policies
        for entry in policy.entries
        if entry.holds_on(day)
    }
    if not stated:
        return tuple(packs)
    return tuple(replace(pack, rules=RuleRecords(_changed(pack.rules, stated))) for pack in packs)


def first_end(policies: Iterable[Policy], day: dt.date) -> dt.date | None:
    """Give the first day after this one on which some change no longer holds, if there is one."""
    ends = (entry.grounds.expires for policy in policies for entry in policy.entries)
    return min((end for end in ends if end > day), default=None)


def _changed(rules: Sequence[Rule], stated: Mapping[str, _Stated]) -> list[Record]:
    records = list(records_of(rules))
    for place, head in enumerate(heads_of(records)):
        if head.id in stated:
            rule = RuleRecords(records)[place]
            records[place] = record_of(_with_change(rule, *stated[head.id]))
    return records


def _with_change(rule: Rule, site: str, entry: PolicyEntry) -> Rule:
    level = entry.level or rule.level
    change = Change(site, entry.action, rule.level, level, entry.grounds)
    return replace(rule, level=level, change=change)
