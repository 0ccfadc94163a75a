"""A port of this machine, and why it cannot be had."""

import errno
import os
import socket

from caveat.source.errors import SettingsError

_BACKLOG = 512


def take_port(host: str, port: int, option: str, *, shared: bool = False) -> socket.socket:
    """Take a port; ``SettingsError`` says why it cannot be had, and which option chooses it.

    A ``shared`` one can be taken by other processes of ours, which get connections too.
    """
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        taken = socket.create_server(
            address[:2], family=family, backlog=_BACKLOG, reuse_port=shared
        )
        # Connections inherit it; asyncio sets it only where the protocol was named.
        taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except socket.gaierror:
        raise no_host(host) from None
    except OSError as error:
        raise refused(host, port, error.errno or errno.EIO, option) from None
    return taken


def try_port(host: str, port: int, option: str) -> list[int]:
    """Give the families of addresses where nobody else listens; ``SettingsError`` for none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror:
        raise no_host(host) from None
    errors = {family: _error_of(host, port, family) for family, *_ in found}
    if errno.EADDRINUSE in errors.values():
        raise refused(host, port, errno.EADDRINUSE, option)
    if all(errors.values()):
        raise refused(host, port, next(iter(errors.values())), option)
    return [family for family, error in errors.items() if not error]


def _error_of(host: str, port: int, family: int) -> int:
    """Give the number of the error, or zero where the port can be had."""
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        return error.errno or errno.EIO
    return 0


def hold_port(host: str, port: int, option: str) -> socket.socket:
    """Keep a port for processes of ours that share it; ``SettingsError`` says why it is not free.

    Nobody listens here: Linux gives all connections to those who do.
    """
    held = socket.socket(try_port(host, port, option)[0])
    try:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        # Connections of an earlier service may still be ending; but once the port is held, nobody
        # else is to have it, not even while none of ours listens.
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind((host, port))
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
    except OSError as error:
        held.close()
        raise refused(host, port, error.errno or errno.EIO, option) from None
    return held


def refused(host: str, port: int, number: int, option: str) -> SettingsError:
    """Say why a port cannot be had, by the number of the system's error."""
    why = "is taken" if number == errno.EADDRINUSE else f"cannot be had: {os.strerror(number)}"
    return SettingsError(f"port {port} on {host} {why}; choose another with {option}")


def no_host(host: str) -> SettingsError:
    """Say that no host has this name."""
    return SettingsError(f"there is no host {host}; choose another with --host")
