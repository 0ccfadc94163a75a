"""A service that does nothing: ``python -m benchmarks.bench.bare PORT``.

How long it takes to start is what Python and gRPC take before any of Caveat.
"""

import asyncio
import sys
from typing import Any, cast

import grpc
from grpc import aio

from benchmarks.bench.calls import CHECK


async def main(port: int) -> None:
    """Answer Check with an empty message until the process is ended."""

    async def call(_request: bytes, _context: object) -> bytes:
        return b""

    _, service, method = CHECK.split("/")
    # grpcio's types know only the handlers of the threaded server
    handler: grpc.RpcMethodHandler[Any, Any] = grpc.unary_unary_rpc_method_handler(
        cast("Any", call)
    )
    server = aio.server()
    server.add_registered_method_handlers(service, {method: handler})
    server.add_insecure_port(f"127.0.0.1:{port}")
    await server.start()
    await server.wait_for_termination()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
