"""What the verification of a decision log says, line by line."""

import click

from caveat.client.local_audit import Finding, Outcome, Remark, Verified
from caveat.client.render.page import clean
from caveat.client.render.words import counted


def tell(said: Outcome) -> None:
    """Print what was found at once: the rest may take long."""
    match said:
        case Finding():
            click.echo(clean(f"{said.where}: {said.what}"), err=True)
        case Remark():
            click.echo(clean(f"{said.where}: {said.what} (no harm)"))
        case Verified():
            click.echo(clean(f"{said.stream}: {_extent(said)}"))


def _extent(said: Verified) -> str:
    """Say how far a stream goes, and what of that no checkpoint vouches for."""
    extent = f"{counted(said.records, 'record')}, the last is {said.last}"
    if said.checkpoint is None:
        return f"{extent}; no checkpoint, so a cut end would not be seen"
    noted = f"{extent}; checkpoint at {said.checkpoint.seq}, {said.checkpoint.at}"
    return f"{noted}; what was written after it may have been cut off"
