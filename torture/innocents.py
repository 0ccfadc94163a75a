"""Innocent callers in a process of their own: they ask what is known, and judge each answer.

``python -m torture.innocents ADDRESS KNOWN`` calls until its standard input ends, and then writes
its ``Tally`` as JSON.
"""

import asyncio
import random
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import click
import grpc
import msgspec
from grpc import aio

from caveat.client import AsyncClient, ClientError
from caveat.v1.checker_pb2 import CheckRequest, CheckResponse
from caveat.v1.checker_pb2_grpc import CheckerServiceStub
from caveat.v1.report_pb2 import Report
from torture.known import KnownAnswers
from torture.tally import Tally

_Ask = Callable[[CheckRequest], Awaitable[Report]]


@click.command()
@click.argument("address")
@click.argument("known", type=click.Path(path_type=Path))
@click.option("--raw", is_flag=True, help="Call without our client, which would ask again.")
@click.option("--callers", default=4)
@click.option("--pause", default=0.01, help="Seconds between two calls of one caller.")
@click.option("--timeout", "deadline", default=5.0)
def main(
    address: str, known: Path, callers: int, pause: float, deadline: float, *, raw: bool
) -> None:
    """Call until standard input ends."""
    crowd = _Crowd(KnownAnswers.read(known), callers, pause)
    asyncio.run(crowd.run_raw(address, deadline) if raw else crowd.run(address, deadline))
    sys.stdout.buffer.write(msgspec.json.encode(crowd.tally))


class _Crowd:
    """Callers that share one tally."""

    def __init__(self, known: KnownAnswers, callers: int, pause: float) -> None:
        self.tally = Tally()
        self._known = known
        self._requests = list(map(CheckRequest.FromString, known.requests))
        self._callers = callers
        self._pause = pause
        self._chance = random.Random(1)  # noqa: S311 - the order of cases is no secret
        self._is_over = False

    async def run(self, address: str, deadline: float) -> None:
        """Call through our client."""
        async with AsyncClient(address, timeout=deadline) as client:
            await self._until_told(client.check)

    async def run_raw(self, address: str, deadline: float) -> None:
        """Call without it: each failure counts."""
        async with aio.insecure_channel(address) as channel:
            stub = CheckerServiceStub(channel)

            async def ask(request: CheckRequest) -> Report:
                answer: CheckResponse = await stub.Check(request, timeout=deadline)
                self.tally.add_record(answer.record)
                return answer.report

            await self._until_told(ask)

    async def _until_told(self, ask: _Ask) -> None:
        for request in self._requests:  # what is met for the first time takes longer
            await ask(request)
        callers = [asyncio.create_task(self._call(ask)) for _ in range(self._callers)]
        sys.stdout.write("calling\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)
        self._is_over = True
        await asyncio.gather(*callers)

    async def _call(self, ask: _Ask) -> None:
        while not self._is_over:
            number = self._chance.randrange(len(self._requests))
            started = time.perf_counter()
            try:
                report = await ask(self._requests[number])
            except (grpc.RpcError, ClientError) as error:
                self.tally.add_failure(_status(error))
            else:
                self.tally.add_answer(self._known.judge(number, report))
            self.tally.milliseconds.append(1e3 * (time.perf_counter() - started))
            await asyncio.sleep(self._pause)


def _status(error: grpc.RpcError | ClientError) -> str:
    if isinstance(error, aio.AioRpcError):
        return error.code().name
    return type(error).__name__


if __name__ == "__main__":
    main()
