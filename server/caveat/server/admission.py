"""What a call over gRPC shows of its caller, and whether it is let in."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import cast
from urllib.parse import unquote

from caveat.server.calls import Context
from caveat.server.identity.access import access_of_method
from caveat.server.identity.authenticator import Shown
from caveat.server.identity.gate import Gate
from caveat.server.identity.peer import network_of

_AUTHORIZATION = "authorization"
_URI, _COMMON_NAME = "peer_uri", "x509_common_name"


class Admission:
    """Lets calls of one method in."""

    def __init__(self, gate: Gate, method: str) -> None:
        self._gate = gate
        self._access = access_of_method(method)

    def check(self, context: Context) -> None:
        """Let a call in; errors as of ``Gate.admit``."""
        self._gate.admit(_shown(context), self._access)


def _shown(context: Context) -> Shown:
    # grpcio's types know metadata as anything that can be iterated
    metadata = cast("Iterable[tuple[str, str]]", context.invocation_metadata() or ())
    headers = [value for name, value in metadata if name == _AUTHORIZATION]
    # Where a token is shown, it counts.
    names = () if headers else _names(context.auth_context())
    return Shown(headers, names, partial(_network, context))


def _names(certificate: Mapping[str, Iterable[bytes]]) -> tuple[str, ...]:
    return tuple(
        name.decode(errors="replace")
        for kind in (_URI, _COMMON_NAME)
        for name in certificate.get(kind, ())
    )


def _network(context: Context) -> str:
    """Read what gRPC writes as ``ipv4:127.0.0.1:50000`` or ``ipv6:%5B::1%5D:50000``."""
    _, _, address = context.peer().partition(":")
    return network_of(unquote(address).rpartition(":")[0].strip("[]"))
