"""The decision log of this machine, checked again by this process with other packs."""

from collections.abc import Sequence
from pathlib import Path

from caveat.rules import Checker, built_in_packs
from caveat.server.audit.entries import Decision
from caveat.server.audit.place import key_of
from caveat.server.diffing.sides import checker_beside
from caveat.server.recording.comparing import Change, ChangeKind
from caveat.server.recording.replay import Basis, NotReplayed, Replay, Replayed, Tally

__all__ = [
    "Basis",
    "Change",
    "ChangeKind",
    "Decision",
    "NotReplayed",
    "Replay",
    "Replayed",
    "Tally",
    "open_replay",
]


def open_replay(
    place: str,
    key_file: Path | None,
    packs: Sequence[Path],
    recorded: Sequence[Path],
    policies: Sequence[Path] = (),
) -> Replay:
    """Get ready to replay a log with ``packs``, as a site's ``policies`` change them.

    Recorded answers are confirmed with the packs that come with Caveat, and with those that were
    ``recorded``, where they are the ones that gave them. ``PackError`` holds all mistakes in the
    packs, ``SettingsError`` says why there is no key.
    """
    key = key_of(place, key_file, create=False)
    own = Checker.load(built_in_packs())
    others = [_beside(own, recorded)] if recorded else []
    at_hand = {each.book.rules_digest: each for each in (own, *others)}
    return Replay(_beside(own, packs, policies), at_hand, key.unseal)


def _beside(checker: Checker, packs: Sequence[Path], policies: Sequence[Path] = ()) -> Checker:
    """Give a checker of these packs, or of those that come with Caveat, that reads as this one."""
    return checker_beside(checker, tuple(packs) or built_in_packs(), tuple(policies))
