"""``caveat test``, ``lint`` and ``schema``, for those who write rules."""

from datetime import UTC, date, datetime
from pathlib import Path

import click

from caveat.client.cli.display import page_of_output
from caveat.client.cli.failure import Exit, NoAnswerError
from caveat.client.cli.inside import failing, open_here
from caveat.client.cli.packs import pack
from caveat.client.cli.survey_text import least_percent, survey_text
from caveat.client.local import LocalChecker, PackError, SchemaName, save_schemas, schema_text
from caveat.client.render.page import clean
from caveat.client.render.words import counted

_pack = click.argument("pack", type=pack, metavar="[PACK]", required=False)


@click.command(
    epilog="""\b
Examples:
  caveat test
  caveat test my-pack
  caveat test my-pack --coverage --fail-under 95

The exit code is 5 if an example fails or the pack cannot be read, and 1 if the examples touch or
kill less than is asked for.
"""
)
@_pack
@click.option(
    "--coverage",
    is_flag=True,
    help="Say what of the rules no example touches, and which small mistakes none notices.",
)
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="With --coverage, end with 1 where less is touched or noticed.",
)
@click.pass_context
def test(
    ctx: click.Context, pack: Path | None, fail_under: float | None, *, coverage: bool
) -> None:
    """Run the examples of the rules of a PACK.

    A PACK is a directory, or the id of a built-in one; without it, all built-in ones.
    """
    if fail_under is not None and not coverage:
        raise click.UsageError("--fail-under goes with --coverage.")
    with open_here(_packs(pack)) as checker:
        examples = checker.verify()
        survey = checker.survey() if coverage else None
    if survey:
        click.echo(survey_text(survey, page_of_output()))
    click.echo(f"{counted(examples, 'example')}: every rule does what it says.")
    if survey and fail_under is not None and least_percent(survey) < fail_under:
        ctx.exit(Exit.ALERT)


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
        today = datetime.now(tz=UTC).date()
        for notice in checker.notices(today):
            click.echo(f"notice: {clean(notice)}")
        rules = _linted(checker, today)
    click.echo(f"{counted(rules, 'rule')}: no problem found; caveat test runs their examples.")


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


def _linted(checker: LocalChecker, today: date) -> int:
    """Count the rules that lint has looked at; what it finds was checked, and is told so."""
    try:
        return checker.lint(today)
    except PackError as error:
        problems = tuple(map(str, error.problems))
        raise NoAnswerError(
            Exit.PACK, f"{counted(len(problems), 'problem')} found", problems
        ) from None


def _packs(pack: Path | None) -> tuple[Path, ...]:
    return (pack,) if pack else ()
