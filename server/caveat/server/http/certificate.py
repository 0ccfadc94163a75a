"""The certificate of a caller over HTTP, handed from the connection to the calls on it."""

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from typing import cast

from starlette.types import Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

_NAMES = "caveat.certificate_names"


def names_of(scope: Scope) -> tuple[str, ...]:
    """Give the names of the caller's certificate: its URIs first, then its common name."""
    names: tuple[str, ...] = scope.get("state", {}).get(_NAMES, ())
    return names


class Protocol(H11Protocol):
    """Uvicorn's own, which also tells the application the names of the caller's certificate."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn narrows it too
        """Note who made a connection."""
        super().connection_made(transport)
        connection = transport.get_extra_info("ssl_object")
        if isinstance(connection, (ssl.SSLObject, ssl.SSLSocket)):
            self.app_state = {**self.app_state, _NAMES: _names(connection.getpeercert() or {})}


def _names(certificate: Mapping[str, object]) -> tuple[str, ...]:
    """Read what ``ssl`` gives: alternative names as pairs, the subject as tuples of pairs."""
    alternatives = cast("Sequence[tuple[str, str]]", certificate.get("subjectAltName", ()))
    subject = cast("Sequence[Sequence[tuple[str, str]]]", certificate.get("subject", ()))
    uris = (name for kind, name in alternatives if kind == "URI")
    common = (name for parts in subject for kind, name in parts if kind == "commonName")
    return (*uris, *common)
