"""What becomes of the database's own errors, whose words may quote what was written."""

from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from caveat.source.errors import SettingsError, UnavailableError


@contextmanager
def opening(name: str) -> Generator[None]:
    """Tell the operator why the store cannot be opened; nothing of a patient is written yet."""
    try:
        yield
    except DBAPIError as error:
        reason = str(error.orig).partition("\n")[0]
        raise SettingsError(f"{name} cannot be opened: {reason}") from None


@contextmanager
def working() -> Generator[None]:
    """Say what failed by its kind alone."""
    try:
        yield
    except (DBAPIError, PoolTimeoutError) as error:
        kind = type(error).__name__
        raise UnavailableError(f"the feedback store does not work now ({kind})") from None
