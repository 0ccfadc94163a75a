"""Services in processes of their own."""

import os
import re
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

from benchmarks.bench.process import cpu_seconds, family_of
from benchmarks.bench.result import NotAvailableError

ROOT = Path(__file__).parents[2]
CAVEAT = (sys.executable, "-m", "caveat.client")
USAGE = 2
"""With this exit code ``caveat`` ends where there is no such command or option."""
_LISTENS_WITHIN = 120.0
_ENDS_WITHIN = 20.0


@dataclass(frozen=True, slots=True)
class Service:
    """A service that listens; its log is a file."""

    process: "subprocess.Popen[str]"
    address: str
    log: Path

    def cpu_seconds(self) -> float:
        """Give the processor time of all its processes so far."""
        return sum(map(cpu_seconds, family_of(self.process.pid)))


@contextmanager
def module_service(log: Path, module: str, *arguments: str) -> Generator[Service]:
    """Run a module of the benchmark that serves."""
    with _service((sys.executable, "-m", module, *arguments), log, {}) as service:
        yield service


@contextmanager
def caveat_service(log: Path, *options: str, cache: Path) -> Generator[Service]:
    """Run ``caveat serve`` without its doors over HTTP, on any port.

    Raises ``NotAvailableError`` where it has no such option.
    """
    command = (*CAVEAT, "serve", "--port", "0", "--no-http", "--audit", "off", *options)
    with _service(command, log, {"XDG_CACHE_HOME": str(cache)}) as service:
        yield service


@contextmanager
def running(
    command: tuple[str, ...], log: Path, environment: dict[str, str]
) -> Generator["subprocess.Popen[str]"]:
    """Run a program of the project, and end it in the end."""
    with (
        log.open("w") as errors,
        subprocess.Popen(  # noqa: S603 - our own program
            command,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd=ROOT,
            env={**os.environ, **environment},
        ) as process,
    ):
        try:
            yield process
        finally:
            _end(process)


@contextmanager
def _service(
    command: tuple[str, ...], log: Path, environment: dict[str, str]
) -> Generator[Service]:
    with running(command, log, environment) as process:
        yield Service(process, _address(process, log), log)


def _address(process: "subprocess.Popen[str]", log: Path) -> str:
    """Give where a service says it listens; one that takes too long is ended."""
    timer = Timer(_LISTENS_WITHIN, process.kill)
    timer.start()
    try:
        for line in process.stdout or ():
            if found := re.search(r"[\d.]+:\d+", line):
                return found.group()
    finally:
        timer.cancel()
    raise why_it_ended(process.wait(), log.read_text())


def why_it_ended(code: int, errors: str) -> RuntimeError:
    """Give what to raise for a program that ended without doing what it was asked."""
    last = (errors.strip().splitlines() or [f"exit code {code}"])[-1]
    no_option = code == USAGE and "No such" in last
    return NotAvailableError(last) if no_option else RuntimeError(f"exit code {code}: {last}")


def _end(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    try:
        process.wait(_ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
