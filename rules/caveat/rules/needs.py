"""Whether this Caveat is new enough for a pack: ``needs-caveat: 0.2.0`` in its ``pack.yaml``."""

import re
from importlib.metadata import version

from caveat.rules.rule_reader import RuleReader
from caveat.source.document import Node

_NUMBERS = re.compile(r"\d{1,9}(\.\d{1,9})*")


def check_needs(reader: RuleReader, node: Node | None) -> None:
    """Note where a pack needs a later Caveat than this, or states no version."""
    if node is None:
        return
    needed, have = reader.text(node), version("caveat")
    if not _NUMBERS.fullmatch(needed):
        reader.problem(node, "wrong version", "expected numbers with dots between them")
    elif _numbers(needed) > _numbers(have):
        reader.problem(node, "needs a newer Caveat", f"{needed} or later, and this is {have}")


def _numbers(text: str) -> tuple[int, ...]:
    """Read the numbers that a version begins with, but for zeros at their end."""
    found = _NUMBERS.match(text)
    numbers = [int(each) for each in found.group().split(".")] if found else []
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)
