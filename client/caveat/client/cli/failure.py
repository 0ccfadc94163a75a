"""How a command ends: the exit codes, and what is said when there is no answer."""

import traceback
from collections.abc import Sequence
from enum import IntEnum
from hashlib import sha256
from pathlib import Path

import click

from caveat.client.render.page import clean
from caveat.client.render.words import counted


class Exit(IntEnum):
    """What an exit code says."""

    COMPLETE = 0
    ALERT = 1
    USAGE = 2
    INCOMPLETE = 3
    UNREACHABLE = 4
    PACK = 5
    UNSOUND = 6
    FAULT = 70
    INTERRUPTED = 130
    BROKEN_PIPE = 141


class NoAnswerError(Exception):
    """No answer: the exit code, a headline, and the particulars a line each."""

    def __init__(self, code: Exit, headline: str, particulars: Sequence[str] = ()) -> None:
        super().__init__(headline)
        self.code = code
        self.headline = headline
        self.particulars = particulars

    def show(self) -> None:
        """Print to standard error, particulars first, as compilers do."""
        for line in (*self.particulars, f"caveat: {self.headline}"):
            click.echo(clean(line), err=True)


def refused(mistakes: Sequence[str], where: str = "the request") -> NoAnswerError:
    """Refuse a request, with the fields that are wrong and where they stand."""
    headline = f"NOT CHECKED: {counted(len(mistakes), 'mistake')} in {where}"
    return NoAnswerError(Exit.USAGE, headline, mistakes)


def told(error: Exception) -> Exit:
    """Tell the user what was raised, and give the exit code that says so too."""
    failure = error if isinstance(error, NoAnswerError) else _fault(error)
    failure.show()
    return failure.code


def _fault(error: Exception) -> NoAnswerError:
    """Describe a fault of our own by its place; its text could quote the patient."""
    *_, frame = traceback.extract_tb(error.__traceback__)
    place = f"{type(error).__qualname__} at {Path(frame.filename).name}:{frame.lineno}"
    number = sha256(place.encode()).hexdigest()[:8]
    return NoAnswerError(Exit.FAULT, f"NOT CHECKED: a fault in Caveat, id {number} ({place})")
