"""Our own process as the door, and its errors as exit codes."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from caveat.client.cli.failure import Exit, NoAnswerError, refused
from caveat.client.local import (
    LocalChecker,
    PackError,
    RequestError,
    SettingsError,
    UnavailableError,
    WorkersError,
    message_of_file,
    message_of_lists,
)
from caveat.client.render.words import counted
from caveat.v1.checker_pb2 import CheckRequest


@contextmanager
def open_here(packs: Sequence[Path] = (), policies: Sequence[Path] = ()) -> Generator[LocalChecker]:
    """Load the packs, as a site's policies change them, and check in this process."""
    with failing():
        yield LocalChecker(packs, policies)


@contextmanager
def failing(where: str = "the request") -> Generator[None]:
    """Turn what is raised on purpose into the failure of the command.

    ``where`` says in what a caller's mistakes stand.
    """
    try:
        yield
    except RequestError as error:
        raise refused([str(violation) for violation in error.violations], where) from None
    except PackError as error:
        problems = tuple(map(str, error.problems))
        headline = f"NOT CHECKED: {counted(len(problems), 'problem')} in the packs"
        raise NoAnswerError(Exit.PACK, headline, problems) from None
    except SettingsError as error:
        raise NoAnswerError(Exit.USAGE, str(error)) from None
    except UnavailableError as error:
        raise NoAnswerError(Exit.UNREACHABLE, f"NOT CHECKED: {error}") from None
    except WorkersError as error:
        raise NoAnswerError(Exit.FAULT, f"NOT CHECKED: {error}") from None


def read_file(text: str, name: str) -> CheckRequest:
    """Read a patient file; its mistakes are told with its name."""
    with failing(name):
        return message_of_file(text)


def read_lists(lists: Mapping[str, object]) -> CheckRequest:
    """Read options that have the shape of a patient file."""
    with failing():
        return message_of_lists(lists)
