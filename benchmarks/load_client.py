"""Puts load on a gRPC service of this machine, with a client in C, and checks every answer.

The client costs a few microseconds of processor time a call, so that what is measured is the
service. Its source is in `benchmarks/load`; it is compiled when it is first needed, which takes
a C compiler and libnghttp2 (Debian: apt-get install gcc libnghttp2-dev).
"""

import csv
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Required, TypedDict, Unpack

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "benchmarks" / "load"
COMPILED = ROOT / "build" / "load"
FLAGS = ("-std=c11", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wextra", "-Werror")
LIBRARIES = ("-lnghttp2", "-lm")
INSTALL = "apt-get install gcc libnghttp2-dev"
NO_LIBRARY = ("nghttp2.h: No such file", "nghttp2.h' file not found", "-lnghttp2")


class NotInstalledError(RuntimeError):
    """There is no C compiler, or no libnghttp2; the text says what to install."""


class Options(TypedDict, total=False):
    """What the client is to do, beyond where and with what.

    A call is a message of `stream_messages` where these are given. `paced` cannot be combined
    with them, and `window` needs them.
    """

    connections: Required[int]
    streams: Required[int]  # in flight on each connection, at most
    calls: Required[int]  # measured, at most
    seconds: float  # after which no call is begun
    warm_up: int  # calls made before, not measured
    stream_messages: int  # in each bidirectional call; unary calls if not given
    window: int  # messages of a bidirectional call that may wait for an answer; 1 if not given
    paced: float  # calls a second in all; as soon as an answer is there if not given
    timeline: Path  # a file that is written, for `read_timeline`
    limit: float  # seconds after which everything ends; 60 if not given


@dataclass(frozen=True, slots=True)
class Load:
    """What was measured, without the warm-up; latencies in microseconds, traffic in bytes.

    A unary call lasts until the server has ended it, a message of a stream until its answer;
    of a paced one the latency counts from when it was due.
    """

    calls: int
    failed: int
    seconds: float
    """From the first call sent to the last answer."""
    per_second: float
    p50_us: float
    p90_us: float
    p99_us: float
    max_us: float
    bytes_sent: int
    bytes_received: int
    connections_made: int
    """More than were asked for if the server closed some."""
    cpu_seconds: float
    """Processor time of the client itself."""

    @property
    def cpu_us_per_call(self) -> float:
        """Processor time of the client itself, in microseconds a call."""
        return 1e6 * self.cpu_seconds / self.calls


@dataclass(frozen=True, slots=True)
class Finished:
    """A call that was answered."""

    seconds: float
    """Since the first call was sent."""
    monotonic: float
    """What `time.monotonic()` gave in this moment."""
    latency_us: float


def compile_client() -> Path:
    """Give the client's program, compiled anew where its source has changed.

    Raises NotInstalledError, and RuntimeError with the compiler's text for all else.
    """
    program = COMPILED / f"client-{digest_of_sources()}"
    if not program.exists():
        COMPILED.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=COMPILED) as folder:
            compile_to(Path(folder) / "client").replace(program)
    return program


def digest_of_sources() -> str:
    """Give a name that changes with the source and with how it is compiled."""
    digest = hashlib.sha256(" ".join((*FLAGS, *LIBRARIES)).encode())
    for source in sorted(SOURCES.glob("*.[ch]")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def compile_to(program: Path, *flags: str) -> Path:
    """Compile with further flags, such as those of a sanitizer."""
    compiler = shutil.which(os.environ.get("CC", "cc"))
    if compiler is None:
        raise NotInstalledError(f"the load client needs a C compiler: {INSTALL}")
    sources = sorted(map(str, SOURCES.glob("*.c")))
    command = (compiler, *FLAGS, *flags, *sources, "-o", str(program), *LIBRARIES)
    english = {**os.environ, "LC_ALL": "C"}
    done = subprocess.run(  # noqa: S603 - our own source
        command, check=False, capture_output=True, text=True, env=english
    )
    if done.returncode != 0 and any(sign in done.stderr for sign in NO_LIBRARY):
        raise NotInstalledError(f"the load client needs libnghttp2: {INSTALL}")
    if done.returncode != 0:
        raise RuntimeError(f"the load client does not compile:\n{done.stderr}")
    return program


def write_pairs(path: Path, pairs: Iterable[tuple[bytes, bytes]]) -> None:
    """Write requests, each with the answer expected; no bytes: its content is not checked.

    Messages stand in the file as gRPC frames them, requests and expected answers in turn: a byte
    0, the length in four bytes (big-endian), and the message.
    """
    with path.open("wb") as file:
        for pair in pairs:
            for message in pair:
                file.write(b"\0" + len(message).to_bytes(4, "big") + message)


def run_load(target: str, path: str, pairs_file: Path, **options: Unpack[Options]) -> Load:
    """Call a method of the service at a target such as "127.0.0.1:50051", and measure.

    The pairs of the file are sent round robin. Raises RuntimeError with the client's reasons if
    any call failed, or if it could not begin.
    """
    host, _, port = target.rpartition(":")
    flags = [
        part
        for name, value in options.items()
        for part in (f"--{name.replace('_', '-')}", str(value))
    ]
    command = (str(compile_client()), "--host", host.strip("[]"), "--port", port, "--path", path)
    done = subprocess.run(  # noqa: S603 - our own program
        (*command, *flags, str(pairs_file)), check=False, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise RuntimeError(f"{done.stderr}{done.stdout}".strip())
    return Load(**json.loads(done.stdout))


def read_timeline(path: Path) -> list[Finished]:
    """Read what a run wrote to its `timeline`, in the order of the answers."""
    with path.open(newline="") as file:
        rows = csv.DictReader(file)
        return [Finished(**{name: float(value) for name, value in row.items()}) for row in rows]
