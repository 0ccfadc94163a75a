"""Where the file of RxNorm lies."""

import os
import sys
from pathlib import Path

VARIABLE = "CAVEAT_RXNORM"
"""The environment variable that names another file than the default one."""


def default_path() -> Path:
    """Give the path that the environment names, or the one in the user's data folder."""
    named = os.environ.get(VARIABLE, "")
    return Path(named) if named else _data_folder() / "caveat" / "rxnorm.sqlite"


def installed_path() -> Path | None:
    """Give the file to use: the one that the environment names, or the default if it is there."""
    path = default_path()
    return path if os.environ.get(VARIABLE) or path.exists() else None


def _data_folder() -> Path:
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", ""))
        return local if local.is_absolute() else Path.home() / "AppData" / "Local"
    stated = Path(os.environ.get("XDG_DATA_HOME", ""))
    return stated if stated.is_absolute() else Path.home() / ".local" / "share"
