"""How a client reaches the service."""

import json
from dataclasses import dataclass
from pathlib import Path

import grpc
from grpc import aio

from caveat.client.connections import up_to

DEFAULT_TARGET = "127.0.0.1:50051"
DEFAULT_TIMEOUT = 5.0

_MIB = 1 << 20

# A check changes nothing, so it may be asked again; a stream is not, since part of it is answered.
_RETRIED = (
    {"service": "caveat.v1.CheckerService", "method": "Check"},
    {"service": "caveat.v1.CheckerService", "method": "BatchCheck"},
    {"service": "caveat.v1.KnowledgeService"},
)
_RETRY_POLICY = {
    "maxAttempts": 4,
    "initialBackoff": "0.05s",
    "maxBackoff": "0.5s",
    "backoffMultiplier": 2,
    "retryableStatusCodes": ["UNAVAILABLE"],
}
_SERVICE_CONFIG = {"methodConfig": [{"name": _RETRIED, "retryPolicy": _RETRY_POLICY}]}

_OPTIONS: tuple[tuple[str, str | int], ...] = (
    ("grpc.service_config", json.dumps(_SERVICE_CONFIG)),
    ("grpc.max_send_message_length", 4 * _MIB),
    ("grpc.max_receive_message_length", 64 * _MIB),
    ("grpc.keepalive_time_ms", 60_000),
    ("grpc.keepalive_timeout_ms", 20_000),
    # Otherwise channels to one target would share one connection, and so one worker.
    ("grpc.use_local_subchannel_pool", 1),
)


@dataclass(frozen=True, slots=True)
class Tls:
    """PEM files: whom to trust (none: the system's authorities), and who calls (none: nobody).

    ``server_name`` is the name that the service's certificate must have, where it is not
    the host of the target.
    """

    root_certificates: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    server_name: str = ""


def open_channels(target: str, tls: Tls | None, number: int) -> list[grpc.Channel]:
    """Open so many channels, which connect at their first calls.

    ``OSError`` if a TLS file cannot be read; ``ValueError`` if a client cannot have so many.
    """
    if tls is None:
        return [grpc.insecure_channel(target, _OPTIONS) for _ in up_to(number)]
    credentials, options = _credentials(tls), _options(tls)
    return [grpc.secure_channel(target, credentials, options) for _ in up_to(number)]


def open_async_channels(target: str, tls: Tls | None, number: int) -> list[aio.Channel]:
    """Open channels of the running event loop; the rest is as for ``open_channels``."""
    if tls is None:
        return [aio.insecure_channel(target, _OPTIONS) for _ in up_to(number)]
    credentials, options = _credentials(tls), _options(tls)
    return [aio.secure_channel(target, credentials, options) for _ in up_to(number)]


def _options(tls: Tls) -> tuple[tuple[str, str | int], ...]:
    if not tls.server_name:
        return _OPTIONS
    return (*_OPTIONS, ("grpc.ssl_target_name_override", tls.server_name))


def _credentials(tls: Tls) -> grpc.ChannelCredentials:
    return grpc.ssl_channel_credentials(
        root_certificates=_read(tls.root_certificates),
        private_key=_read(tls.key),
        certificate_chain=_read(tls.certificate),
    )


def _read(path: Path | None) -> bytes | None:
    return path.read_bytes() if path else None
