"""Where the file of RxNorm lies."""

import os
from pathlib import Path

from caveat.source.folders import data_folder

VARIABLE = "CAVEAT_RXNORM"
"""The environment variable that names another file than the default one."""


def default_path() -> Path:
    """Give the path that the environment names, or the one in the user's data folder."""
    named = os.environ.get(VARIABLE, "")
    return Path(named) if named else data_folder() / "rxnorm.sqlite"


def installed_path() -> Path | None:
    """Give the file to use: the one that the environment names, or the default if it is there."""
    path = default_path()
    return path if os.environ.get(VARIABLE) or path.exists() else None
