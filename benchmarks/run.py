"""Measures loading, the first answer, a check, and the service beside an empty call.

Absolute numbers move with the machine; what compares are the ratios of one run. Rounds alternate
between the two calls, and the median of the rounds counts.
"""

import asyncio
import gc
import re
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from typing import TypeAlias

from grpc import aio

from caveat.rules import Checker, Request, read_request
from caveat.server.convert.messages import message_of_request
from caveat.v1.checker_pb2 import CheckRequest

PATIENT = Path(__file__).parent.parent / "examples" / "patient.yaml"
ROUNDS = 7
CALLS = 1000
IN_FLIGHT = 32
_Calls: TypeAlias = "aio.UnaryUnaryMultiCallable[bytes, bytes]"
LOAD = """
import time
from caveat.rules import Checker
start = time.perf_counter()
Checker.built_in()
print(1000 * (time.perf_counter() - start))
"""
CAVEAT = (sys.executable, "-m", "caveat.client")


def main() -> None:
    """Measure and print, a line each."""
    loads = [load_millis() for _ in range(ROUNDS)]
    print(f"load the built-in packs        {median(loads):8.1f} ms")
    starts = [timed(first_answer) for _ in range(ROUNDS)]
    print(f"process start to first answer  {1000 * median(starts):8.1f} ms")
    checker, request = Checker.built_in(), read_request(PATIENT.read_text())
    gc.collect()
    gc.freeze()
    micros = median(check_micros(checker, request) for _ in range(ROUNDS))
    print(f"one check in the library       {micros:8.1f} us")
    empty, check = asyncio.run(throughput(message_of_request(request)))
    print(f"empty unary calls              {empty:8.0f} /s")
    print(f"Check calls                    {check:8.0f} /s, {100 * check / empty:.0f} % of empty")


def load_millis() -> float:
    """Give the milliseconds of loading, in a process of its own, where nothing is loaded yet."""
    command = (sys.executable, "-c", LOAD)
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own program
    return float(done.stdout)


def timed(work: Callable[[], object]) -> float:
    """Give the seconds that one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def first_answer() -> None:
    """Check one patient in a process of its own, as a person at a terminal does."""
    command = (*CAVEAT, "check", str(PATIENT))
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program


def check_micros(checker: Checker, request: Request) -> float:
    """Give the microseconds of one check."""
    start = time.perf_counter()
    for _ in range(CALLS):
        checker.check(request)
    return 1e6 * (time.perf_counter() - start) / CALLS


async def throughput(request: CheckRequest) -> tuple[float, float]:
    """Give empty calls and checks a second, of one server in a process of its own."""
    server = await asyncio.create_subprocess_exec(
        *(*CAVEAT, "serve", "--port", "0", "--no-http"),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        async with aio.insecure_channel(await address_of(server)) as channel:
            empty: _Calls = channel.unary_unary("/grpc.health.v1.Health/Check")
            check: _Calls = channel.unary_unary("/caveat.v1.CheckerService/Check")
            content = request.SerializeToString()
            rates: list[tuple[float, float]] = []
            for _ in range(ROUNDS):
                calls = await rate(lambda: empty(b""))
                rates.append((calls, await rate(lambda: check(content))))
    finally:
        server.terminate()
        await server.wait()
    return median(rate for rate, _ in rates), median(rate for _, rate in rates)


async def address_of(server: asyncio.subprocess.Process) -> str:
    """Give the address that a server says it listens on."""
    if server.stdout is None:
        raise RuntimeError("the server has no output")
    line = (await server.stdout.readline()).decode()
    found = re.search(r"[\d.]+:\d+", line)
    if found is None:
        raise RuntimeError("the server did not say where it listens")
    return found.group()


async def rate(call: Callable[[], Awaitable[object]]) -> float:
    """Give calls a second, with so many in flight at once."""

    async def worker() -> None:
        for _ in range(CALLS // IN_FLIGHT):
            await call()

    start = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(IN_FLIGHT)))
    return IN_FLIGHT * (CALLS // IN_FLIGHT) / (time.perf_counter() - start)


if __name__ == "__main__":
    main()
