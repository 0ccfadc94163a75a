"""What a service says of its own health."""

import grpc
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse

from caveat.client.channel import Tls, open_channels

_CHECKS = "caveat.v1.CheckerService"
_METHOD = "/grpc.health.v1.Health/Check"


def health_of(target: str, *, tls: Tls | None = None, timeout: float) -> str:
    """Give the status of the checks, such as ``SERVING``, or why there is none.

    ``timeout`` is in seconds. ``OSError`` if a TLS file cannot be read.
    """
    (channel,) = open_channels((target,), tls)
    with channel:
        ask = channel.unary_unary(
            _METHOD, HealthCheckRequest.SerializeToString, HealthCheckResponse.FromString
        )
        try:
            answer = ask(HealthCheckRequest(service=_CHECKS), timeout=timeout)
        except grpc.RpcError as failed:
            return _why(failed)
    return HealthCheckResponse.ServingStatus.Name(answer.status)


def _why(failed: grpc.RpcError) -> str:
    return f"{failed.code().name}: {failed.details() or 'no reason was given'}"
