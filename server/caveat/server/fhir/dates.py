"""Dates of FHIR, which may be a year, a month, a day or an instant."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from caveat.server.fhir.node import Node

_DAY = timedelta(days=1)
_DATE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?", re.ASCII)
_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII
)
_FRACTION = re.compile(r"\.(\d{1,6})\d*")
_LEAP_SECOND = re.compile(r"(T\d\d:\d\d):60")


@dataclass(frozen=True, slots=True)
class Moment:
    """The days between which something was, and its instant where that is known.

    An instant is of the day as it was written and of the day in UTC, which may differ.
    """

    first: date
    last: date
    instant: datetime

    def is_from(self, day: date) -> bool:
        """Say whether it was on a day or later, and not merely in its month or year."""
        return self.last >= day and self.last - self.first <= _DAY

    def is_after(self, day: date) -> bool:
        """Say whether it surely was after the day that follows another, wherever on earth."""
        return self.first > day + _DAY


def moment_of(node: Node, name: str) -> Moment | None:
    """Read a ``date``, ``dateTime`` or ``instant``; raises ``RequestError`` where it is none."""
    text = node.text(name)
    if text is None:
        return None
    try:
        moment = _moment(text.strip())
    except (ValueError, OverflowError):
        moment = None
    if moment is None:
        raise node.wrong("expected a date, such as 2026-11-23", name)
    return moment


def past_moment_of(node: Node, name: str, today: date) -> Moment | None:
    """Read the moment of something that has happened; one that is to come is refused."""
    moment = moment_of(node, name)
    if moment is not None and moment.is_after(today):
        raise node.wrong("is in the future", name)
    return moment


def _moment(text: str) -> Moment | None:
    match = _DATE.fullmatch(text)
    if match:
        return _span(int(match["year"]), match["month"], match["day"])
    return _instant(text) if _INSTANT.fullmatch(text) else None


def _span(year: int, month: str | None, day: str | None) -> Moment:
    first_month, last_month = (int(month), int(month)) if month else (1, 12)
    last_day = monthrange(year, last_month)[1]
    first = date(year, first_month, int(day) if day else 1)
    last = date(year, last_month, int(day) if day else last_day)
    return Moment(first, last, datetime.combine(last, time.max, UTC))


def _instant(text: str) -> Moment:
    """Read an instant; a leap second is the one before it, and no zone is read as UTC."""
    whole = _FRACTION.sub(lambda match: f".{match[1]:0<6}", text)
    written = datetime.fromisoformat(_LEAP_SECOND.sub(r"\1:59", whole))
    if written.tzinfo is None:
        written = written.replace(tzinfo=UTC)
    instant = written.astimezone(UTC)
    days = sorted((written.date(), instant.date()))
    return Moment(days[0], days[1], instant)


def age_on(today: date, born: Moment) -> int | None:
    """Give the age in whole years; ``None`` where the date leaves two open."""
    ages = {max(0, _age(today, day)) for day in (born.first, born.last)}
    return ages.pop() if len(ages) == 1 else None


def _age(today: date, born: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
