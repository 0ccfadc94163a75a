"""The service under torture: a process of its own, with folders of its own."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

CAVEAT = (sys.executable, "-m", "caveat.client")
_LISTENS_WITHIN = 60.0
_ENDS_WITHIN = 30.0
_ROOT = Path(__file__).parents[1]
_LOOK_EVERY = 0.02
_HTTP = re.compile(r"serving HTTP on (127\.0\.0\.1:\d+)")
_ADDRESS = re.compile(r"127\.0\.0\.1:\d+")


@dataclass(frozen=True, slots=True)
class Service:
    """A service that listens; its log is a file."""

    process: "subprocess.Popen[str]"
    address: str
    log: Path

    @property
    def port(self) -> int:
        """The port of gRPC."""
        return int(self.address.rpartition(":")[2])

    def http_address(self) -> str:
        """Wait until it listens for HTTP too, and give where."""
        while not (found := _HTTP.search(self.log.read_text())):
            if self.process.poll() is not None:
                raise RuntimeError("the service ended before it listened for HTTP")
            time.sleep(_LOOK_EVERY)
        return found[1]

    @property
    def workers(self) -> list[int]:
        """The process ids of its workers, the oldest first."""
        return _children(self.process.pid)

    @property
    def peak_megabytes(self) -> float:
        """The most memory that each of its processes had, added up."""
        return sum(_peak(pid) for pid in (self.process.pid, *self.workers)) / 1024

    def stop(self) -> int:
        """Have it end, and give its exit code; ``TimeoutExpired`` after half a minute."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(_ENDS_WITHIN)


@contextmanager
def serving(
    folder: Path,
    *options: str,
    environment: Mapping[str, str] | None = None,
    before: Sequence[str] = (),
    http: bool = False,
) -> Generator[Service]:
    """Run ``caveat serve`` on any port, with its data in a folder; ``before`` runs the command."""
    doors = ("--http-port", "0") if http else ("--no-http",)
    command = (*before, *CAVEAT, "serve", "--port", "0", *doors, *options)
    log = folder / "log"
    with (
        log.open("a") as errors,
        subprocess.Popen(  # noqa: S603 - our own program
            command,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd=_ROOT,
            env={**os.environ, **folders(folder), **(environment or {})},
        ) as process,
    ):
        try:
            yield Service(process, _address(process, log), log)
        finally:
            _end(process)


def folders(folder: Path) -> dict[str, str]:
    """Give the environment in which nothing of the user's is read or written."""
    shared = os.environ.get("XDG_CACHE_HOME", str(folder / "cache"))
    return {"XDG_CACHE_HOME": shared, "XDG_DATA_HOME": str(folder / "data")}


def _address(process: "subprocess.Popen[str]", log: Path) -> str:
    timer = Timer(_LISTENS_WITHIN, process.kill)
    timer.start()
    try:
        for line in process.stdout or ():
            if found := _ADDRESS.search(line):
                return found.group()
    finally:
        timer.cancel()
    last = (log.read_text().strip().splitlines() or ["nothing"])[-1]
    raise RuntimeError(f"the service ended with {process.wait()}, and wrote: {last}")


def _children(pid: int) -> list[int]:
    file = Path(f"/proc/{pid}/task/{pid}/children")
    children = map(int, file.read_text().split()) if file.exists() else ()
    return [child for child in children if b"spawn_main" in _command(child)]


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _peak(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+)", status)
    return int(found[1]) if found else 0


def _end(process: "subprocess.Popen[str]") -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
