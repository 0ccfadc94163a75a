"""What ``caveat diff`` compares, and by whom."""

import os
from dataclasses import dataclass
from pathlib import Path

import click

from caveat.client.cli.gathered import gathered
from caveat.client.cli.packs import pack
from caveat.client.cli.policy import policy_option
from caveat.client.local_diff import Order

_MOST_PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Sides:
    """The options that say what is compared, by whom."""

    old: Path
    new: Path
    patients: str
    packs: tuple[Path, ...]
    alone: bool
    key_file: Path | None
    processes: int
    policies: tuple[Path, ...]

    def __post_init__(self) -> None:
        if self.alone and self.packs:
            raise click.UsageError("--alone contradicts --pack.")

    def order(self) -> Order:
        """Give what is to be compared."""
        beside = self.packs if self.packs or self.alone else None
        return Order(
            *(self.old, self.new, self.patients, beside, self.key_file, self.processes),
            policies=self.policies,
        )


sides_options = gathered(
    "sides",
    Sides,
    click.argument("old", type=pack),
    click.argument("new", type=pack),
    click.option(
        "--patients",
        required=True,
        metavar="PANEL",
        help="The patients to compare by: a panel, or a decision log; - is standard input.",
    ),
    click.option(
        "--pack",
        "packs",
        type=pack,
        multiple=True,
        metavar="PACK",
        help="Load this pack beside both, in place of the built-in ones; repeatable.",
    ),
    policy_option,
    click.option("--alone", is_flag=True, help="Load no other pack beside OLD and NEW."),
    click.option(
        "--key-file",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="The key of a decision log, where it is not in the log's folder.",
    ),
    click.option(
        "--processes",
        type=click.IntRange(1, 256),
        default=lambda: min(_MOST_PROCESSES, os.cpu_count() or 1),
        show_default="2, or 1 on a single core",
        help="Check in so many processes at once.",
    ),
)
