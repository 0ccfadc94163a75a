"""``caveat feedback``: what clinicians answered to the cards that they were shown."""

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import TextIO

import click

from caveat.client.cli.day import Day
from caveat.client.cli.display import page_of_output
from caveat.client.cli.inside import failing
from caveat.client.local import Reception, Row, open_feedback
from caveat.client.render.page import Page, Style
from caveat.client.render.words import counted

_COLUMNS = tuple(field.name for field in fields(Row))
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_COUNTS = ("shown", "accepted", "overridden")
_HEAD = "".join(f"{word}  " for word in _COUNTS)


class _Day(Day):
    """A date, as the moment when it begins in UTC."""

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read a date."""
        return super().convert(value, param, ctx).replace(tzinfo=UTC)


_url_option = click.option(
    "--url",
    metavar="URL",
    help="Use this database, not the one that is used by default.",
)


@click.group(
    epilog="""\b
Examples:
  caveat feedback summary
  caveat feedback export --since 2026-01-31 > feedback.csv

\b
Feedback is kept in a file in your data folder, or where the environment says:
  CAVEAT_FEEDBACK=sqlite:////srv/caveat/feedback.sqlite
  CAVEAT_FEEDBACK=postgresql://USER:PASSWORD@HOST/DATABASE

\b
Exit codes:
  0   done
  2   a mistake in the options, or no feedback is kept there
  4   the database stopped working
"""
)
def feedback() -> None:
    """Read what clinicians answered to the cards that they were shown."""


@feedback.command(
    epilog="""\b
Examples:
  caveat feedback export > feedback.csv
  caveat feedback export --since 2026-01-31 --format ndjson

The columns are the rule, its pack and level, the outcome with its reason and
comment, the user, the time in UTC and the location; names and comments are
in it as they were sent. A cell of CSV that a spreadsheet would take for a
formula begins with an apostrophe.
"""
)
@_url_option
@click.option(
    "--since",
    type=_Day(),
    metavar="DATE",
    help="Only answers received on this day (UTC) or later.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "ndjson"]),
    default="csv",
    help="CSV with a header (the default), or a JSON object a line.",
)
def export(url: str | None, since: datetime | None, form: str) -> None:
    """Print every answer, in the order of their arrival."""
    write = _write_csv if form == "csv" else _write_ndjson
    with failing(), closing(open_feedback(url)) as store:
        write(store.export(since))


@feedback.command(
    epilog="""\b
Examples:
  caveat feedback summary

A showing that was removed with caveat feedback prune is no longer counted, the
answer to it is.
"""
)
@_url_option
def summary(url: str | None) -> None:
    """Count showings and answers by rule."""
    with failing(), closing(open_feedback(url)) as store:
        receptions = store.summary()
    page = page_of_output()
    click.echo("\n".join(_table(receptions, page)), color=page.colour)


@feedback.command(
    epilog="""\b
Examples:
  caveat feedback prune --before 2026-01-31

A card whose showing is removed can no longer be answered.
"""
)
@_url_option
@click.option(
    "--before",
    type=_Day(),
    required=True,
    metavar="DATE",
    help="Remove the showings before this day (UTC).",
)
def prune(url: str | None, before: datetime) -> None:
    """Remove old showings; every answer stays, with its rule."""
    with failing(), closing(open_feedback(url)) as store:
        removed = store.prune(before)
    click.echo(f"{counted(removed, 'showing')} removed; every answer stays.")


def _write_csv(rows: Iterable[Row]) -> None:
    _use_utf8(sys.stdout)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for row in rows:
        writer.writerow(_cell(getattr(row, column)) for column in _COLUMNS)


def _use_utf8(output: TextIO) -> None:
    """Write UTF-8 whatever the machine is set to: a comment may be in any script."""
    if isinstance(output, io.TextIOWrapper):
        output.reconfigure(encoding="utf-8")


def _cell(value: str | datetime | tuple[str, ...]) -> str:
    """Write a cell; an apostrophe keeps a spreadsheet from running what somebody typed."""
    if isinstance(value, datetime):
        return value.isoformat()
    text = value if isinstance(value, str) else " ".join(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _write_ndjson(rows: Iterable[Row]) -> None:
    for row in rows:
        click.echo(json.dumps(asdict(row), default=datetime.isoformat))


def _table(receptions: Sequence[Reception], page: Page) -> Iterator[str]:
    """List rules behind their counts, each with the reason that is given most often."""
    yield from page.item("rule", mark=_HEAD, indent=0)
    for reception in receptions:
        yield from _rule(reception, page)
    yield from ("", f"{counted(len(receptions), 'rule')}.")


def _rule(reception: Reception, page: Page) -> Iterator[str]:
    counts = (reception.shown, reception.accepted, reception.overridden)
    cells = zip(counts, _COUNTS, strict=True)
    mark = "".join(f"{count:>{len(word)}}  " for count, word in cells)
    rule = reception.rule
    named = f"{rule.rule_id} ({rule.pack_id} {rule.pack_version})"
    yield from page.marked(mark, named, Style.PLAIN)
    if reception.reason:
        often = f"most often {reception.reason}, {counted(reception.reason_count, 'time')}"
        yield from page.item(often, mark="", indent=len(_HEAD))
