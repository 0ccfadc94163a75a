"""How a client reaches the service."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import grpc
from grpc import aio

from caveat.client.addresses import is_loopback

DEFAULT_TARGET = "127.0.0.1:50051"
DEFAULT_TIMEOUT = 5.0
RELOAD_TIMEOUT = 120.0

_MIB = 1 << 20

# Where a name stands for several addresses, calls go to all that answer.
_SERVICE_CONFIG = '{"loadBalancingConfig": [{"round_robin": {}}]}'

_OPTIONS: tuple[tuple[str, str | int], ...] = (
    ("grpc.service_config", _SERVICE_CONFIG),
    ("grpc.max_send_message_length", 4 * _MIB),
    ("grpc.max_receive_message_length", 64 * _MIB),
    # What is sent and not acknowledged for two seconds ends the connection: a host that vanished
    # is passed over within a call's time. The service allows a ping each ten seconds.
    ("grpc.keepalive_time_ms", 20_000),
    ("grpc.keepalive_timeout_ms", 2_000),
    # Otherwise channels to one target would share one connection, and so one worker.
    ("grpc.use_local_subchannel_pool", 1),
    # gRPC would try for 20 seconds to connect, and in the end pause for two minutes: longer than
    # a call may take, and than a service needs to come back.
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 2_000),
    ("grpc.max_reconnect_backoff_ms", 500),
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


def open_channels(addresses: Iterable[str], tls: Tls | None) -> list[grpc.Channel]:
    """Open a channel to each address, which connects at its first call.

    ``OSError`` if a TLS file cannot be read.
    """
    if tls is None:
        return [grpc.insecure_channel(each, _options(each)) for each in addresses]
    credentials = _credentials(tls)
    return [grpc.secure_channel(each, credentials, _options(each, tls)) for each in addresses]


def open_async_channels(addresses: Iterable[str], tls: Tls | None) -> list[aio.Channel]:
    """Open channels of the running event loop; the rest is as for ``open_channels``."""
    if tls is None:
        return [aio.insecure_channel(each, _options(each)) for each in addresses]
    credentials = _credentials(tls)
    return [aio.secure_channel(each, credentials, _options(each, tls)) for each in addresses]


def _options(address: str, tls: Tls | None = None) -> tuple[tuple[str, str | int], ...]:
    options = list(_OPTIONS)
    if is_loopback(address):
        options.append(("grpc.enable_http_proxy", 0))
    if tls and tls.server_name:
        options.append(("grpc.ssl_target_name_override", tls.server_name))
    return tuple(options)


def _credentials(tls: Tls) -> grpc.ChannelCredentials:
    return grpc.ssl_channel_credentials(
        root_certificates=_read(tls.root_certificates),
        private_key=_read(tls.key),
        certificate_chain=_read(tls.certificate),
    )


def _read(path: Path | None) -> bytes | None:
    return path.read_bytes() if path else None
