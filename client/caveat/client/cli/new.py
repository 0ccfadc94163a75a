"""``caveat new rule`` and ``caveat new pack``: files to be finished by their author."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from caveat.client.cli.inside import failing
from caveat.client.local import KINDS, LEVELS, RuleStart, new_pack, new_rule


@click.group(
    epilog="""\b
Examples:
  caveat new pack my-pack
  caveat new rule lithium-diuretic --pack my-pack
"""
)
def new() -> None:
    """Start a rule or a pack: a file with every field in order, and its help beside it.

    What is still to be written stands in <...>; test and lint name it, and nothing is served while
    any is left.
    """


def _stated(command: Callable[..., None]) -> Callable[..., None]:
    """Take what an author can say of a rule before it is written."""
    options = (
        click.option("--between", nargs=2, metavar="A B", help="Classes or ingredients."),
        click.option("--about", metavar="A", help="A class or an ingredient."),
        click.option("--kind", type=click.Choice(KINDS)),
        click.option("--level", type=click.Choice(LEVELS)),
        click.option("--author", metavar="NAME"),
    )
    for option in reversed(options):
        command = option(command)
    return command


@new.command(
    epilog="""\b
Examples:
  caveat new rule lithium-diuretic --between lithium diuretic --kind interaction
  caveat new rule lithium-kidney --about lithium --pack my-pack --author "A. Author"
"""
)
@click.argument("rule_id", metavar="ID")
@click.option("--pack", type=click.Path(path_type=Path), default=Path(), metavar="FOLDER")
@_stated
def rule(rule_id: str, pack: Path, **stated: Any) -> None:  # noqa: ANN401  what the options are
    """Start the rule ID in a pack, by default in that of the current folder."""
    with failing():
        file = new_rule(_start(rule_id, **stated), pack)
    click.echo(f"{file}\nWrite what stands in <...>, then: caveat test {pack}; caveat lint {pack}")


@new.command(
    epilog="""\b
Example:
  caveat new pack my-pack --between lithium diuretic
"""
)
@click.argument("pack_id", metavar="ID")
@click.option("--rule", "rule_id", default="first-rule", metavar="ID", help="Its first rule.")
@_stated
def pack(pack_id: str, rule_id: str, **stated: Any) -> None:  # noqa: ANN401  what the options are
    """Start the pack ID in a folder of that name, with one rule."""
    with failing():
        folder = new_pack(pack_id, _start(rule_id, **stated), Path())
    click.echo(f"{folder}\nWrite what stands in <...>, then: caveat test {folder}")


def _start(
    rule_id: str, between: tuple[str, str] | None, about: str | None, **stated: str | None
) -> RuleStart:
    if between and about:
        raise click.UsageError("Give either --between A B or --about A.")
    terms = between or ((about,) if about else ())
    return RuleStart(rule_id, terms, **{name: text or "" for name, text in stated.items()})
