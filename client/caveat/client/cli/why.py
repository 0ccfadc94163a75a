"""``caveat why``: what one rule does for one patient, and what it would take."""

import json
from pathlib import Path

import click

from caveat.client.cli.display import format_option, page_of_output
from caveat.client.cli.failure import Exit
from caveat.client.cli.inside import failing
from caveat.client.cli.knowledge import no_such_rule
from caveat.client.cli.packs import packs_option
from caveat.client.cli.patient import Submitted, patient_options, text
from caveat.client.cli.policy import policy_option
from caveat.client.cli.why_text import explanation_text
from caveat.client.local_why import Explainer, plain


@click.command(
    epilog="""\b
Examples:
  caveat why ketamine-heart-medicine patient.yaml
  caveat why ketamine-heart-medicine -m "lisinopril, stopped in 2019"
  caveat why ketamine-psychosis - --format json < patient.json
  caveat why our-rule patient.yaml --pack our-pack

Each criterion is told with how it was decided: yes, no, or ? for not enough
known; below it stand the entries that made it so, and those that came near.

\b
Exit codes:
  0   explained, whatever the rule does
  2   a mistake in the options or in the patient, or no such rule
  5   a mistake in a pack
"""
)
@click.argument("rule", type=text)
@patient_options
@format_option
@packs_option
@policy_option
@click.pass_context
def why(
    ctx: click.Context,
    rule: str,
    submitted: Submitted,
    packs: tuple[Path, ...],
    policies: tuple[Path, ...],
    form: str,
) -> None:
    """Explain what a RULE does for a patient, and what it nearly did.

    The patient comes from options, from a FILE (- for standard input), or from both.
    """
    if not submitted:
        click.echo(ctx.get_help(), err=True)
        ctx.exit(Exit.USAGE)
    request = submitted.request()
    with failing():
        explainer = Explainer(packs, policies)
        ids = explainer.ids()
        if rule not in ids:
            told = no_such_rule(rule, ids, has_own=bool(packs))
            raise click.BadParameter(told, param_hint="RULE")
        explanation = explainer.explain(rule, request)
    page = page_of_output()
    as_json = form == "json"
    told = (
        json.dumps(plain(explanation), indent=2) if as_json else explanation_text(explanation, page)
    )
    click.echo(told, color=page.colour)
