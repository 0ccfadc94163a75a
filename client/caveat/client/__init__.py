"""Clients of the service: ``from caveat.client import Client, AsyncClient``."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caveat.client.async_client import AsyncClient
    from caveat.client.attempts import Retry
    from caveat.client.channel import Tls
    from caveat.client.client import Client
    from caveat.client.errors import (
        ClientError,
        DeniedError,
        InvalidRequestError,
        LimitError,
        NotFoundError,
        ServiceError,
        UnreachableError,
    )

__all__ = [
    "AsyncClient",
    "Client",
    "ClientError",
    "DeniedError",
    "InvalidRequestError",
    "LimitError",
    "NotFoundError",
    "Retry",
    "ServiceError",
    "Tls",
    "UnreachableError",
]

_MODULES = {
    "AsyncClient": "async_client",
    "Client": "client",
    "Retry": "attempts",
    "Tls": "channel",
}


def __getattr__(name: str) -> object:
    """Import on first use: a check in-process has no need to wait for gRPC."""
    if name not in __all__:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    module = import_module(f"{__name__}.{_MODULES.get(name, 'errors')}")
    return getattr(module, name)
