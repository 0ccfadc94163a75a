"""The routes of CDS Hooks, served with a store of their own."""

from collections.abc import Generator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from caveat.rules import Checker
from caveat.server.cdshooks.routes import routes
from caveat.server.feedback.store import FeedbackStore
from tests.server.http.serving import serving


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 4, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Give the time."""
        return self.now

    def pass_by(self, time: timedelta) -> None:
        """Let time pass."""
        self.now += time

    def today(self) -> date:
        """Give the day."""
        return self.now.date()


@pytest.fixture
def clock() -> Clock:
    """Give a clock."""
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Generator[FeedbackStore]:
    """Open an empty store."""
    store = FeedbackStore.open(f"sqlite:///{tmp_path / 'feedback.sqlite'}", now=clock)
    yield store
    store.close()


@pytest.fixture
def base(checker: Checker, store: FeedbackStore, clock: Clock) -> Generator[str]:
    """Serve, and give the base URL."""
    with serving(routes(checker, store, today=clock.today, now=clock)) as url:
        yield url


@pytest.fixture(scope="module")
def plain(checker: Checker) -> Generator[str]:
    """Serve without a store, and give the base URL."""
    with serving(routes(checker, today=Clock().today)) as url:
        yield url
