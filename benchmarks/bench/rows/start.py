"""From the start of the service's process to its first correct answer over gRPC."""

import socket
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from benchmarks.bench.aim import below
from benchmarks.bench.calls import CHECK, answers_of
from benchmarks.bench.figure import Figure, Measured
from benchmarks.bench.run import Run
from benchmarks.bench.service import CAVEAT, ROOT, running
from caveat.rules import Checker, read_request
from caveat.server.convert.messages import message_of_request
from caveat.server.convert.reports import message_of_report
from caveat.v1.checker_pb2 import CheckRequest, CheckResponse

ROUNDS = 7
_PATIENT = ROOT / "examples" / "patient.yaml"
_SERVICE = (*CAVEAT, "serve", "--no-http", "--audit", "off", "--port")
_BARE = (sys.executable, "-m", "benchmarks.bench.bare")
_LIMIT = 60.0
_PAUSE = 0.002


def measure_start(run: Run) -> Sequence[Figure]:
    """Measure starts with an empty cache folder, and the second after each, beside a bare one."""
    request = read_request(_PATIENT.read_text(encoding="utf-8"))
    expected = CheckResponse(report=message_of_report(Checker.built_in().check(request)))
    rounds = [_round(message_of_request(request), expected, run) for _ in range(ROUNDS)]
    bare, first, second = zip(*rounds, strict=True)
    beside = Measured("a service that does nothing", bare)
    return (
        Figure(Measured("first start", first), "s", beside, below(1)),
        Figure(Measured("second start", second), "s", beside, below(0.5)),
    )


def _round(request: CheckRequest, expected: CheckResponse, run: Run) -> Sequence[float]:
    """Start what does nothing, and the service twice; give the seconds of each."""
    cache, raw = run.new_folder(), request.SerializeToString()
    bare, _ = _start(_BARE, cache, raw, run)
    starts = [_start(_SERVICE, cache, raw, run) for _ in range(2)]
    if any(CheckResponse.FromString(answer) != expected for _, answer in starts):
        raise RuntimeError("the first answer is not the one expected")
    return [bare, *(seconds for seconds, _ in starts)]


def _start(command: Sequence[str], cache: Path, request: bytes, run: Run) -> tuple[float, bytes]:
    """Start a service, and give the seconds until it has answered, and its answer."""
    port = _free_port()
    environment = {"XDG_CACHE_HOME": str(cache)}
    start = time.perf_counter()
    with running((*command, str(port)), run.new_path(), environment):
        _wait_for(port)
        [answer] = answers_of(f"127.0.0.1:{port}", CHECK, [request])
        return time.perf_counter() - start, answer


def _free_port() -> int:
    """Give a port that was free a moment ago: what the service says of its own comes late."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    """Wait until somebody listens: a gRPC channel that is refused waits a second to try again."""
    end = time.perf_counter() + _LIMIT
    while time.perf_counter() < end:
        with suppress(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port)).close()
            return
        time.sleep(_PAUSE)
    raise RuntimeError(f"nobody listens after {_LIMIT:g} seconds")
