"""The command line, run in this process or in one of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner, Result

from caveat.client.cli.program import program

ROOT = Path(__file__).parents[2]
_CAVEAT = (sys.executable, "-m", "caveat.client")


def caveat(*arguments: str, stdin: str | bytes | None = None) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(program, arguments, input=stdin, prog_name="caveat")


def start(*arguments: str, **environment: str) -> "subprocess.Popen[str]":
    """Start a command in a process of its own."""
    return subprocess.Popen(  # noqa: S603  our own program
        (*_CAVEAT, *arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        cwd=ROOT,
        env={**os.environ, **environment},
    )


def on_terminal(*arguments: str, environment: Mapping[str, str]) -> str:
    """Run a command on a terminal of its own, and give all that it wrote."""
    leader, follower = os.openpty()
    process = subprocess.Popen(  # noqa: S603  our own program
        (*_CAVEAT, *arguments),
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env={**os.environ, "TERM": "xterm", **environment},
    )
    os.close(follower)
    written = b"".join(iter(lambda: _read(leader), b""))
    os.close(leader)
    process.wait()
    return written.decode().replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # how Linux says that the other end is closed
        return b""
