"""The decision log as its commands show it."""

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path

from torture.service import CAVEAT

SOUND = 0
UNSOUND = 6


def verified(place: Path) -> int:
    """Have the log verified, and give the exit code."""
    return _run("verify", str(place)).returncode


def ids(place: Path) -> set[str]:
    """Give the id of each check in the log."""
    lines = _run("export", str(place)).stdout.splitlines()
    return {json.loads(line)["entry"].get("id", "") for line in lines}


def lost(place: Path, recorded: Iterable[str]) -> set[str]:
    """Give the checks that were said to be recorded, and are not."""
    return set(recorded) - ids(place)


def _run(command: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 - our own program
        (*CAVEAT, "audit", command, *arguments), capture_output=True, text=True, check=False
    )
