"""A PostgreSQL of the tests' own: started in a folder that goes away with it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import URL

MISSING = "PostgreSQL is not installed (Debian: apt-get install postgresql)"
_REQUIRED = "CAVEAT_REQUIRE_SERVICES"
_INSTALLED = Path("/usr/lib/postgresql")
_OTHERS = ("postgres", "nobody")


def version_of(folder: Path) -> float:
    """Read the version of what is installed in a folder such as ``15/bin``."""
    return float(folder.parent.name)


def binaries() -> Path:
    """Find the newest installation; without one, skip, or fail where services are required."""
    installed = sorted(_INSTALLED.glob("*/bin"), key=version_of, reverse=True)
    on_path = (Path(found).parent for found in (shutil.which("initdb"),) if found)
    for folder in (*installed, *on_path):
        if all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
            return folder
    if os.environ.get(_REQUIRED) == "1":
        pytest.fail(MISSING)
    pytest.skip(MISSING)


@contextmanager
def running() -> Generator[URL]:
    """Start a server that listens on a socket only, and give the URL of its database."""
    programs = binaries()
    with tempfile.TemporaryDirectory(prefix="caveat-postgresql-") as made:
        folder = Path(made)
        data = str(folder / "data")
        owner = _owner(folder)
        _run(owner, programs / "initdb", "-D", data, "-U", "caveat", "-A", "trust", "-N")
        options = f"-k {folder} -c listen_addresses= -c fsync=off -c timezone=Asia/Manila"
        started = ("-D", data, "-l", str(folder / "log"), "-o", options, "-w")
        _run(owner, programs / "pg_ctl", *started, "start")
        try:
            yield URL.create(
                "postgresql", "caveat", database="postgres", query={"host": str(folder)}
            )
        finally:
            _run(owner, programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def _owner(folder: Path) -> str | None:
    """Hand the folder to another user where we are root, whom PostgreSQL refuses."""
    if os.geteuid() != 0:
        return None
    import pwd  # noqa: PLC0415  not on Windows

    known = {entry.pw_name for entry in pwd.getpwall()}
    owner = next(name for name in _OTHERS if name in known)
    shutil.chown(folder, owner)
    return owner


def _run(user: str | None, program: Path, *arguments: str) -> None:
    command: Sequence[str] = (str(program), *arguments)
    subprocess.run(  # noqa: S603  programs of PostgreSQL that we found
        command,
        check=True,
        user=user,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
