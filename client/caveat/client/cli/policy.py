"""A site's policy on the command line."""

from pathlib import Path

import click

policy_option = click.option(
    "--policy",
    "policies",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Let this policy of a site raise, lower, silence or shadow rules; repeatable.",
)
