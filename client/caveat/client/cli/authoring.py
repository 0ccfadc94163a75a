"""``caveat test`` and ``caveat lint``, for those who write rules."""

from pathlib import Path

import click

from caveat.client.cli.inside import open_here
from caveat.client.cli.packs import pack
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

The exit code is 5 if anything is found.
"""
)
@_pack
def lint(pack: Path | None) -> None:
    """Look for mistakes across the rules of a PACK.

    A PACK is a directory, or the id of a built-in one; without it, all built-in ones.
    """
    with open_here(_packs(pack)) as checker:
        rules = checker.lint()
    click.echo(f"{counted(rules, 'rule')}: no problem found.")


def _packs(pack: Path | None) -> tuple[Path, ...]:
    return (pack,) if pack else ()
