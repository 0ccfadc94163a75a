"""What the store is told, and what it gives back; a text that was not stated is empty."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from caveat.source.errors import CaveatError


@dataclass(frozen=True, slots=True)
class Shown:
    """One card as it was shown: the rule and its version, to whom, where and when.

    ``card`` is a UUID, ``level`` the word of a level, ``session`` a digest that names nobody.
    """

    card: str
    service: str
    rule_id: str
    pack_id: str
    pack_version: str
    level: str
    session: str
    user: str
    location: str
    shown_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a card; ``outcome`` is ``accepted`` or ``overridden``."""

    card: str
    outcome: str
    reason_code: str
    reason_system: str
    comment: str
    accepted_suggestions: tuple[str, ...]
    user: str
    location: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Row:
    """One answer as it is exported, beside the rule that the card came from."""

    rule_id: str
    pack_id: str
    pack_version: str
    level: str
    outcome: str
    reason_code: str
    reason_system: str
    comment: str
    accepted_suggestions: tuple[str, ...]
    user: str
    at: datetime
    location: str
    received_at: datetime
    service: str
    card: str


@dataclass(frozen=True, slots=True, order=True)
class RuleVersion:
    """A rule as one version of its pack has it."""

    rule_id: str
    pack_id: str
    pack_version: str


@dataclass(frozen=True, slots=True)
class Reception:
    """How often the cards of a rule were shown, accepted and overridden.

    ``reason`` is the code that overrides state most often, given ``reason_count`` times.
    """

    rule: RuleVersion
    shown: int
    accepted: int
    overridden: int
    reason: str
    reason_count: int


class UnknownCardError(CaveatError):
    """Answers concern cards that this service never showed."""

    def __init__(self, cards: Iterable[str]) -> None:
        self.cards = tuple(sorted(set(cards)))
        super().__init__(f"this service never showed {len(self.cards)} of the cards")
