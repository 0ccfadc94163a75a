"""The service around made-up rules, with one empty call more: what a Check is measured beside.

It runs in a process of its own: ``python -m benchmarks.bench.server RULES ANSWER_BYTES``.
"""

import asyncio
import gc
import signal
import sys
from typing import Any, cast

import grpc
from grpc import aio

from benchmarks.synthetic import pack_of, rules
from caveat.reading.terms import load_vocabulary
from caveat.rules import Checker
from caveat.rules.opening import book_of
from caveat.server.app import App
from caveat.server.log import write_log
from caveat.server.settings import Settings

EMPTY = "/bench.Empty/Call"


def main(rules_served: int, answer_bytes: int) -> None:
    """Serve until SIGTERM; the only line of the output says where."""
    write_log()
    vocabulary = load_vocabulary()
    checker = Checker(book_of([pack_of(rules(rules_served, vocabulary))], vocabulary))
    gc.collect()
    gc.freeze()
    asyncio.run(_serve(checker, bytes(answer_bytes)))


async def _serve(checker: Checker, answer: bytes) -> None:
    app = App(Settings(port=0), checker)
    _add_empty_call(app, answer)
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    print((await app.start()).grpc, flush=True)
    await stopped.wait()
    await app.stop()


def _add_empty_call(app: App, answer: bytes) -> None:
    """Add a call that does nothing: it makes no message, and nothing stands around it."""

    async def call(_request: bytes, _context: object) -> bytes:
        return answer

    _, service, method = EMPTY.split("/")
    # grpcio's types know only the handlers of the threaded server
    handler: grpc.RpcMethodHandler[Any, Any] = grpc.unary_unary_rpc_method_handler(
        cast("Any", call)
    )
    server: aio.Server = app._server  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - no one else adds to it
    server.add_registered_method_handlers(service, {method: handler})


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
