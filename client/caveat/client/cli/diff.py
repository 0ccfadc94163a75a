"""``caveat diff``: whose report a new version of packs would change, and how."""

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import click

from caveat.client.cli.diff_options import Sides, sides_options
from caveat.client.cli.differing import compared_text, revision_text, tally_text
from caveat.client.cli.differing_json import compared_lines, revision_lines, tally_lines
from caveat.client.cli.display import format_option, page_of_output
from caveat.client.cli.failure import Exit, NoAnswerError
from caveat.client.cli.inside import failing
from caveat.client.cli.meter import Meter, counted_patients
from caveat.client.local import SettingsError, WorkerError
from caveat.client.local_diff import (
    Compared,
    Diff,
    NotCompared,
    Revision,
    Tally,
    open_diff,
    output_at,
)
from caveat.client.render.page import Page

_WIDTH_OF_A_FILE = 80
Write = Callable[[Iterable[str]], None]


@click.command(
    epilog="""\b
Examples:
  caveat diff packs/old packs/new --patients patients.ndjson
  caveat diff ketamine-depression mine --patients export/ --fail-on-change
  caveat diff old new --patients decisions/ --format json --out changes.ndjson

OLD and NEW are two versions of a pack, or two folders that hold packs. The
built-in packs that are in neither are loaded beside both.

First it says what differs in the rules, then whose report would change and
how, by the patient's request-id and line alone. A changed text changes no
report in this sense: it is told with its rule.

PANEL is read as caveat screen reads it, or is a decision log, of which only
checks whose content was kept can be made again.

\b
Exit codes, the first that holds:
  70  a fault in Caveat
  130 interrupted
  5   a mistake in a pack of either side; nothing was checked
  4   the database of the decision log does not work
  2   a mistake in the options, the panel cannot be read or holds no patient,
      a patient was NOT CHECKED, or a line belongs to no patient
  1   a report changes, with --fail-on-change
  3   a check of the decision log could not be made again
  0   all patients were checked with both
"""
)
@sides_options
@click.option("--fail-on-change", is_flag=True, help="Exit with 1 if any report changes.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write to this file, which must not be there yet.",
)
@format_option
@click.pass_context
def diff(
    ctx: click.Context, sides: Sides, out: Path | None, form: str, *, fail_on_change: bool
) -> None:
    """List whose reports change from the packs in OLD to those in NEW."""
    with failing(), _stopping(), open_diff(sides.order()) as found, _written(out) as (write, page):
        _tell(found, write, _JSON if form == "json" else _in_text(page))
    _refuse_gaps(found.tally)
    ctx.exit(exit_of(found.tally, fail_on_change=fail_on_change))


def exit_of(tally: Tally, *, fail_on_change: bool) -> Exit:
    """Choose the exit code where no patient has a mistake; a change comes before a gap."""
    if fail_on_change and tally.changed:
        return Exit.ALERT
    return Exit.INCOMPLETE if tally.not_checked.total() else Exit.COMPLETE


class _Form(NamedTuple):
    """How what was found is written, in lines."""

    revision: Callable[[Revision], Iterable[str]]
    compared: Callable[[Compared], Iterable[str]]
    tally: Callable[[Tally], Iterable[str]]


_JSON = _Form(revision_lines, compared_lines, tally_lines)


def _in_text(page: Page) -> _Form:
    return _Form(
        partial(revision_text, page=page),
        partial(compared_text, page=page),
        partial(tally_text, page=page),
    )


def _tell(found: Diff, write: Write, form: _Form) -> None:
    """Write each part as soon as it is known."""
    write(form.revision(found.revision))
    for pack_id in found.revision.same_version:
        click.echo(f"Notice: {pack_id} has one version on both sides, and other content.", err=True)
    with Meter() as meter:
        for compared in found.run(meter):
            write(form.compared(compared))
    write(form.tally(found.tally))


@contextmanager
def _written(out: Path | None) -> Generator[tuple[Write, Page]]:
    """Give where lines go, and the page that they are to fit; a file is its owner's alone."""
    if out is None:
        page = page_of_output()
        yield partial(_echo, page=page), page
        return
    with output_at(out) as output:
        if not output.is_new:
            raise SettingsError(f"{out} is there already")
        yield (
            lambda lines: output.write("".join(f"{line}\n" for line in lines).encode()),
            Page(_WIDTH_OF_A_FILE),
        )


def _echo(lines: Iterable[str], page: Page) -> None:
    for line in lines:
        click.echo(line, color=page.colour)


@contextmanager
def _stopping() -> Generator[None]:
    try:
        yield
    except WorkerError as error:
        raise NoAnswerError(Exit.FAULT, str(error)) from None


def _refuse_gaps(tally: Tally) -> None:
    """Fail for all that has no answer."""
    unread, faults = (tally.not_checked[why] for why in (NotCompared.MISTAKES, NotCompared.FAULT))
    if faults:
        raise NoAnswerError(
            Exit.FAULT, f"NOT CHECKED for a fault in Caveat: {counted_patients(faults)}"
        )
    if unread:
        words = f"NOT CHECKED: {counted_patients(unread)} with mistakes, which caveat screen names"
        raise NoAnswerError(Exit.USAGE, words)
    if tally.strays:
        raise NoAnswerError(Exit.USAGE, f"NOT CHECKED: {tally.strays:,} lines of no patient here")
    if not tally.patients:
        raise NoAnswerError(Exit.USAGE, "NOT CHECKED: the panel holds no patient")
