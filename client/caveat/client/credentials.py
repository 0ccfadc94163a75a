"""What a client shows to be let in: a bearer token, where it is safe to send one."""

import os
import re
from collections.abc import Awaitable, Callable, Iterable
from inspect import isawaitable
from typing import TypeAlias

from caveat.client.addresses import is_loopback

Token: TypeAlias = str | Callable[[], str]
"""A token, or what gives the one that is good at the moment; asked before each attempt."""

AsyncToken: TypeAlias = str | Callable[[], str | Awaitable[str]]
"""The same for an event loop, where the token may have to be waited for."""

Metadata: TypeAlias = tuple[tuple[str, str], ...]

_TOKEN = re.compile(r"[\x21-\x7e]+")


class Bearer:
    """Writes the metadata of calls; it is empty where there is no token."""

    def __init__(self, token: Token | None) -> None:
        self._token = token if token is None or callable(token) else _checked(token)

    def metadata(self) -> Metadata:
        """Write the metadata of one attempt; ``ValueError`` if no token can look so."""
        if self._token is None:
            return ()
        return _metadata(self._token() if callable(self._token) else self._token)


class AsyncBearer:
    """Writes the metadata of the calls of an event loop."""

    def __init__(self, token: AsyncToken | None) -> None:
        self._token = token if token is None or callable(token) else _checked(token)

    async def metadata(self) -> Metadata:
        """Write the metadata of one attempt; ``ValueError`` if no token can look so."""
        if self._token is None:
            return ()
        token = self._token() if callable(self._token) else self._token
        return _metadata(await token if isawaitable(token) else token)


def refuse_to_leak(addresses: Iterable[str], *, encrypted: bool) -> None:
    """Raise ``ValueError`` where others could read a token on its way."""
    if os.environ.get("GRPC_TRACE"):
        raise ValueError("GRPC_TRACE is set, and would write the token to the log")
    for address in addresses:
        if not (encrypted or is_loopback(address)):
            raise ValueError(
                f"a token goes over TLS or stays on this machine, and {address} has neither"
            )


def _metadata(token: str) -> Metadata:
    return (("authorization", f"Bearer {_checked(token)}"),)


def _checked(token: str) -> str:
    """Give it back; gRPC itself would write one that is malformed to standard error."""
    if not _TOKEN.fullmatch(token):
        raise ValueError("the token is empty, or has characters that no token has")
    return token
