"""``caveat import``: lists of others as packs."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import click

from caveat.client.cli.failure import Exit, NoAnswerError
from caveat.client.cli.list_options import ListOptions, list_options
from caveat.client.local import PackError, SettingsError
from caveat.client.local_interchange import import_pairs
from caveat.client.render.words import counted


@click.group(
    "import",
    epilog="""\b
Examples:
  caveat import pairs list.csv --out our-list
""",
)
def importing() -> None:
    """Make packs of lists that an institution has."""


@importing.command(
    "pairs",
    epilog="""\b
Examples:
  caveat import pairs list.csv --out our-list
  caveat import pairs list.csv --out our-list --level severe=major
  caveat import pairs list.csv --out our-list \\
      --confirmed-by "A. Pharmacist" --date 2026-11-26

\b
The first line of FILE names its columns, in any order:
  medicine_a, medicine_b, level
  and, if you like, consequence, mechanism, management, source, section,
  note, serious
A medicine is a name, a class, or a code such as rxnorm:6918 or atc:N05BA.

\b
Exit codes:
  0   written
  2   FILE cannot be read, or FOLDER is there already
  5   a mistake in the list; nothing was written
""",
)
@click.argument(
    "file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FOLDER",
    help="The folder of the pack, which is not there yet.",
)
@list_options
def pairs(file: Path, folder: Path, options: ListOptions) -> None:
    """Write a pack of the pairs of medicines in a CSV FILE.

    Its rules are drafts, at most minor, until somebody confirms them.
    """
    order = options.order(file, folder)
    with _failing(file):
        imported = import_pairs(file, folder, order)
    for repeat in imported.repeats:
        click.echo(f"{repeat}: left out", err=True)
    drafts = "" if order.confirmation.by else ", all of them drafts and at most minor"
    click.echo(f"{counted(imported.rules, 'rule')} written{drafts}.")
    click.echo(f"Next: caveat test {folder}, and caveat lint {folder} for what is missing")


@contextmanager
def _failing(file: Path) -> Generator[None]:
    """Turn what is raised on purpose into the failure of the command."""
    try:
        yield
    except PackError as error:
        problems = tuple(map(str, error.problems))
        headline = f"NOT IMPORTED: {counted(len(problems), 'problem')} in {file}"
        raise NoAnswerError(Exit.PACK, headline, problems) from None
    except SettingsError as error:
        raise NoAnswerError(Exit.USAGE, f"NOT IMPORTED: {error}") from None
