"""Keeping answers beside the rule and its version, as the last showing of their card has them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects import postgresql, sqlite

from caveat.server.feedback.records import Answer, UnknownCardError
from caveat.server.feedback.tables import FEEDBACK, SHOWN

_CARDS_AT_ONCE = 500
_INSERTS: dict[str, Callable[..., sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


@dataclass(frozen=True, slots=True)
class _Showing:
    """The last showing of a card."""

    card: str
    user: str
    location: str
    rule_id: str
    pack_id: str
    pack_version: str
    level: str


_SHOWING = tuple(SHOWN.c[name] for name in _Showing.__dataclass_fields__)


def keep_answers(
    connection: Connection, service: str, answers: Sequence[Answer], now: datetime
) -> None:
    """Write the answers that are not there yet; ``UnknownCardError`` if a card was never shown."""
    showings = _showings(connection, service, answers)
    write = _INSERTS[connection.dialect.name](FEEDBACK).on_conflict_do_nothing()
    rows = [_row(answer, showings[answer.card], service, now) for answer in answers]
    connection.execute(write, rows)


def check_cards(connection: Connection, service: str, answers: Sequence[Answer]) -> None:
    """Raise ``UnknownCardError`` if a card was never shown."""
    _showings(connection, service, answers)


def _showings(
    connection: Connection, service: str, answers: Sequence[Answer]
) -> dict[str, _Showing]:
    cards = {answer.card for answer in answers}
    showings = _last_showings(connection, service, cards)
    if unknown := cards - showings.keys():
        raise UnknownCardError(unknown)
    return showings


def _last_showings(
    connection: Connection, service: str, cards: Iterable[str]
) -> dict[str, _Showing]:
    showings: dict[str, _Showing] = {}
    for some in _portions(sorted(cards)):
        theirs = (SHOWN.c.service == service, SHOWN.c.card.in_(some))
        last = select(func.max(SHOWN.c.id)).where(*theirs).group_by(SHOWN.c.card)
        for row in connection.execute(select(*_SHOWING).where(SHOWN.c.id.in_(last))):
            showing = _Showing(*row)
            showings[showing.card] = showing
    return showings


def _portions(cards: Sequence[str]) -> Iterator[Sequence[str]]:
    """Split what is more than one statement can hold."""
    for start in range(0, len(cards), _CARDS_AT_ONCE):
        yield cards[start : start + _CARDS_AT_ONCE]


def _row(answer: Answer, showing: _Showing, service: str, now: datetime) -> dict[str, object]:
    """Fill who and where, if the answer leaves it open, from the showing."""
    return {
        **asdict(showing),
        **asdict(answer),
        "user": answer.user or showing.user,
        "location": answer.location or showing.location,
        "service": service,
        "received_at": now,
    }
