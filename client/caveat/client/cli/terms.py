"""``caveat terms``: the names and codes of RxNorm, imported once into a file of the user's own."""

import sys
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click

from caveat.client.cli.failure import Exit, NoAnswerError
from caveat.client.render.words import counted
from caveat.reading.rxnorm.builder import import_rxnorm as import_release
from caveat.reading.rxnorm.directory import RxNormDirectory
from caveat.reading.rxnorm.place import VARIABLE, default_path, installed_path
from caveat.reading.rxnorm.release import RxNormRelease
from caveat.reading.rxnorm.summary import RxNormSummary
from caveat.source.errors import PackError, SettingsError


@click.group(
    epilog=f"""\b
Examples:
  caveat terms import-rxnorm RxNorm_full_prescribe_05062024
  caveat terms show-rxnorm

RxNorm's Current Prescribable Content is free to download, without a licence,
from the National Library of Medicine. {VARIABLE} names the file to use,
where it is not the one in your data folder.
"""
)
def terms() -> None:
    """Read the names and codes of all medicines on the US market."""


@terms.command(
    epilog="""\b
Examples:
  caveat terms import-rxnorm RxNorm_full_prescribe_05062024
  caveat terms import-rxnorm rrf --out /srv/caveat/rxnorm.sqlite

DIR, or the directory rrf within, holds RXNCONSO.RRF, RXNREL.RRF and RXNSAT.RRF.
What was imported before stays in use until all of DIR is read.

\b
Exit codes:
  0   imported
  2   DIR is not there, or FILE cannot be written
  5   a mistake in the files of DIR; nothing was imported
"""
)
@click.argument("source", metavar="DIR", type=click.Path(exists=True, file_okay=False))
@click.option(
    "--out",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Write this file, not the one that is used by default.",
)
def import_rxnorm(source: str, out: str | None) -> None:
    """Import a release of RxNorm from DIR into one local file."""
    target = Path(out) if out else default_path()
    release = RxNormRelease.at(Path(source))
    with _failing("NOT IMPORTED"):
        summary = _import(release, target)
    _show(target, summary)


@terms.command(
    epilog="""\b
Examples:
  caveat terms show-rxnorm
"""
)
def show_rxnorm() -> None:
    """Show which file of RxNorm is used, and what is in it."""
    path = installed_path()
    if path is None:
        raise NoAnswerError(Exit.USAGE, f"no RxNorm is imported; it would be {default_path()}")
    with _failing("NOT USED"), RxNormDirectory(path) as directory:
        _show(path, directory.summary)


def _import(release: RxNormRelease, target: Path) -> RxNormSummary:
    with click.progressbar(
        length=release.size,
        label="Reading RxNorm",
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
    ) as progress:
        return import_release(release, target, progress.update)


@contextmanager
def _failing(headline: str) -> Generator[None]:
    """Turn what is raised on purpose into the failure of the command."""
    try:
        yield
    except PackError as error:
        problems = tuple(map(str, error.problems))
        told = f"{headline}: {counted(len(problems), 'problem')}"
        raise NoAnswerError(Exit.PACK, told, problems) from None
    except SettingsError as error:
        raise NoAnswerError(Exit.USAGE, f"{headline}: {error}") from None


def _show(path: Path, summary: RxNormSummary) -> None:
    click.echo(f"RxNorm {summary.release}")
    click.echo(f"File: {path}")
    click.echo(f"SHA-256 of the three files: {summary.sha256}")
    for line in _table("Read:", summary.counts):
        click.echo(line)
    for line in _table("Left out:", summary.left_out):
        click.echo(line)


def _table(title: str, counts: Mapping[str, int]) -> Iterator[str]:
    if counts:
        yield f"\n{title}"
    width = max((len(f"{count:,}") for count in counts.values()), default=0)
    for what, count in counts.items():
        yield f"  {count:>{width},}  {what}"
