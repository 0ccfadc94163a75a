"""Which records of a decision log are asked for."""

from dataclasses import dataclass
from datetime import UTC, datetime

import click

from caveat.client.cli.gathered import gathered
from caveat.client.local_audit import LEVELS, Decision, FeedbackGiven, Opened, Record

_RANKS = {word: rank for rank, word in enumerate(LEVELS, 1)}
_FORMATS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%SZ"]


class Moment(click.DateTime):
    """A day or a time in UTC, as the log writes it."""

    def __init__(self) -> None:
        super().__init__(_FORMATS)

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read a day or a time."""
        return super().convert(value, param, ctx).replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a record must be to be chosen; what is not stated does not matter."""

    since: datetime | None = None
    until: datetime | None = None
    caller: str = ""
    rule: str = ""
    level: str | None = None

    def holds(self, record: Record) -> bool:
        """Say whether a record is chosen."""
        return self._in_time(record) and self._by_caller(record) and self._found(record)

    def _in_time(self, record: Record) -> bool:
        at = getattr(record.entry, "at", record.wall)
        return (not self.since or at >= _text(self.since)) and (
            not self.until or at < _text(self.until)
        )

    def _by_caller(self, record: Record) -> bool:
        return not self.caller or getattr(record.entry, "caller", None) == self.caller

    def _found(self, record: Record) -> bool:
        if not (self.rule or self.level):
            return True
        entry = record.entry
        if not isinstance(entry, Decision):
            return False
        return (not self.rule or self.rule in _rules(entry)) and (
            not self.level or _RANKS.get(entry.level, 0) >= _RANKS[self.level]
        )


def has_id(record: Record, record_id: str) -> bool:
    """Say whether a record is that of this id; what the log says of itself has none."""
    entry = record.entry
    if isinstance(entry, FeedbackGiven) and entry.card == record_id:
        return True
    return not isinstance(entry, Opened) and getattr(entry, "id", None) == record_id


def _rules(entry: Decision) -> set[str]:
    suppressed = (*entry.folded, *entry.withheld, *entry.silenced, *entry.shadowed)
    return {*(found.rule_id for found in entry.alerts), *suppressed}


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


choice_options = gathered(
    "choice",
    Choice,
    click.option(
        "--since",
        type=Moment(),
        metavar="TIME",
        help="Only records of this day or time (UTC) or later.",
    ),
    click.option(
        "--until", type=Moment(), metavar="TIME", help="Only records before this day or time."
    ),
    click.option("--caller", default="", metavar="NAME", help="Only records of this caller."),
    click.option(
        "--rule", default="", metavar="RULE", help="Only decisions in which this rule was found."
    ),
    click.option(
        "--level",
        type=click.Choice(LEVELS),
        help="Only decisions of this level or a graver one.",
    ),
)
