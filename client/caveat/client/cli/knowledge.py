"""``caveat rules``, ``explain`` and ``recognise``: what Caveat knows, and how it reads."""

from difflib import get_close_matches
from functools import partial

import click

from caveat.client.cli.display import format_option, show
from caveat.client.cli.door import DoorChoice, door_options
from caveat.client.cli.failure import Exit
from caveat.client.cli.patient import text
from caveat.client.render.recognition import recognition_text
from caveat.client.render.rule import rule_table, rule_text
from caveat.v1.knowledge_pb2 import ListRulesResponse, RecogniseAs
from caveat.v1.patient_pb2 import Code

_READINGS = {
    "medication": RecogniseAs.RECOGNISE_AS_MEDICATION,
    "condition": RecogniseAs.RECOGNISE_AS_CONDITION,
}


@click.command(
    epilog="""\b
Examples:
  caveat rules
  caveat rules --pack my-pack --format json
"""
)
@format_option
@door_options
def rules(door: DoorChoice, form: str) -> None:
    """List the rules: level, kind, id and title, gravest first."""
    with door.open() as knowledge:
        listed = ListRulesResponse(rules=knowledge.rules())
    show(listed, form, partial(rule_table, listed.rules))


@click.command(
    epilog="""\b
Examples:
  caveat explain ketamine-heart-medicine
  caveat explain ketamine-psychosis --format json
"""
)
@click.argument("rule", type=text)
@format_option
@door_options
def explain(door: DoorChoice, rule: str, form: str) -> None:
    """Show all of a RULE: its criteria, evidence, sources and examples."""
    with door.open() as knowledge:
        ids = [summary.id for summary in knowledge.rules()]
        if rule not in ids:
            told = no_such_rule(rule, ids, has_own=door.has_own)
            raise click.BadParameter(told, param_hint="RULE")
        explained = knowledge.rule(rule)
    show(explained, form, partial(rule_text, explained))


def no_such_rule(rule: str, ids: list[str], *, has_own: bool) -> str:
    """Say that no rule has this id, which are near, and where none was looked for."""
    containing = [each for each in ids if rule in each]
    nearest = containing[:3] or get_close_matches(rule, ids, cutoff=0.5)
    hint = f"perhaps {' or '.join(nearest)}" if nearest else "see: caveat rules"
    among = "" if has_own else " among the packs that come with Caveat"
    others = "" if has_own else "; a rule of another pack needs --pack"
    return f"no rule has the id {rule!r}{among}; {hint}{others}."


@click.command(
    epilog="""\b
Examples:
  caveat recognise "Minipress 2 mg at night for PTSD nightmares"
  caveat recognise --as condition "denies psychosis"
  caveat recognise --code icd10cm F20.9

The exit code is 3 if nothing was recognised.
"""
)
@click.argument("text", type=text, required=False)
@click.option("--code", nargs=2, type=text, metavar="SYSTEM VALUE", help="Read a code.")
@click.option("--as", "reading", type=click.Choice(list(_READINGS)), help="Read it only so.")
@format_option
@door_options
@click.pass_context
def recognise(
    ctx: click.Context,
    door: DoorChoice,
    text: str | None,
    code: tuple[str, str] | None,
    reading: str | None,
    form: str,
) -> None:
    """Show what a TEXT or a code would be understood as."""
    if bool(text) == bool(code):
        raise click.UsageError("Give either a TEXT or --code SYSTEM VALUE.")
    read_as = _READINGS.get(reading or "", RecogniseAs.RECOGNISE_AS_UNSPECIFIED)
    submitted = Code(system=code[0], value=code[1]) if code else None
    with door.open() as reader:
        recognised = reader.recognise(text or "", code=submitted, read_as=read_as)
    show(recognised, form, partial(recognition_text, recognised))
    understood = recognised.recognitions or recognised.harmless
    ctx.exit(Exit.COMPLETE if understood else Exit.INCOMPLETE)
