"""Where a decision log is, its key, and what goes wrong with it."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import click

from caveat.client.cli.failure import Exit, NoAnswerError
from caveat.client.cli.inside import failing
from caveat.client.local_audit import SealedError, default_place

place_argument = click.argument("place", default=default_place)
key_option = click.option(
    "--key-file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The key of the log, where it is not in the log's folder.",
)


@contextmanager
def reading(place: str) -> Generator[None]:
    """Turn what goes wrong with a log into the failure of the command."""
    try:
        with failing():
            yield
    except SealedError as error:
        raise NoAnswerError(Exit.USAGE, str(error)) from None
    except BrokenPipeError:
        raise
    except OSError as error:
        headline = f"the decision log in {place} cannot be read: {error.strerror}"
        raise NoAnswerError(Exit.USAGE, headline) from None
