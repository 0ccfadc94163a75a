"""``caveat export``: rules in the forms of others."""

from collections.abc import Callable
from pathlib import Path

import click

from caveat.client.cli.inside import failing
from caveat.client.cli.knowledge import no_such_rule
from caveat.client.cli.packs import packs_option
from caveat.client.local_interchange import Export, NoSuchRuleError, exported, write_file
from caveat.client.render.words import counted

_rules = click.option(
    "--rule", "rules", multiple=True, metavar="ID", help="Only this rule; repeatable."
)
_out = click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write this file, not standard output.",
)


@click.group(
    epilog="""\b
Examples:
  caveat export pddi-cds --out interactions.json
  caveat export fhir --rule ketamine-psychosis
"""
)
def export() -> None:
    """Write the rules of packs in the forms of others.

    The same rules give the same bytes. What a form cannot hold is counted on standard error, and
    named in the document.
    """


def _with_options(command: Callable[..., None]) -> Callable[..., None]:
    for option in (_out, _rules, packs_option):
        command = option(command)
    return command


@export.command(
    "pddi-cds",
    epilog="""\b
Examples:
  caveat export pddi-cds --out interactions.json
  caveat export pddi-cds --pack my-pack --rule my-rule
""",
)
@_with_options
def pddi_cds(packs: tuple[Path, ...], rules: tuple[str, ...], out: Path | None) -> None:
    """Write interactions in the JSON form of the PDDI minimum information model.

    Each of its ten items that a rule does not have says: not known.
    """
    _export("pddi-cds", packs, rules, out)


@export.command(
    "fhir",
    epilog="""\b
Examples:
  caveat export fhir --out rules.json
  caveat export fhir --rule ketamine-psychosis --rule ketamine-alcohol
""",
)
@_with_options
def fhir(packs: tuple[Path, ...], rules: tuple[str, ...], out: Path | None) -> None:
    """Write rules as a FHIR R5 Bundle of ClinicalUseDefinitions."""
    _export("fhir", packs, rules, out)


def _export(form: str, packs: tuple[Path, ...], rules: tuple[str, ...], out: Path | None) -> None:
    with failing():
        written = _exported(form, packs, rules)
        if out:
            write_file(out, written.text())
    if not out:
        click.echo(written.text(), nl=False)
    click.echo(f"{counted(len(written.rule_ids), 'rule')} written.", err=True)
    for loss in written.losses:
        click.echo(f"Not expressed: {loss}.", err=True)


def _exported(form: str, packs: tuple[Path, ...], rules: tuple[str, ...]) -> Export:
    try:
        return exported(form, packs, rules)
    except NoSuchRuleError as error:
        what = no_such_rule(error.rule_id, list(error.known), has_own=bool(packs))
        raise click.BadParameter(what, param_hint="--rule") from None
