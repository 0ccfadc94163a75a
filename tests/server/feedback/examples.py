"""A showing and an answer to it, and stores of them."""

from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from caveat.server.feedback.store import Answer, FeedbackStore, Shown

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

SHOWN = Shown(
    card="card-1",
    service="caveat-order-sign",
    rule_id="ketamine-opioid",
    pack_id="ketamine-depression",
    pack_version="1.0.0",
    level="major",
    session="digest-of-a-session",
    user="Practitioner/7",
    location="Ward 3",
    shown_at=NOON,
)
ACCEPTED = Answer(
    card="card-1",
    outcome="accepted",
    reason_code="",
    reason_system="",
    comment="",
    accepted_suggestions=("suggestion-1", "suggestion-2"),
    user="",
    location="",
    at=NOON + HOUR,
)
OVERRIDDEN = replace(
    ACCEPTED,
    outcome="overridden",
    reason_code="patient-preference",
    reason_system="urn:example:reasons",
    comment="Discussed; she wants to go on.",
    accepted_suggestions=(),
    user="Practitioner/8",
    location="Ward 4",
)
SERVICE = SHOWN.service


@contextmanager
def opened(url: str, now: datetime = NOON + DAY) -> Generator[FeedbackStore]:
    """Open a store whose clock stands still."""
    with closing(FeedbackStore.open(url, now=lambda: now)) as store:
        yield store
