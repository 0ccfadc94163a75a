"""What is suspicious about packs, beside those that are served."""

import re
from collections.abc import Iterator

from caveat.rules.model import Pack
from caveat.rules.rulebook import RuleBook
from caveat.server.settings import Renewal

_LEAST = 0.8
"""What is left of the rules of a pack, at least, where nobody says that it may shrink."""

_VERSION = re.compile(r"\d{1,9}(\.\d{1,9})*")


def objections(served: RuleBook, fresh: RuleBook, renewal: Renewal) -> Iterator[str]:
    """Give why a set of packs should not follow the one that is served, if anything speaks so."""
    following = {pack.id: pack for pack in fresh.packs}
    for before in served.packs:
        after = following.get(before.id)
        if not renewal.allowed.shrink:
            yield from _shrunk(before, after)
        if after and renewal.trust and not renewal.allowed.older:
            yield from _gone_back(before, after)


def _shrunk(before: Pack, after: Pack | None) -> Iterator[str]:
    had = len(before.rules)
    if after is None:
        yield f"{before.id}: gone: its {had} rules are served (to be allowed by allow-shrink)"
    elif len(after.rules) < _LEAST * had:
        what = f"{len(after.rules)} rules, where {had} are served"
        yield f"{before.id}: shrunk: {what} (to be allowed by allow-shrink)"


def _gone_back(before: Pack, after: Pack) -> Iterator[str]:
    if after.digest == before.digest:
        return
    old, new = _numbers(before.version), _numbers(after.version)
    if not new:
        yield f"{after.id}: wrong version: a signed pack needs numbers with dots between them"
    elif old >= new:
        what = f"version {after.version}, where {before.version} is served"
        yield f"{after.id}: no later version: {what} (to be allowed by allow-older)"


def _numbers(version: str) -> tuple[int, ...]:
    """Read a version; one that is not of numbers comes before all others."""
    if not _VERSION.fullmatch(version):
        return ()
    numbers = [int(each) for each in version.split(".")]
    while numbers and not numbers[-1]:
        numbers.pop()
    return (1, *numbers)
