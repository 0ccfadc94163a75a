"""The options of ``caveat serve`` that say which packs are taken up, and when."""

from dataclasses import dataclass
from pathlib import Path

import click

from caveat.client.cli.gathered import gathered
from caveat.client.local import Allowed, Renewal

_KEY = click.Path(exists=True, dir_okay=False, path_type=Path)
_SECONDS = click.FloatRange(min=0, min_open=True)


@dataclass(frozen=True, slots=True)
class RenewalOptions:
    """The options."""

    trust: tuple[Path, ...]
    sealed: bool
    watch: float | None
    max_stale: float | None
    allow_shrink: bool
    allow_older: bool

    def settings(self) -> Renewal:
        """Give the service its settings."""
        return Renewal(
            trust=self.trust,
            sealed=self.sealed,
            watch_seconds=self.watch or 0.0,
            max_stale_seconds=self.max_stale,
            allowed=Allowed(shrink=self.allow_shrink, older=self.allow_older),
        )


renewal_options = gathered(
    "renewal",
    RenewalOptions,
    click.option(
        "--trust",
        type=_KEY,
        multiple=True,
        metavar="FILE",
        help="Take only packs that are signed by the key of this public one; repeatable.",
    ),
    click.option("--sealed", is_flag=True, help="Take only packs with a seal."),
    click.option(
        "--watch",
        type=_SECONDS,
        metavar="SECONDS",
        help="Look so often whether the packs have changed, and take them up anew.",
    ),
    click.option(
        "--max-stale",
        type=_SECONDS,
        metavar="SECONDS",
        help="Be ready no more when changed packs could not be taken up for so long.",
    ),
    click.option(
        "--allow-shrink",
        is_flag=True,
        help="Take up packs anew though one is gone, or more than a fifth of its rules.",
    ),
    click.option(
        "--allow-older",
        is_flag=True,
        help="Take up signed packs anew though their version is no later.",
    ),
)
