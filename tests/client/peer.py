"""Services that are not ours, as a client may meet them."""

import socket
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc

from caveat.v1.checker_pb2 import CheckRequest, CheckResponse
from caveat.v1.report_pb2 import Outcome, Report


@dataclass
class Refusals:
    """Answers only after so many refusals; ``peers`` are the connections in the order of calls."""

    most: int
    code: grpc.StatusCode = grpc.StatusCode.UNAVAILABLE
    metadata: tuple[tuple[str, str | bytes], ...] = ()
    asked: list[str] = field(default_factory=list[str])
    peers: list[str] = field(default_factory=list[str])

    def check(self, request: CheckRequest, context: grpc.ServicerContext) -> CheckResponse:
        """Answer as ``Check``."""
        self._ask("Check", context)
        return CheckResponse(
            report=Report(request_id=request.request_id, outcome=Outcome.OUTCOME_CLEAR)
        )

    def stream_check(
        self, requests: Iterator[bytes], context: grpc.ServicerContext
    ) -> Iterator[bytes]:
        """Answer as ``StreamCheck``."""
        self._ask("StreamCheck", context)
        yield from requests

    def _ask(self, method: str, context: grpc.ServicerContext) -> None:
        self.asked.append(method)
        self.peers.append(context.peer())
        if len(self.asked) <= self.most:
            context.set_trailing_metadata(self.metadata)
            context.abort(self.code, "busy")


@contextmanager
def serving(refusals: Refusals) -> Generator[str, None, None]:
    """Serve in the place of the checker, and give the address."""
    # What a handler takes differs from method to method.
    handlers: dict[str, grpc.RpcMethodHandler[Any, Any]] = {
        "Check": grpc.unary_unary_rpc_method_handler(
            refusals.check, CheckRequest.FromString, CheckResponse.SerializeToString
        ),
        "StreamCheck": grpc.stream_stream_rpc_method_handler(refusals.stream_check, bytes, bytes),
    }
    server = grpc.server(ThreadPoolExecutor(2))
    server.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler("caveat.v1.CheckerService", handlers),)
    )
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.stop(None).wait()


@contextmanager
def silent() -> Generator[str, None, None]:
    """Take a port that connects and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"127.0.0.1:{listening.getsockname()[1]}"


def free_port() -> int:
    """Give a port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
