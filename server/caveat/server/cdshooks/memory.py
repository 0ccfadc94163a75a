"""Which cards were shown to whom: what feedback refers to, and what order-sign may leave out."""

import hashlib
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from starlette.concurrency import run_in_threadpool

from caveat.rules.report import Alert, PackUse
from caveat.server.cause import cause_of
from caveat.server.cdshooks.request import HookRequest
from caveat.server.feedback.records import Answer, Shown

REMEMBERED = timedelta(hours=24)

_NO_SESSION = ""

_logger = logging.getLogger(__name__)


class CardStore(Protocol):
    """What is asked of the feedback store; its methods block."""

    def shown(self, cards: Sequence[Shown]) -> None:
        """Write down that cards were shown."""
        ...

    def cards_shown(self, session: str, since: datetime) -> frozenset[str]:
        """Give the UUIDs of the cards that were shown in a session."""
        ...

    def check_answers(self, service: str, answers: Sequence[Answer]) -> None:
        """Keep nothing; ``UnknownCardError`` if a card was never shown."""
        ...

    def answered(self, service: str, answers: Sequence[Answer]) -> None:
        """Keep all answers or none; ``UnknownCardError`` if a card was never shown."""
        ...


class Memory:
    """Writes down what is shown; a store that fails costs nobody a card."""

    def __init__(self, store: CardStore | None, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    async def seen(self, asked: HookRequest) -> frozenset[str]:
        """Give the cards that order-select showed to this user for this patient."""
        session = session_of(asked)
        if self._store is None or not session or not asked.options.filter_repeated:
            return frozenset()
        since = self._now() - REMEMBERED
        try:
            return await run_in_threadpool(self._store.cards_shown, session, since)
        except Exception as error:  # noqa: BLE001  whatever fails there, nothing is left out
            _logger.error("cards shown before are not known: %s", cause_of(error))  # noqa: TRY400  a trace could quote the patient
            return frozenset()

    async def remember(
        self, asked: HookRequest, alerts: Mapping[str, Alert], packs: Mapping[str, PackUse]
    ) -> None:
        """Write down the alerts that are shown, by the UUID of the card; ``packs`` by their id."""
        if self._store is None or not alerts:
            return
        shown = [
            _shown(asked, card, alert, packs[alert.pack_id].version, self._now())
            for card, alert in alerts.items()
        ]
        try:
            await run_in_threadpool(self._store.shown, shown)
        except Exception as error:  # noqa: BLE001  whatever fails there, the cards are answered
            _logger.error("cards are not written down: %s", cause_of(error))  # noqa: TRY400  a trace could quote the patient


def session_of(asked: HookRequest) -> str:
    """Name the user, the patient and the server by a digest that tells nothing of them.

    A call that names no server belongs to no session: patients of two EHRs may share an id.
    """
    if not asked.server:
        return _NO_SESSION
    parts = json.dumps([asked.server, asked.patient_id, asked.user])
    return hashlib.sha256(parts.encode()).hexdigest()


def _shown(asked: HookRequest, card: str, alert: Alert, version: str, at: datetime) -> Shown:
    """Write down a card; only what order-select was asked to remember belongs to a session."""
    return Shown(
        card=card,
        service=asked.service.id,
        rule_id=alert.rule_id,
        pack_id=alert.pack_id,
        pack_version=version,
        level=alert.level.word,
        session=session_of(asked) if asked.options.remember else _NO_SESSION,
        user=asked.user,
        location=asked.server,
        shown_at=at,
    )
