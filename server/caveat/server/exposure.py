"""Whether others than this machine can reach the service, and what it must have then."""

import os
import socket
from collections.abc import Iterator
from ipaddress import IPv6Address, ip_address

from caveat.server.last_words import refuse_traces
from caveat.server.port import no_host
from caveat.server.settings import OPEN_WORDS, Settings
from caveat.source.errors import SettingsError

_VERBOSITY = "GRPC_VERBOSITY"


def is_exposed(host: str) -> bool:
    """Say whether other machines can reach a host; ``SettingsError`` for none of this name.

    It is so unless every address that the name has is one of the loopback.
    """
    try:
        found = socket.getaddrinfo(
            host or None, 0, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except (socket.gaierror, UnicodeError):
        raise no_host(host) from None
    return not all(_is_loopback(str(address[0])) for *_, address in found)


def reflects(settings: Settings) -> bool:
    """Say whether callers are told the contract."""
    if settings.reflection is None:
        return not is_exposed(settings.host)
    return settings.reflection


def refuse_exposure(settings: Settings) -> None:
    """Raise ``SettingsError`` for a service that must not start as it is, with all that it lacks.

    It drops the noise of gRPC's debugging, which could hold what callers send.
    """
    if settings.open_to_everyone not in {"", OPEN_WORDS}:
        raise SettingsError(f"--open-to-everyone takes these words and no others: {OPEN_WORDS}")
    exposed = is_exposed(settings.host)
    refuse_traces()
    if (exposed or settings.identity) and os.environ.get(_VERBOSITY, "").lower() == "debug":
        del os.environ[_VERBOSITY]
    lacking = tuple(_lacking(settings))
    if exposed and lacking and not settings.open_to_everyone:
        raise SettingsError(
            f"others can reach {settings.host or 'every address of this machine'}, and "
            f"{' and '.join(lacking)}"
        )


def _is_loopback(text: str) -> bool:
    address = ip_address(text.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def _lacking(settings: Settings) -> Iterator[str]:
    if settings.tls is None:
        yield "there is no TLS (--tls-cert and --tls-key)"
    if settings.identity and settings.identity.asks:
        return
    if settings.tls and settings.tls.client_ca:
        yield "nothing says what the callers that --client-ca vouches for may do (--callers)"
    else:
        yield "nobody is asked who they are (--callers or --token-issuer)"
