"""``caveat screen``: a whole panel of patients, from files into a file."""

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from caveat.client.cli.check import fail_on_option
from caveat.client.cli.failure import Exit, NoAnswerError
from caveat.client.cli.inside import failing
from caveat.client.cli.meter import Meter, counted_patients
from caveat.client.cli.packs import packs_option
from caveat.client.cli.policy import policy_option
from caveat.client.local import Order, Summary, WorkerError
from caveat.client.local import screen as run_order
from caveat.client.render.words import level_word
from caveat.v1.report_pb2 import Level

_STANDARD_INPUT = Path("-")
_MOST_PROCESSES = 2
_GRAVEST_FIRST = [level_word(level) for level in sorted(Level.values(), reverse=True) if level]

_EPILOG = """\b
Examples:
  caveat screen patients.ndjson --out alerts.ndjson
  caveat screen export/ --out alerts.ndjson --fail-on major
  zcat panel.gz | caveat screen - --out alerts.ndjson

PANEL is a file with a patient in each line, with the keys of a patient file
and in JSON, or a FHIR bulk export: the folder of its NDJSON files, or one file
of mixed resources. What ends in .gz is unpacked; - is standard input.

FILE gets a line for each patient, in the order of the panel. It holds
patients' data, so nobody but you can read it. An interrupted run is gone on
with by the same command, but for standard input, which nobody can read again.

\b
Exit codes, the first that holds:
  70  a fault in Caveat
  130 interrupted; the same command goes on
  5   a mistake in a pack; nothing was checked
  2   a mistake in the options, the panel cannot be read or holds no patient,
      a patient was NOT CHECKED, or a line belongs to no patient
  1   an alert reaches --fail-on, complete or not
  3   incomplete, or no loaded rule concerns the medicines of a patient
  0   all patients are checked, and complete
"""


@click.command(epilog=_EPILOG)
@click.argument("panel", type=click.Path(exists=True, allow_dash=True, path_type=Path))
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    required=True,
    help="Write the answers here, a line of JSON for each patient.",
)
@click.option(
    "--processes",
    type=click.IntRange(1, 256),
    default=lambda: min(_MOST_PROCESSES, os.cpu_count() or 1),
    show_default="2, or 1 on a single core",
    help="Check in so many processes at once.",
)
@click.option("--full", is_flag=True, help="Add the whole report of each patient, as JSON.")
@click.option("--restart", is_flag=True, help="Throw away what FILE holds, and begin anew.")
@fail_on_option
@packs_option
@policy_option
@click.pass_context
def screen(  # noqa: PLR0913, PLR0917  click hands every option on
    ctx: click.Context,
    panel: Path,
    out: Path,
    packs: tuple[Path, ...],
    policies: tuple[Path, ...],
    processes: int,
    fail_on: str | None,
    *,
    full: bool,
    restart: bool,
) -> None:
    """Check every patient of a PANEL."""
    source = None if panel == _STANDARD_INPUT else panel
    if source is None:
        click.echo("Standard input: this run cannot be gone on with if it stops.", err=True)
    order = Order(source, out, packs, processes, full=full, restart=restart, policies=policies)
    with _stopping(order), failing(), Meter() as meter:
        summary = run_order(order, meter)
    for line in _told(summary):
        click.echo(line, err=True)
    _refuse_gaps(summary, out)
    ctx.exit(_exit_of(summary, fail_on))


@contextmanager
def _stopping(order: Order) -> Generator[None]:
    """Say how to go on after a run that was stopped."""
    try:
        yield
    except KeyboardInterrupt:
        raise NoAnswerError(Exit.INTERRUPTED, f"interrupted; {_way_on(order)}") from None
    except WorkerError as error:
        raise NoAnswerError(Exit.FAULT, f"{error}; {_way_on(order)}") from None


def _way_on(order: Order) -> str:
    if order.panel is None:
        return f"{order.out} is unfinished, and can only be begun anew, with --restart"
    again = "without --restart" if order.restart else "again"
    return f"{order.out} is unfinished; to go on, give the same command {again}"


def _told(summary: Summary) -> Iterator[str]:
    """Write the counts."""
    tally = summary.tally
    pace = f"{summary.checked / summary.seconds:,.0f} a second" if summary.checked else "none now"
    yield f"{counted_patients(tally.patients)}, {pace}"
    yield from _counts("Outcome", dict(tally.outcomes.most_common()))
    levels = (*_GRAVEST_FIRST, "none")
    yield from _counts("Gravest level", {level: tally.levels[level] for level in levels})
    missing = {
        "NOT CHECKED": tally.not_checked,
        "NOT CHECKED for a fault in Caveat": tally.faults,
        "incomplete, or of no loaded rule": tally.incomplete,
        "lines of no patient here": summary.strays,
    }
    yield from _counts("Missing", missing)


def _counts(title: str, counts: dict[str, int]) -> Iterator[str]:
    if any(counts.values()):
        yield title
    for name, count in counts.items():
        if count:
            yield f"  {count:>10,}  {name}"


def _refuse_gaps(summary: Summary, out: Path) -> None:
    """Fail for all that has no answer; the lines of the output say why."""
    tally = summary.tally
    gaps = tally.not_checked + tally.faults
    if gaps:
        words = f"NOT CHECKED: {counted_patients(gaps)}, with the reasons in {out}"
        raise NoAnswerError(Exit.FAULT if tally.faults else Exit.USAGE, words)
    if summary.strays:
        raise NoAnswerError(Exit.USAGE, f"NOT CHECKED: {summary.strays:,} lines of no patient here")
    if not tally.patients:
        raise NoAnswerError(Exit.USAGE, "NOT CHECKED: the panel holds no patient")


def _exit_of(summary: Summary, fail_on: str | None) -> Exit:
    """Choose the exit code; the level that a script asked for comes before completeness."""
    failing_levels = _GRAVEST_FIRST[: _GRAVEST_FIRST.index(fail_on) + 1] if fail_on else ()
    if any(summary.tally.levels[level] for level in failing_levels):
        return Exit.ALERT
    return Exit.INCOMPLETE if summary.tally.incomplete else Exit.COMPLETE
