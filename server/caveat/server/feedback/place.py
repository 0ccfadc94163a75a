"""Where feedback is kept."""

import os
import sys
from pathlib import Path

VARIABLE = "CAVEAT_FEEDBACK"
"""The environment variable that holds another URL than the default one."""


def default_url() -> str:
    """Give the URL that the environment states, or that of a file in the user's data folder."""
    return os.environ.get(VARIABLE) or f"sqlite:///{_data_folder() / 'caveat' / 'feedback.sqlite'}"


def _data_folder() -> Path:
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", ""))
        return local if local.is_absolute() else Path.home() / "AppData" / "Local"
    stated = Path(os.environ.get("XDG_DATA_HOME", ""))
    return stated if stated.is_absolute() else Path.home() / ".local" / "share"
