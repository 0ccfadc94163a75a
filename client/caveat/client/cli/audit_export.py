"""The decision log for other programs: JSON lines, or a table for spreadsheets."""

import csv
import io
import sys
from collections.abc import Iterable
from typing import TextIO, cast

import click

from caveat.client.local_audit import Record, as_json

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_OF_RECORD = ("seq", "wall")
_OF_ENTRY = (
    "id",
    "at",
    "caller",
    "door",
    "rules_digest",
    "outcome",
    "complete",
    "level",
    "alerts",
    "folded",
    "withheld",
    "silenced",
    "shadowed",
    "open_facts",
    "unrecognised",
    "request",
    "packs",
    "policies",
    "card",
    "reason",
    "stream",
    "count",
)


def write_ndjson(records: Iterable[Record]) -> None:
    """Write a JSON object a line."""
    for record in records:
        click.echo(as_json(record))


def write_csv(records: Iterable[Record]) -> None:
    """Write a header and a row a record; a cell without a value is empty."""
    _use_utf8(sys.stdout)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow((*_OF_RECORD, "type", *_OF_ENTRY))
    for record in records:
        kind = record.entry.__struct_config__.tag
        values = (getattr(record.entry, name, "") for name in _OF_ENTRY)
        writer.writerow(map(_cell, (record.seq, record.wall, kind, *values)))


def _use_utf8(output: TextIO) -> None:
    """Write UTF-8 whatever the machine is set to: a name may be in any script."""
    if isinstance(output, io.TextIOWrapper):
        output.reconfigure(encoding="utf-8")


def _cell(value: object) -> str:
    """Write a cell; an apostrophe keeps a spreadsheet from running what a caller is named."""
    text = _text(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return " ".join(map(_joined, cast("tuple[str | tuple[str, ...], ...]", value)))
    return str(value)


def _joined(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else ":".join(value)
