"""The port: what it accepts, how it is secured, and what is said when it is taken."""

import errno
from collections.abc import Callable, Iterator
from typing import cast

import grpc
from grpc import aio

from caveat.server.port import refused, try_port
from caveat.server.settings import Limits, Settings, Tls
from caveat.server.tls import Certified, TlsFiles
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
        raise _refused(settings, errno.EADDRINUSE) from None
    return settings.address(port)


def _refused(settings: Settings, number: int) -> SettingsError:
    return refused(settings.host, settings.port, number, "--port")


def _credentials(tls: Tls) -> grpc.ServerCredentials:
    """Give the server its certificate, which it looks for anew at every connection."""
    files = TlsFiles(tls)
    given = files.certified

    def renewed() -> grpc.ServerCertificateConfiguration | None:
        nonlocal given
        if files.certified is given:
            return None
        given = files.certified
        return _configuration(given)

    return grpc.dynamic_ssl_server_credentials(
        _configuration(given),
        _typed(renewed),
        require_client_authentication=tls.client_ca is not None,
    )


def _typed(
    renewed: Callable[[], grpc.ServerCertificateConfiguration | None],
) -> Callable[[], grpc.ServerCertificateConfiguration]:
    """Have grpcio's types let nothing stand for no other certificate, as its documentation says."""
    return cast("Callable[[], grpc.ServerCertificateConfiguration]", renewed)


def _configuration(certified: Certified) -> grpc.ServerCertificateConfiguration:
    pair = (certified.key, certified.certificate)
    return grpc.ssl_server_certificate_configuration([pair], certified.client_ca)
