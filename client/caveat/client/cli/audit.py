"""``caveat audit``: the decision log, verified, shown and exported."""

from collections.abc import Callable, Iterator
from pathlib import Path

import click

from caveat.client.cli.audit_choice import Choice, choice_options, has_id
from caveat.client.cli.audit_export import write_csv, write_ndjson
from caveat.client.cli.audit_place import key_option, place_argument, reading
from caveat.client.cli.audit_replay import replay
from caveat.client.cli.audit_text import record_text
from caveat.client.cli.audit_verdict import tell
from caveat.client.cli.display import page_of_output
from caveat.client.cli.failure import Exit, NoAnswerError
from caveat.client.cli.inside import failing
from caveat.client.local_audit import (
    Decision,
    Finding,
    Record,
    Verified,
    new_key,
    read_log,
    unsealing,
    verify_log,
)
from caveat.client.render.page import clean
from caveat.client.render.words import counted

_FILE = click.Path(dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group(
    epilog="""\b
Examples:
  caveat audit verify
  caveat audit show /srv/decisions --since 2026-01-31 --level major
  caveat audit export postgresql://caveat@host/log --format csv > log.csv

\b
PLACE is a folder, or the URL of a PostgreSQL database. By default the log is
in your data folder, or where the environment says:
  CAVEAT_AUDIT_LOG=/srv/decisions

\b
Exit codes:
  0   done, and where it was verified, sound
  2   a mistake in the options, no log is kept there, or it cannot be read
  4   the database does not work
  6   the log is not as it was written
"""
)
def audit() -> None:
    """Read the decision log: which answers were given, to whom, on which rules."""


@audit.command("new-key")
@click.argument("file", type=_FILE)
def make_key(file: Path) -> None:
    """Make a key for a decision log, in a new FILE that you alone may read."""
    with failing():
        new_key(file)
    click.echo(f"A key is in {file}. Without it nobody can verify what was written with it.")


@audit.command(
    epilog="""\b
Examples:
  caveat audit verify
  caveat audit verify PLACE --key-file key --checkpoints /mnt/elsewhere

Every edit, deletion, swap and forged record is found, and named by its place,
and so is a cut end up to the last checkpoint. What was written after the last
checkpoint may be gone without a trace.
"""
)
@place_argument
@key_option
@click.option(
    "--checkpoints",
    type=_FOLDER,
    metavar="DIR",
    help="Hold the log against the checkpoints of this folder too.",
)
@click.option(
    "--archived",
    is_flag=True,
    help="The oldest segments were moved away: a stream may begin with any record.",
)
def verify(place: str, key_file: Path | None, checkpoints: Path | None, *, archived: bool) -> None:
    """See whether the log at PLACE is as it was written."""
    with reading(place):
        said = verify_log(place, key_file, checkpoints, archived=archived)
        findings, streams, records = 0, 0, 0
        for each in said:
            tell(each)
            findings += isinstance(each, Finding)
            if isinstance(each, Verified):
                streams, records = streams + 1, records + each.records
    gone_through = f"{counted(streams, 'stream')}, {counted(records, 'record')}"
    if findings:
        headline = f"NOT SOUND: {counted(findings, 'finding')} in {gone_through}"
        raise NoAnswerError(Exit.UNSOUND, headline)
    click.echo(f"Sound: {gone_through}.")


@audit.command(
    epilog="""\b
Examples:
  caveat audit show
  caveat audit show PLACE 0198c1f2-7a51-7c3e-9d0b-5e2f6a1b3c4d
  caveat audit show PLACE --since 2026-01-31 --rule ketamine-opioid

The log is shown as it stands: caveat audit verify tells whether it is sound.
"""
)
@place_argument
@click.argument("record_id", metavar="[ID]", default="")
@choice_options
@click.option("--content", is_flag=True, help="Show what was submitted too, where it was kept.")
@key_option
def show(
    place: str, record_id: str, choice: Choice, key_file: Path | None, *, content: bool
) -> None:
    """Show the records at PLACE, or those of one ID."""
    with reading(place):
        unseal = unsealing(place, key_file) if content else None
        page = page_of_output()
        shown = 0
        for record in _chosen(place, choice):
            if record_id and not has_id(record, record_id):
                continue
            text = _content(record, unseal) if unseal else ""
            click.echo("\n".join(record_text(record, page, text)), color=page.colour)
            shown += 1
    click.echo(f"{counted(shown, 'record')}.")


@audit.command(
    epilog="""\b
Examples:
  caveat audit export > decisions.ndjson
  caveat audit export PLACE --since 2026-01-31 --format csv > decisions.csv

A cell of CSV that a spreadsheet would take for a formula begins with an
apostrophe. Content stays encrypted, and is in JSON lines only.
"""
)
@place_argument
@choice_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["ndjson", "csv"]),
    default="ndjson",
    help="A JSON object a line (the default), or CSV with a header.",
)
def export(place: str, choice: Choice, form: str) -> None:
    """Print the records at PLACE, in the order of their times."""
    write = write_csv if form == "csv" else write_ndjson
    with reading(place):
        write(_chosen(place, choice))


def _chosen(place: str, choice: Choice) -> Iterator[Record]:
    return filter(choice.holds, read_log(place, _warn))


def _warn(where: str) -> None:
    click.echo(clean(f"{where}: no record that can be read; see caveat audit verify"), err=True)


def _content(record: Record, unseal: Callable[[Decision], str]) -> str:
    entry = record.entry
    return unseal(entry) if isinstance(entry, Decision) and entry.content else ""


audit.add_command(replay)
