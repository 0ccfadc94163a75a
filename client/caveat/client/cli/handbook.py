"""``caveat handbook``: all that the packs say, as pages to browse."""

from pathlib import Path

import click

from caveat.client.cli.inside import failing
from caveat.client.cli.packs import packs_option
from caveat.client.cli.policy import policy_option
from caveat.client.local import write_handbook
from caveat.client.render.words import counted


@click.command(
    epilog="""\b
Examples:
  caveat handbook --out build/handbook
  caveat handbook --out handbook --pack my-pack --guide docs/policy.md

\b
The pages are Markdown, in DIR/docs; mkdocs-material makes a site of them:
  pip install 'caveat[handbook]'
  cd handbook && mkdocs build --strict
"""
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    metavar="DIR",
    help="Where to write: a new or empty directory, or an earlier handbook, which is replaced.",
)
@click.option(
    "--guide",
    "guides",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    metavar="FILE",
    help="A further page, in Markdown; repeatable. Its HTML is taken as it is.",
)
@packs_option
@policy_option
def handbook(
    out: Path, guides: tuple[Path, ...], packs: tuple[Path, ...], policies: tuple[Path, ...]
) -> None:
    """Write the handbook of the packs: every rule, the vocabulary, and what they stand on."""
    with failing():
        pages = write_handbook(packs, out, guides, policies)
    click.echo(f"{counted(pages, 'page')} written to {out}.")
