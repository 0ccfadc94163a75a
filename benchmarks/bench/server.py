"""The service around made-up rules, with one empty call more: what a Check is measured beside.

It runs in a process of its own: ``python -m benchmarks.bench.server RULES ANSWER_BYTES [PLACE]``.
Where there is a place, it keeps its decision log there.
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
from caveat.server.settings import Audit, Settings

EMPTY = "/bench.Empty/Call"


def main(rules_served: int, answer_bytes: int, place: str = "") -> None:
    """Serve until SIGTERM; the only line of the output says where."""
    write_log()
    vocabulary = load_vocabulary()
    checker = Checker(book_of([pack_of(rules(rules_served, vocabulary))], vocabulary))
    gc.collect()
    gc.freeze()
    settings = Settings(port=0, audit=Audit(place) if place else None)
    asyncio.run(_serve(settings, checker, bytes(answer_bytes)))


async def _serve(settings: Settings, checker: Checker, answer: bytes) -> None:
    app = App(settings, checker)
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
    rules_asked, bytes_asked, *places = sys.argv[1:]
    main(int(rules_asked), int(bytes_asked), *places)
