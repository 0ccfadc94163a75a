"""A pack on the command line."""

from pathlib import Path

import click

from caveat.client.local import built_in_packs


def pack(value: str) -> Path:
    """Find a pack by its directory, or a built-in one by its id."""
    built_in = {path.name: path for path in built_in_packs()}
    directory = built_in.get(value, Path(value))
    if not directory.is_dir():
        ids = ", ".join(built_in)
        raise click.BadParameter(f"{value!r} is no directory and no built-in pack ({ids}).")
    return directory if directory.name else directory.resolve()


packs_option = click.option(
    "--pack",
    "packs",
    type=pack,
    multiple=True,
    metavar="PACK",
    help="A directory: use this pack in place of the built-in ones; repeatable.",
)
