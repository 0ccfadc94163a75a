"""From the start of the service's process to its first correct answer over gRPC."""

import socket
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
_LIMIT = 60.0
_PAUSE = 0.002


def measure_start(run: Run) -> Sequence[Figure]:
    """Measure first starts, with an empty cache folder, each with a second start after it."""
    request = read_request(_PATIENT.read_text(encoding="utf-8"))
    expected = CheckResponse(report=message_of_report(Checker.built_in().check(request)))
    firsts: list[float] = []
    seconds: list[float] = []
    for _ in range(ROUNDS):
        cache = run.new_folder()
        firsts.append(_seconds(cache, message_of_request(request), expected, run))
        seconds.append(_seconds(cache, message_of_request(request), expected, run))
    first, second = Measured("first start", firsts), Measured("second start", seconds)
    return (
        Figure(first, "s", aim=below(1)),
        Figure(second, "s", beside=first, aim=below(0.5)),
    )


def _seconds(cache: Path, request: CheckRequest, expected: CheckResponse, run: Run) -> float:
    """Start the service, and give the seconds until it has answered."""
    port = _free_port()
    command = (*CAVEAT, "serve", "--port", str(port), "--no-http")
    start = time.perf_counter()
    with running(command, run.new_path(), {"XDG_CACHE_HOME": str(cache)}):
        _wait_for(port)
        [answer] = answers_of(f"127.0.0.1:{port}", CHECK, [request.SerializeToString()])
        elapsed = time.perf_counter() - start
    if CheckResponse.FromString(answer) != expected:
        raise RuntimeError("the first answer is not the one expected")
    return elapsed


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
