"""``caveat keys``: API keys for the callers of a small site."""

from datetime import datetime

import click

from caveat.client.cli.day import Day
from caveat.client.local import Role, new_api_key


@click.group(
    epilog="""\b
Examples:
  caveat keys new ward-7 --role check
"""
)
def keys() -> None:
    """Make keys by which callers of the service are known."""


@keys.command(
    epilog="""\b
Examples:
  caveat keys new ward-7 --role check
  caveat keys new dashboard --role knowledge --expires 2027-12-31

The key is shown once and kept nowhere. What is to be added to the file of
caveat serve --callers holds its SHA-256 only.
"""
)
@click.argument("name")
@click.option(
    "--role",
    "roles",
    type=click.Choice([role.value for role in Role]),
    multiple=True,
    required=True,
    help="What its holder may do; repeatable.",
)
@click.option(
    "--expires",
    type=Day(),
    metavar="DAY",
    help="The last day on which it is good, in UTC.",
)
def new(name: str, roles: tuple[str, ...], expires: datetime | None) -> None:
    """Make a key for NAME."""
    made = new_api_key(name, roles, expires.date() if expires else None)
    if made is None:
        raise click.UsageError("NAME is to be printable, and of at most 200 characters.")
    key, entry = made
    click.echo(f"The key, which is shown once:\n\n  {key}\n")
    click.echo(f"Under keys: in the file of --callers:\n\n{entry}", nl=False)
