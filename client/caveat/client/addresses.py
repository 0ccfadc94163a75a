"""Where a service is: one address, or several of the same service."""

from collections.abc import Sequence
from ipaddress import ip_address
from typing import TypeAlias

MOST_ADDRESSES = 64

Target: TypeAlias = str | Sequence[str]
"""``host:port``, several with commas between them, or a sequence of such."""

_RESOLVED = ("dns:", "ipv4:", "ipv6:")


def addresses_of(target: Target) -> tuple[str, ...]:
    """List the addresses, each once; ``ValueError`` for none, or for more than 64."""
    given = (target,) if isinstance(target, str) else target
    parts = (part.strip() for each in given for part in each.split(","))
    addresses = tuple(dict.fromkeys(filter(None, parts)))
    if not 1 <= len(addresses) <= MOST_ADDRESSES:
        raise ValueError(f"a service has 1 to {MOST_ADDRESSES} addresses, not {len(addresses)}")
    return addresses


def is_loopback(address: str) -> bool:
    """Say whether what is sent there surely stays on this machine."""
    if address.startswith(("unix:", "unix-abstract:")):
        return True
    host = _host_of(address)
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _host_of(address: str) -> str:
    if address.startswith(_RESOLVED):
        address = address.partition(":")[2].rpartition("/")[2]
    host, _, port = address.rpartition(":")
    return host.strip("[]") if host and port.isdigit() else address.strip("[]")
