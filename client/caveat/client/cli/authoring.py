"""``caveat test``, ``lint`` and ``schema``, for those who write rules."""

from datetime import UTC, datetime
from pathlib import Path

import click

from caveat.client.cli.inside import failing, open_here
from caveat.client.cli.packs import pack
from caveat.client.local import SchemaName, save_schemas, schema_text
from caveat.client.render.page import clean
from caveat.client.render.words import counted

_pack = click.argument("pack", type=pack, metavar="[PACK]", required=False)


@click.command(
    epilog="""\b
Examples:
  caveat test
  caveat test my-pack

The exit code is 5 if an example fails or the pack cannot be read.
"""
)
@_pack
def test(pack: Path | None) -> None:
    """Run the examples of the rules of a PACK.

    A PACK is a directory, or the id of a built-in one; without it, all built-in ones.
    """
    with open_here(_packs(pack)) as checker:
        examples = checker.verify()
    click.echo(f"{counted(examples, 'example')}: every rule does what it says.")


@click.command(
    epilog="""\b
Examples:
  caveat lint
  caveat lint my-pack
  caveat lint my-pack ketamine-depression

The exit code is 5 if there is a problem; a notice is no problem.
"""
)
@click.argument("packs", type=pack, metavar="[PACK]...", nargs=-1)
def lint(packs: tuple[Path, ...]) -> None:
    """Look for mistakes across the rules of all PACKs.

    They are rules that contradict each other, that never find anything, that nobody would miss,
    and what is missing from text and evidence. A PACK is a directory, or the id of a built-in one;
    without any, all built-in ones.
    """
    with open_here(packs) as checker:
        for notice in checker.notices(datetime.now(tz=UTC).date()):
            click.echo(f"notice: {clean(notice)}")
        rules = checker.lint()
    click.echo(f"{counted(rules, 'rule')}: no problem found.")


@click.command(
    epilog="""\b
Examples:
  caveat schema rule > rule.schema.json
  caveat schema --out .schemas

A YAML language server takes one from the first line of a file:

\b
  # yaml-language-server: $schema=.schemas/rule.schema.json
"""
)
@click.argument("name", type=click.Choice([name.value for name in SchemaName]), required=False)
@click.option("--out", type=click.Path(path_type=Path), metavar="FOLDER", help="Write all of them.")
def schema(name: str | None, out: Path | None) -> None:
    """Print the JSON Schema of a rule, a file of rules, a pack, a patient or a policy.

    It completes and checks what is written in an editor: the keys, and the names of classes,
    ingredients, conditions, facts and routes.
    """
    if (name is None) is (out is None):
        raise click.UsageError("Give either the NAME of a schema or --out FOLDER.")
    with failing():
        if name:
            click.echo(schema_text(SchemaName(name)), nl=False)
        for file in save_schemas(out) if out else ():
            click.echo(file)


def _packs(pack: Path | None) -> tuple[Path, ...]:
    return (pack,) if pack else ()
