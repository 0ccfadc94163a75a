"""Where a decision log is, and the key that it is written with."""

import os
from pathlib import Path

from caveat.server.audit.key import Key, own_key, read_key
from caveat.server.audit.names import KEY
from caveat.source.errors import SettingsError
from caveat.source.folders import data_folder

VARIABLE = "CAVEAT_AUDIT_LOG"
"""The environment variable that holds another place than the default one."""

_SCHEMES = ("postgresql:", "postgresql+psycopg:")


def default_place() -> str:
    """Give the place that the environment states, or a folder in the user's data folder.

    ``SettingsError`` for a user without a home.
    """
    try:
        return os.environ.get(VARIABLE) or str(data_folder() / "decisions")
    except RuntimeError:
        raise SettingsError("name a place for the decision log: the user has no home") from None


def is_database(place: str) -> bool:
    """Say whether a place is the URL of a database; ``SettingsError`` for one of another kind."""
    if place.startswith(_SCHEMES):
        return True
    if "://" in place:
        raise SettingsError("a decision log is a folder, or a URL that begins with postgresql:")
    return False


def key_of(place: str, key_file: Path | None = None, *, create: bool = True) -> Key:
    """Read the key of a log; one in files makes its own where there is none, if it may.

    ``SettingsError`` where there is no key, or others may read it.
    """
    if key_file:
        return read_key(key_file)
    if is_database(place):
        raise SettingsError("a decision log in PostgreSQL needs a key: caveat audit new-key FILE")
    return own_key(Path(place) / KEY, create=create)
