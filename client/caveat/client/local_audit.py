"""The decision log of this machine: made a key for, read and verified by this process."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from caveat.rules.level import Level
from caveat.server.audit.chain import Lost, Opened, Record
from caveat.server.audit.entries import Activation, Decision, FeedbackGiven
from caveat.server.audit.key import SealedError, new_key
from caveat.server.audit.opening import open_reader
from caveat.server.audit.place import VARIABLE, default_place, key_of
from caveat.server.audit.reading import Remark, pass_over, records
from caveat.server.audit.verifying import Finding, Outcome, Verified, verify

__all__ = [
    "LEVELS",
    "VARIABLE",
    "Activation",
    "Decision",
    "FeedbackGiven",
    "Finding",
    "Lost",
    "Opened",
    "Outcome",
    "Record",
    "Remark",
    "SealedError",
    "Verified",
    "as_json",
    "default_place",
    "new_key",
    "read_log",
    "unsealing",
    "verify_log",
]

LEVELS = tuple(level.word for level in Level)
"""The words of the levels, the gravest last."""


def read_log(place: str, unread: Callable[[str], None] = pass_over) -> Iterator[Record]:
    """Give all records at a place in the order of their times, and where lines are none.

    ``SettingsError`` where there is no log.
    """
    return records(open_reader(place), unread)


def verify_log(
    place: str, key_file: Path | None, checkpoints: Path | None, *, archived: bool
) -> Iterator[Outcome]:
    """Go through the log at a place; ``SettingsError`` where there is none, or no key for it."""
    reader = open_reader(place, checkpoints)
    return verify(reader, key_of(place, key_file, create=False), archived=archived)


def unsealing(place: str, key_file: Path | None) -> Callable[[Decision], str]:
    """Give what decrypts the content of a decision; ``SealedError`` where it does not open."""
    key = key_of(place, key_file, create=False)

    def unseal(decision: Decision) -> str:
        return key.unseal(decision.id, decision.content).decode(errors="replace")

    return unseal


def as_json(record: Record) -> str:
    """Write a record as JSON, in one line."""
    return msgspec.json.encode(record).decode()
