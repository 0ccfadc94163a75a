"""The port: what it accepts, how it is secured, and what is said when it is taken."""

import errno
from collections.abc import Iterator
from pathlib import Path

import grpc
from grpc import aio

from caveat.server.port import refused, try_port
from caveat.server.settings import Limits, Settings, Tls
from caveat.source.errors import SettingsError

_MIB = 1 << 20

_OPTIONS: tuple[tuple[str, int], ...] = (
    # The reports of a thousand patients take more room than the patients.
    ("grpc.max_send_message_length", 64 * _MIB),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.min_recv_ping_interval_without_data_ms", 10_000),
    ("grpc.http2.max_ping_strikes", 2),
)


def options_of(settings: Settings) -> tuple[tuple[str, int], ...]:
    """Give the options of a server; without workers no second one shares its port in silence."""
    shared = ("grpc.so_reuseport", int(settings.workers > 1))
    return (*_OPTIONS, *_options_of(settings.limits), shared)


def _options_of(limits: Limits) -> Iterator[tuple[str, int]]:
    yield "grpc.max_receive_message_length", limits.message_bytes
    yield "grpc.max_concurrent_streams", limits.streams
    yield "grpc.server_handshake_timeout_ms", _milliseconds(limits.handshake_seconds)
    # What a caller never finishes ends here, and balancers see new instances.
    yield "grpc.max_connection_age_ms", _milliseconds(limits.age_seconds)
    yield "grpc.max_connection_age_grace_ms", _milliseconds(limits.age_grace_seconds)
    yield "grpc.max_connection_idle_ms", _milliseconds(limits.idle_seconds)
    yield "grpc.keepalive_time_ms", _milliseconds(limits.ping_seconds)
    yield "grpc.keepalive_timeout_ms", _milliseconds(limits.ping_answer_seconds)


def _milliseconds(seconds: float) -> int:
    return max(1, round(1000 * seconds))


def bind(server: aio.Server, settings: Settings) -> str:
    """Take the port and return the address; ``SettingsError`` says why it cannot be had."""
    credentials = _credentials(settings.tls) if settings.tls else None
    if settings.workers == 1:
        # gRPC itself would not say why, and write C++ lines to stderr.
        try_port(settings.host, settings.port, "--port")
    address = settings.address(settings.port)
    try:
        port = (
            server.add_secure_port(address, credentials)
            if credentials
            else server.add_insecure_port(address)
        )
    except RuntimeError:
        raise _unexplained(settings) from None
    return settings.address(port)


def _refused(settings: Settings, number: int) -> SettingsError:
    return refused(settings.host, settings.port, number, "--port")


def _unexplained(settings: Settings) -> SettingsError:
    if settings.tls is None:
        return _refused(settings, errno.EADDRINUSE)
    pair = f"{settings.tls.certificate} and {settings.tls.key}"
    return SettingsError(f"{pair} are no certificate and key that belong together")


def _credentials(tls: Tls) -> grpc.ServerCredentials:
    return grpc.ssl_server_credentials(
        [(_read(tls.key), _read(tls.certificate))],
        root_certificates=_read(tls.client_ca) if tls.client_ca else None,
        require_client_auth=tls.client_ca is not None,
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SettingsError(f"cannot read {path}: {error.strerror}") from None
