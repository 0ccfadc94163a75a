"""How this process stands: gauges that are asked for when somebody looks, by where they come from.

All names of the gauges are here, so that a page of them can say what each means.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.metadata import version
from typing import Any, Protocol, TypeAlias

from caveat.rules import Checker
from caveat.server.audit.entries import LogState
from caveat.server.sight.counts import Standing

Source: TypeAlias = Callable[[], Mapping[str, float]]
"""Gives values under the names below."""

RULES = "rules"
TAKEN_UP = "packs_taken_up_timestamp_seconds"
STALE_SINCE = "packs_stale_since_timestamp_seconds"
REFUSED = "packs_refused"
AUDIT_WAITING = "audit_waiting_records"
AUDIT_LOST = "audit_lost_records"
AUDIT_FAILING = "audit_failing"


class ServedSince(Protocol):
    """Since when packs are served; ``stale_since`` others stand there that are not taken up."""

    @property
    def taken_up_at(self) -> float:
        """Seconds since 1970."""
        ...

    @property
    def stale_since(self) -> float | None:
        """Seconds since 1970; ``None`` where those that are served are the newest."""
        ...

    @property
    def ended(self) -> Mapping[Any, int]:
        """How many attempts have ended how."""
        ...


@cache
def _version() -> str:
    return version("caveat")


def packs_source(served: ServedSince) -> Source:
    """Give what the taking up of packs has come to."""

    def values() -> Mapping[str, float]:
        return {
            TAKEN_UP: served.taken_up_at,
            STALE_SINCE: served.stale_since or 0.0,
            REFUSED: sum(n for outcome, n in served.ended.items() if outcome.value == "refused"),
        }

    return values


def audit_source(state: Callable[[], LogState]) -> Source:
    """Give how far the decision log is behind."""

    def values() -> Mapping[str, float]:
        now = state()
        return {
            AUDIT_WAITING: now.waiting,
            AUDIT_LOST: now.lost,
            AUDIT_FAILING: float(bool(now.error)),
        }

    return values


def standing_of(checker: Checker, sources: Iterable[Source]) -> Standing:
    """Ask every source."""
    book = checker.book
    values: dict[str, float] = {RULES: len(book.rules)}
    for source in sources:
        values |= source()
    about = {"version": _version(), "rules_digest": book.rules_digest}
    return Standing(os.getpid(), values, about)
