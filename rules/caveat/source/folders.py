"""The folders of the user that Caveat keeps files in."""

import os
import sys
from pathlib import Path

_NAME = "caveat"
_ON_WINDOWS = sys.platform == "win32"


def data_folder() -> Path:
    """Give the folder of files that stay; it need not be there yet."""
    if _ON_WINDOWS:
        return (_stated("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / _NAME
    return (_stated("XDG_DATA_HOME") or Path.home() / ".local" / "share") / _NAME


def cache_folder() -> Path | None:
    """Give the folder of files that can be made anew; ``None`` for a user without a home."""
    stated = _stated("LOCALAPPDATA" if _ON_WINDOWS else "XDG_CACHE_HOME")
    home = os.environ.get("HOME", "")
    folder = stated or (Path(home) / ".cache" if home else None)
    return folder / _NAME if folder else None


def _stated(variable: str) -> Path | None:
    stated = Path(os.environ.get(variable, ""))
    return stated if stated.is_absolute() else None
