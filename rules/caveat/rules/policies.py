"""The policies of a site, read and held against each other and the rules that they change."""

import datetime as dt
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from caveat.rules.cache import KeptPacks
from caveat.rules.change import Action
from caveat.rules.decode import GRAVEST_DRAFT
from caveat.rules.level import Level
from caveat.rules.model import Rule
from caveat.rules.policy import Policy, PolicyEntry
from caveat.rules.policy_file import PolicyFile, read_policy
from caveat.rules.records import JoinedRecords, RuleRecords
from caveat.source.errors import PackError
from caveat.source.problem import Problem
from caveat.source.reader import named


class PolicyFiles(NamedTuple):
    """The files of a site's policies, as they were read."""

    files: tuple[PolicyFile, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with each by itself."""
        return tuple(problem for file in self.files for problem in file.problems)

    @contextmanager
    def beside(self) -> Generator[None]:
        """Add the policies' own mistakes to those of the packs, so that all are told at once."""
        try:
            yield
        except PackError as error:
            raise PackError([*error.problems, *self.problems]) from None

    def applied_to(self, kept: KeptPacks) -> KeptPacks:
        """Have the policies change packs; ``PackError`` has every mistake in the policies."""
        policies = tuple(file.policy for file in self.files)
        problems = (*self.problems, *_across(policies, kept)) if policies else ()
        if problems:
            raise PackError(problems)
        return replace(kept, policies=policies)


def read_policies(files: Iterable[Path], today: dt.date) -> PolicyFiles:
    """Read policies as of a day; what is wrong with them is part of what is given."""
    return PolicyFiles(tuple(read_policy(file, today) for file in files))


def _across(policies: Sequence[Policy], kept: KeptPacks) -> Iterator[Problem]:
    """Say what is wrong with policies beside the rules, and beside each other."""
    entries = [entry for policy in policies for entry in policy.entries]
    rules = _rules(kept, {entry.rule_id for entry in entries})
    yield from _changed_twice(entries)
    for entry in entries:
        if entry.rule_id in rules:
            yield from _wrong_level(entry, rules[entry.rule_id])
        elif entry.rule_id:
            what = named(entry.rule_id, kept.compiled.ids)
            yield _problem(entry, "unknown rule", what)


def _rules(kept: KeptPacks, rule_ids: set[str]) -> Mapping[str, Rule]:
    """Give those of these rules that there are, as their packs have them."""
    compiled = kept.compiled
    rules = RuleRecords(JoinedRecords(kept.joined, compiled.ends))
    numbers = (number for number, each in enumerate(compiled.ids) if each in rule_ids)
    return {compiled.ids[number]: rules[number] for number in numbers}


def _changed_twice(entries: Iterable[PolicyEntry]) -> Iterator[Problem]:
    first: dict[str, PolicyEntry] = {}
    for entry in entries:
        earlier = first.setdefault(entry.rule_id, entry)
        if entry.rule_id and earlier is not entry:
            place = f"{earlier.place.path}:{earlier.place.line}"
            yield _problem(entry, "changed twice", f"'{entry.rule_id}' is changed at {place} too")


def _wrong_level(entry: PolicyEntry, rule: Rule) -> Iterator[Problem]:
    level, own, said = entry.level, rule.level, f"'{rule.id}' is {rule.level.word}"
    if level and entry.action is Action.RAISE and level <= own:
        yield _problem(entry, "does not raise", f"{said}, and {level.word} is not above it")
    if level and entry.action is Action.LOWER and level >= own:
        yield _problem(entry, "does not lower", f"{said}, and {level.word} is not below it")
    if level and rule.draft and level > GRAVEST_DRAFT:
        what = f"'{rule.id}' is a draft, which is at most {GRAVEST_DRAFT.word}"
        yield _problem(entry, "wrong level", what)
    if own is Level.CONTRAINDICATED and not entry.grounds.second:
        yield _problem(entry, "missing second name", f"{said}: to change that takes two people")


def _problem(entry: PolicyEntry, kind: str, what: str) -> Problem:
    place = entry.place
    return Problem(place.path, place.line, place.column, kind, what)
