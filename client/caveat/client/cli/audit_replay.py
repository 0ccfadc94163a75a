"""``caveat audit replay``: which recorded answers would change with other packs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from caveat.client.cli.audit_choice import Choice, Moment
from caveat.client.cli.audit_place import key_option, place_argument, reading
from caveat.client.cli.display import page_of_output
from caveat.client.cli.failure import Exit
from caveat.client.cli.gathered import gathered
from caveat.client.cli.packs import pack
from caveat.client.cli.policy import policy_option
from caveat.client.cli.replayed import differs, replayed_json, replayed_text, tally_json, tally_text
from caveat.client.local_audit import read_log
from caveat.client.local_replay import Basis, Decision, Replay, Tally, open_replay


@dataclass(frozen=True, slots=True)
class Order:
    """Which checks are made again, and with which packs."""

    packs: tuple[Path, ...]
    recorded: tuple[Path, ...]
    policies: tuple[Path, ...]
    since: datetime | None
    until: datetime | None


order_options = gathered(
    "order",
    Order,
    click.option(
        "--packs",
        type=pack,
        multiple=True,
        required=True,
        metavar="PACK",
        help="Check with this pack, a directory or a built-in one; repeatable.",
    ),
    click.option(
        "--recorded",
        type=pack,
        multiple=True,
        metavar="PACK",
        help="Confirm recorded answers with this pack, served at that time; repeatable.",
    ),
    policy_option,
    click.option(
        "--since", type=Moment(), metavar="TIME", help="Only checks at this time or later."
    ),
    click.option("--until", type=Moment(), metavar="TIME", help="Only checks before this time."),
)


@click.command(
    epilog="""\b
Examples:
  caveat audit replay --packs packs/new --since 2026-01-01 --until 2026-02-01
  caveat audit replay PLACE --packs new --recorded old --key-file key --json

Only checks whose content was kept (caveat serve --audit-content) can be made
again; the others are counted. A recorded answer is confirmed first with the
packs that gave it, where they are the built-in ones or those of --recorded.

\b
Exit codes:
  0   every check was made again, and no answer changes
  1   some answer changes, or is not confirmed by the packs that gave it
  2   a mistake in the options, no log, or no key
  3   no answer changes, but some checks could not be made again
  4   the database does not work
  5   a mistake in a pack
"""
)
@place_argument
@order_options
@key_option
@click.option("--json", "as_json", is_flag=True, help="A JSON object a line, the summary last.")
@click.pass_context
def replay(
    ctx: click.Context, place: str, order: Order, key_file: Path | None, *, as_json: bool
) -> None:
    """Check again what the log at PLACE holds, and list the answers that would change."""
    with reading(place):
        replaying = open_replay(place, key_file, order.packs, order.recorded, order.policies)
        decisions = _decisions(place, Choice(order.since, order.until))
        (_print_json if as_json else _print_text)(replaying, decisions)
    ctx.exit(exit_of(replaying.tally))


def exit_of(tally: Tally) -> Exit:
    """Choose the exit code; a change comes before what could not be seen."""
    if tally.changed or tally.bases[Basis.DIFFERENT]:
        return Exit.ALERT
    return Exit.INCOMPLETE if tally.not_replayed.total() else Exit.COMPLETE


def _decisions(place: str, choice: Choice) -> Iterator[Decision]:
    for record in filter(choice.holds, read_log(place)):
        if isinstance(record.entry, Decision):
            yield record.entry


def _print_text(replaying: Replay, decisions: Iterator[Decision]) -> None:
    page = page_of_output()
    for replayed in filter(differs, replaying.run(decisions)):
        click.echo("\n".join(replayed_text(replayed, page)), color=page.colour)
    click.echo("\n".join(tally_text(replaying.tally, page)), color=page.colour)


def _print_json(replaying: Replay, decisions: Iterator[Decision]) -> None:
    for replayed in filter(differs, replaying.run(decisions)):
        click.echo(replayed_json(replayed))
    click.echo(tally_json(replaying.tally))
