"""What stands in the decision log, and what a log is to those who write into it.

Nothing here names what a patient takes or has, but ``Decision.content``, which is encrypted and
only there where the operator asks for it.
"""

from typing import NamedTuple, Protocol, TypeAlias

from msgspec import Struct


class FoundRule(NamedTuple):
    """A rule of an alert, with the name of its level."""

    rule_id: str
    level: str


class OpenFact(NamedTuple):
    """A fact that was missing, such as ``age``, with the worst level that it could lead to."""

    fact: str
    level: str


class Decision(Struct, frozen=True, tag="check"):
    """One check. ``at`` is UTC, as RFC 3339 with milliseconds.

    ``door`` is the way that it came by, such as ``grpc`` or ``cds-hooks``. ``silenced`` and
    ``shadowed`` are rules that a site's policy kept from alerting. ``unrecognised`` are the places
    of entries that were not read, such as ``medications[2]``. ``request`` is a keyed digest
    (HMAC-SHA256, hex) of what was submitted, ``content`` the encrypted request itself.
    """

    id: str
    at: str
    caller: str
    door: str
    rules_digest: str
    outcome: str
    complete: bool
    level: str
    alerts: tuple[FoundRule, ...] = ()
    folded: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    silenced: tuple[str, ...] = ()
    shadowed: tuple[str, ...] = ()
    open_facts: tuple[OpenFact, ...] = ()
    unrecognised: tuple[str, ...] = ()
    request: str = ""
    content: bytes = b""


class Activation(Struct, frozen=True, tag="activation"):
    """A set of packs was taken up: each as id, version and digest.

    ``policies`` are those of a site that change their rules, each as site and digest.
    """

    id: str
    at: str
    caller: str
    rules_digest: str
    packs: tuple[tuple[str, str, str], ...]
    policies: tuple[tuple[str, str], ...] = ()


class FeedbackGiven(Struct, frozen=True, tag="feedback"):
    """Somebody answered an alert: the card, what they did with it, and the coded reason."""

    id: str
    at: str
    caller: str
    card: str
    outcome: str
    reason: str = ""


Entry: TypeAlias = Decision | Activation | FeedbackGiven


class LogState(NamedTuple):
    """How a log is: records that wait, records given up since the start, and why it fails."""

    waiting: int = 0
    lost: int = 0
    error: str = ""


class DecisionLog(Protocol):
    """A log that is only added to."""

    async def record(self, entry: Entry) -> bool:
        """Write an entry; true once it is on the disk, false where it cannot be written now."""
        ...

    @property
    def state(self) -> LogState:
        """How the log is."""
        ...

    async def close(self) -> None:
        """Write what waits, and end."""
        ...
