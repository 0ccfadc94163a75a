"""A port of this machine, and why it cannot be had."""

import errno
import os
import socket

from caveat.source.errors import SettingsError

_BACKLOG = 512


def take_port(host: str, port: int, option: str) -> socket.socket:
    """Take a port; ``SettingsError`` says why it cannot be had, and which option chooses it."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        taken = socket.create_server(address[:2], family=family, backlog=_BACKLOG)
        # Connections inherit it; asyncio sets it only where the protocol was named.
        taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except socket.gaierror:
        raise no_host(host) from None
    except OSError as error:
        raise refused(host, port, error.errno or errno.EIO, option) from None
    return taken


def refused(host: str, port: int, number: int, option: str) -> SettingsError:
    """Say why a port cannot be had, by the number of the system's error."""
    why = "is taken" if number == errno.EADDRINUSE else f"cannot be had: {os.strerror(number)}"
    return SettingsError(f"port {port} on {host} {why}; choose another with {option}")


def no_host(host: str) -> SettingsError:
    """Say that no host has this name."""
    return SettingsError(f"there is no host {host}; choose another with --host")
