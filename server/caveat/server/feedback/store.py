"""The store itself: what is written down at a showing and an answer, and what is read back."""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Self

from sqlalchemy import Connection, delete, insert, select

from caveat.server.feedback.answers import check_cards, keep_answers
from caveat.server.feedback.database import Database, connect
from caveat.server.feedback.failures import opening, working
from caveat.server.feedback.reception import answers_by_rule, receptions
from caveat.server.feedback.records import Answer, Reception, Row, Shown, UnknownCardError
from caveat.server.feedback.revision import bring_up_to_date
from caveat.server.feedback.tables import FEEDBACK, SHOWN

__all__ = ["Answer", "FeedbackStore", "Reception", "Row", "Shown", "UnknownCardError"]

_ROWS_AT_ONCE = 500
_ROWS = select(*(FEEDBACK.c[field.name] for field in fields(Row))).order_by(
    FEEDBACK.c.received_at, FEEDBACK.c.id
)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class FeedbackStore:
    """Feedback in a database, for any number of threads.

    Times are aware. ``UnavailableError`` where the database fails after it was opened.
    """

    def __init__(self, database: Database, now: Callable[[], datetime] = _utc_now) -> None:
        self._database = database
        self._now = now

    @classmethod
    def open(cls, url: str, *, create: bool = True, now: Callable[[], datetime] = _utc_now) -> Self:
        """Open what the URL names, and bring its tables up to date.

        ``SettingsError`` if it cannot be opened, or, without ``create``, if it is not there yet.
        """
        database = connect(url, create=create)
        try:
            with opening(database.name):
                bring_up_to_date(database, create=create)
        except BaseException:
            database.close()
            raise
        return cls(database, now)

    def close(self) -> None:
        """Close every connection."""
        self._database.close()

    def shown(self, cards: Sequence[Shown]) -> None:
        """Write down that cards were shown."""
        if not cards:
            return
        with self._writing() as connection:
            connection.execute(insert(SHOWN), [asdict(card) for card in cards])

    def cards_shown(self, session: str, since: datetime) -> frozenset[str]:
        """Give the cards that were shown in a session at this time or later."""
        recent = (SHOWN.c.session == session, SHOWN.c.shown_at >= since)
        with self._reading() as connection:
            return frozenset(connection.scalars(select(SHOWN.c.card).where(*recent)))

    def check_answers(self, service: str, answers: Sequence[Answer]) -> None:
        """Keep nothing; ``UnknownCardError`` if a card was never shown."""
        with self._reading() as connection:
            check_cards(connection, service, answers)

    def answered(self, service: str, answers: Sequence[Answer]) -> None:
        """Keep all of these answers, or none: ``UnknownCardError`` if a card was never shown.

        An answer that is kept already (card, outcome and time) stays as it is.
        """
        if not answers:
            return
        with self._writing() as connection:
            keep_answers(connection, service, answers, self._now())

    def export(self, since: datetime | None = None) -> Iterator[Row]:
        """Give the answers received at this time or later, in the order of their arrival."""
        rows = _ROWS if since is None else _ROWS.where(FEEDBACK.c.received_at >= since)
        with self._reading() as connection:
            streaming = connection.execution_options(yield_per=_ROWS_AT_ONCE)
            with streaming.execute(rows) as result:
                for row in result:
                    yield Row(*row)

    def summary(self) -> tuple[Reception, ...]:
        """Count showings and answers by rule and version of its pack, in their order."""
        with self._reading() as connection:
            return receptions(connection)

    def answers(self) -> dict[tuple[str, ...], int]:
        """Count answers by their rule and outcome, over all versions of its pack."""
        with self._reading() as connection:
            return answers_by_rule(connection)

    def prune(self, before: datetime) -> int:
        """Remove showings older than this and count them; answers stay."""
        with self._writing() as connection:
            return connection.execute(delete(SHOWN).where(SHOWN.c.shown_at < before)).rowcount

    @contextmanager
    def _writing(self) -> Generator[Connection]:
        with working(), self._database.writing() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Generator[Connection]:
        with working(), self._database.reading() as connection:
            yield connection
