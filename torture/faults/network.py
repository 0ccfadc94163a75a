"""A network that loses packets or is cut, and a process that can open no more files."""

import shutil
import socket
import subprocess
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress

from torture.crowd import crowd
from torture.result import Count, NotAvailableError, none
from torture.run import Run
from torture.service import Service, serving

_LOSS = 0.05
_CUT_SECONDS = 3.0
_SECONDS_OF_LOSS = 8.0
_DESCRIPTORS = 64
_CONNECTIONS = 400
_HELD_SECONDS = 2.0
_RECOVERY = 15.0


def loss(run: Run) -> Iterator[Count]:
    """Lose every twentieth packet to and from the service."""
    with serving(run.new_folder()) as service:
        with crowd(service.address, run.known_file) as innocents:
            with _dropping(
                service, "-m", "statistic", "--mode", "random", "--probability", str(_LOSS)
            ):
                time.sleep(1.0 if run.quick else _SECONDS_OF_LOSS)
            tally = innocents.dismiss()
        yield from tally.answers()
        yield from tally.no_failures()
        yield Count("p99", tally.percentile(99), "ms")
        yield none("exit code", service.stop())


def cut(run: Run) -> Iterator[Count]:
    """Cut the network for three seconds; calls may fail meanwhile, and must not after it."""
    with serving(run.new_folder()) as service:
        with crowd(service.address, run.known_file, "--timeout", "2") as innocents:
            with _dropping(service):
                time.sleep(_CUT_SECONDS)
            tally = innocents.dismiss()
        yield from tally.answers()
        yield Count("calls that failed meanwhile", tally.failed)
        with crowd(service.address, run.known_file) as innocents:
            time.sleep(1.0)
            tally = innocents.dismiss()
        yield Count("answers after it", tally.answered, least=1)
        yield none("wrong or failed after it", tally.wrong + tally.failed)
        yield none("exit code", service.stop())


def descriptors(run: Run) -> Iterator[Count]:
    """Leave the service 64 file descriptors, and take them all."""
    limit = ("prlimit", f"--nofile={_DESCRIPTORS}:{_DESCRIPTORS}")
    with serving(run.new_folder(), before=limit) as service:
        with crowd(service.address, run.known_file, "--timeout", "2") as innocents:
            _take_all(service.port)
            tally = innocents.dismiss()
        yield from tally.answers()
        yield Count("calls that failed meanwhile", tally.failed)
        with crowd(service.address, run.known_file, "--timeout", str(_RECOVERY)) as innocents:
            time.sleep(1.0)
            tally = innocents.dismiss()
        yield Count("answers after it", tally.answered, least=1)
        yield none("wrong or failed after it", tally.wrong + tally.failed)
        yield none("exit code", service.stop())


def _take_all(port: int) -> None:
    held: list[socket.socket] = []
    try:
        for _ in range(_CONNECTIONS):
            with suppress(OSError):
                held.append(socket.create_connection(("127.0.0.1", port), 0.2))
        time.sleep(_HELD_SECONDS)
    finally:
        for each in held:
            each.close()


@contextmanager
def _dropping(service: Service, *which: str) -> Generator[None]:
    """Drop packets of the service's port on loopback: those of ``which``, or all."""
    rules = [
        ("INPUT", "-i", "lo", "-p", "tcp", way, str(service.port), *which, "-j", "DROP")
        for way in ("--dport", "--sport")
    ]
    for rule in rules:
        _iptables("-A", *rule)
    try:
        yield
    finally:
        for rule in rules:
            _iptables("-D", *rule)


def _iptables(*arguments: str) -> None:
    found = shutil.which("iptables")
    if not found:
        raise NotAvailableError("iptables is not installed")
    done = subprocess.run((found, "--wait", *arguments), capture_output=True, check=False)  # noqa: S603 - our own rules
    if done.returncode:
        raise NotAvailableError(f"iptables: {done.stderr.decode().strip().splitlines()[0]}")
