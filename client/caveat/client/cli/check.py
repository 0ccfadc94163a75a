"""``caveat check``, the answer to: may this patient have this medicine."""

from functools import partial

import click

from caveat.client.cli.display import format_option, show
from caveat.client.cli.door import DoorChoice, door_options
from caveat.client.cli.failure import Exit
from caveat.client.cli.patient import Submitted, patient_options
from caveat.client.render.page import clean
from caveat.client.render.report import report_text
from caveat.client.render.words import level_word
from caveat.v1.checker_pb2 import RECORD_STATE_NOT_RECORDED
from caveat.v1.report_pb2 import Level, Outcome, Report

_CHECKED = (Outcome.OUTCOME_ALERTS, Outcome.OUTCOME_CLEAR)
_NOT_RECORDED = "NOT RECORDED: the service checked this, but its decision log may never have it"
_LEVELS = {level_word(level): level for level in Level.values() if level}

fail_on_option = click.option(
    "--fail-on",
    type=click.Choice(list(_LEVELS)),
    help="Exit with 1 if an alert has this level or a graver one.",
)

_EPILOG = """\b
Examples:
  caveat check --propose "ketamine 40 mg IV" -m "Minipress 2 mg at night"
  caveat check patient.yaml --observation age=44 --no-allergies
  caveat check - --format json --fail-on major < patient.json

A list that is not given was not asked, and the report says what that leaves
open; --no-medications says that the patient takes none.

\b
A patient file, as YAML or JSON:
  proposed: [ketamine 40 mg IV]
  medications: [Minipress 2 mg at night, Zoloft 100]
  history: [PTSD, severe depression, denies psychosis]
  observations: {age: 44, weight: 80 kg, setting: clinic}

\b
Exit codes:
  0   checked, and complete
  1   an alert reaches --fail-on, complete or not
  2   a mistake in the options or in the patient; nothing was checked
  3   incomplete, or no loaded rule concerns a medicine submitted
  4   no answer from the service, or none for this caller; nothing was checked
  5   a mistake in a pack; nothing was checked
  70  a fault in Caveat; nothing was checked
"""


@click.command(epilog=_EPILOG)
@patient_options
@fail_on_option
@click.option("-v", "--verbose", is_flag=True, help="Show every question and alert in full.")
@format_option
@door_options
@click.pass_context
def check(
    ctx: click.Context,
    submitted: Submitted,
    door: DoorChoice,
    fail_on: str | None,
    form: str,
    *,
    verbose: bool,
) -> None:
    """Check whether a patient may have a medicine.

    The patient comes from options, from a FILE (- for standard input), or from both.
    """
    if not submitted:
        click.echo(ctx.get_help(), err=True)
        ctx.exit(Exit.USAGE)
    request = submitted.request()
    with door.open() as checker:
        response = checker.check_recorded(request)
    report = response.report
    if response.record.state == RECORD_STATE_NOT_RECORDED:
        click.echo(f"{_NOT_RECORDED} (check {clean(response.record.id)}).", err=True)
    show(report, form, partial(report_text, report, verbose=verbose))
    ctx.exit(exit_of(report, _LEVELS[fail_on] if fail_on else None))


def exit_of(report: Report, fail_on: Level.ValueType | None) -> Exit:
    """Choose the exit code; the level that a script asked for comes before completeness."""
    if fail_on is not None and report.level >= fail_on:
        return Exit.ALERT
    if report.complete and report.outcome in _CHECKED:
        return Exit.COMPLETE
    return Exit.INCOMPLETE
