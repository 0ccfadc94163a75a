"""Holds the count of rules that a pack states against those that were read."""

from typing import NamedTuple

from caveat.rules.rule_reader import RuleReader
from caveat.source.document import Node


class Uncounted(NamedTuple):
    """Files whose rules are not counted.

    They are such as were ``broken``, so that no count can be held against the one that is stated,
    and ``others`` by their paths, whose names are none of a rule file.
    """

    broken: bool = False
    others: tuple[str, ...] = ()


EVERY_FILE_READ = Uncounted()


def check_count(reader: RuleReader, node: Node, count: int, uncounted: Uncounted) -> None:
    """Note a count that is not that of the rules read; it guards against files that were lost."""
    if reader.number(node) == count or uncounted.broken:
        return
    what = f"the pack states {reader.text(node)} rules and has {count}"
    others = ", ".join(f"'{path}'" for path in uncounted.others)
    what += f"; not read, as a file of rules ends in '.yaml': {others}" if others else ""
    reader.problem(node, "wrong count", what)
