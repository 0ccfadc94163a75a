"""Checks again what a decision log holds, with other packs."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from caveat.rules import Checker, Request
from caveat.server.audit.entries import Decision
from caveat.server.audit.key import SealedError
from caveat.server.recording.comparing import Change, ChangeKind, compare
from caveat.server.recording.content import read
from caveat.server.recording.decided import Decided, of_report
from caveat.source.errors import RequestError

Unseal = Callable[[str, bytes], bytes]


class Basis(Enum):
    """Whether the packs that gave a recorded answer give it again."""

    CONFIRMED = "confirmed"
    DIFFERENT = "different"
    NOT_AT_HAND = "not at hand"


class NotReplayed(Enum):
    """Why a record cannot be checked again."""

    NO_CONTENT = "no content was kept"
    NOT_OPENED = "the key does not open the content"


class Replayed(NamedTuple):
    """A record that was checked again: what would change, and whether its own packs agree."""

    decision: Decision
    basis: Basis
    changes: tuple[Change, ...]


@dataclass(slots=True)
class Tally:
    """Counts of a replay; ``by_rule`` has them by the rule, fact or entry, and the change."""

    same: int = 0
    changed: int = 0
    not_replayed: Counter[NotReplayed] = field(default_factory=Counter[NotReplayed])
    bases: Counter[Basis] = field(default_factory=Counter[Basis])
    missing_digests: Counter[str] = field(default_factory=Counter[str])
    by_rule: Counter[tuple[str, ChangeKind]] = field(
        default_factory=Counter[tuple[str, ChangeKind]]
    )

    def count(self, replayed: Replayed) -> None:
        """Count a record."""
        self.bases[replayed.basis] += 1
        if replayed.basis is Basis.NOT_AT_HAND:
            self.missing_digests[replayed.decision.rules_digest] += 1
        if replayed.changes:
            self.changed += 1
        else:
            self.same += 1
        for change in replayed.changes:
            self.by_rule[change.what, change.kind] += 1


class Replay:
    """Checks recorded requests with the ``checker`` of the packs in question.

    ``recorded`` are checkers of packs that were served, by the digest that answers carry.
    ``unseal`` opens a record's content, as ``Key.unseal`` does.
    """

    def __init__(self, checker: Checker, recorded: Mapping[str, Checker], unseal: Unseal) -> None:
        self._checker = checker
        self._at_hand = {checker.book.rules_digest: checker, **recorded}
        self._unseal = unseal
        self.tally = Tally()

    def run(self, decisions: Iterable[Decision]) -> Iterator[Replayed]:
        """Check each, in their order; what cannot be checked again is counted alone."""
        for decision in decisions:
            request = self._request(decision)
            if isinstance(request, NotReplayed):
                self.tally.not_replayed[request] += 1
                continue
            replayed = self._replayed(decision, request)
            self.tally.count(replayed)
            yield replayed

    def _request(self, decision: Decision) -> Request | NotReplayed:
        if not decision.content:
            return NotReplayed.NO_CONTENT
        try:
            return read(self._unseal(decision.id, decision.content))
        except (SealedError, ValueError):
            return NotReplayed.NOT_OPENED

    def _replayed(self, decision: Decision, request: Request) -> Replayed:
        recorded = decided_in(decision)
        changes = _differences(recorded, request, self._checker)
        return Replayed(decision, self._basis(recorded, request), changes)

    def _basis(self, recorded: Decided, request: Request) -> Basis:
        checker = self._at_hand.get(recorded.rules_digest)
        if checker is None:
            return Basis.NOT_AT_HAND
        return Basis.DIFFERENT if _differences(recorded, request, checker) else Basis.CONFIRMED


def decided_in(decision: Decision) -> Decided:
    """Take from an entry what the engine had decided."""
    return Decided(*(getattr(decision, name) for name in Decided._fields))


def _differences(recorded: Decided, request: Request, checker: Checker) -> tuple[Change, ...]:
    try:
        return compare(recorded, of_report(checker.check(request)))
    except RequestError:
        return (Change(ChangeKind.REFUSED, "request"),)
