"""Services that are not ours, as a client may meet them."""

import socket
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any

import grpc

from caveat.v1.checker_pb2 import (
    CheckRequest,
    CheckResponse,
    CheckResult,
    StreamCheckRequest,
    StreamCheckResponse,
)
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
        return CheckResponse(report=report_to(request))

    def stream_check(
        self, requests: Iterator[StreamCheckRequest], context: grpc.ServicerContext
    ) -> Iterator[StreamCheckResponse]:
        """Answer as ``StreamCheck``."""
        self._ask("StreamCheck", context)
        for each in requests:
            yield StreamCheckResponse(result=result_to(each.request))

    def _ask(self, method: str, context: grpc.ServicerContext) -> None:
        self.asked.append(method)
        self.peers.append(context.peer())
        if len(self.asked) <= self.most:
            context.set_trailing_metadata(self.metadata)
            context.abort(self.code, "busy")


@contextmanager
def serving(refusals: Refusals) -> Generator[str, None, None]:
    """Serve in the place of the checker, and give the address."""
    with serving_methods(
        Check=grpc.unary_unary_rpc_method_handler(
            refusals.check, CheckRequest.FromString, CheckResponse.SerializeToString
        ),
        StreamCheck=grpc.stream_stream_rpc_method_handler(
            refusals.stream_check,
            StreamCheckRequest.FromString,
            StreamCheckResponse.SerializeToString,
        ),
    ) as address:
        yield address


@contextmanager
def serving_methods(
    host: str = "127.0.0.1", port: int = 0, **methods: "grpc.RpcMethodHandler[Any, Any]"
) -> Generator[str, None, None]:
    """Serve these methods in the place of the checker's, and give the address."""
    server = grpc.server(ThreadPoolExecutor(8))
    server.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler("caveat.v1.CheckerService", methods),)
    )
    port = server.add_insecure_port(f"{host}:{port}")
    server.start()
    try:
        yield f"{host}:{port}"
    finally:
        server.stop(None).wait()


def giving(answer: bytes) -> "grpc.RpcMethodHandler[Any, Any]":
    """Answer with these bytes, whatever is asked."""

    def give(request: bytes, context: grpc.ServicerContext) -> bytes:
        return answer

    return grpc.unary_unary_rpc_method_handler(give)


@contextmanager
def silent() -> Generator[str, None, None]:
    """Take a port that connects and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"127.0.0.1:{listening.getsockname()[1]}"


@contextmanager
def saying(words: bytes) -> Generator[str, None, None]:
    """Take a port that says this to whoever says something, and cuts the connection."""

    class Rude(BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                self.request.recv(1 << 16)
                self.request.sendall(words)

    with ThreadingTCPServer(("127.0.0.1", 0), Rude) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def report_to(request: CheckRequest) -> Report:
    """Give the shortest report that a service gives."""
    return Report(request_id=request.request_id, outcome=Outcome.OUTCOME_CLEAR)


def result_to(request: CheckRequest) -> CheckResult:
    """Give the same as one among many."""
    return CheckResult(request_id=request.request_id, report=report_to(request))


def free_port() -> int:
    """Give a port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
