"""Which addresses lie in the public internet, asked at the moment of connecting."""

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

# Family, kind, protocol, canonical name and place, as getaddrinfo gives them.
AddressInfo: TypeAlias = tuple[int, int, int, str, tuple[object, ...]]

# Of IPv6, only this block is given out for hosts.
_UNICAST = IPv6Network("2000::/3")
# What early releases of Python 3.11 still call global.
_SPECIAL = tuple(
    ip_network(each) for each in ("192.0.0.0/24", "192.88.99.0/24", "2002::/16", "3fff::/20")
)
_NAT64 = IPv6Network("64:ff9b::/96")


class NotPublicError(OSError):
    """A name of the public internet led to an address outside it."""


def open_public_socket(address: AddressInfo) -> socket.socket:
    """Make the socket for one address; ``NotPublicError`` before anything is sent elsewhere."""
    family, kind, protocol, _, place = address
    if not is_public(str(place[0])):
        raise NotPublicError("not a public address")
    return socket.socket(family, kind, protocol)


def is_public(text: str) -> bool:
    """Say whether an IP address belongs to a host anywhere in the public internet."""
    address = _unwrapped(ip_address(text))
    if isinstance(address, IPv6Address) and address not in _UNICAST:
        return False
    special = address.is_multicast or address.is_reserved
    return address.is_global and not special and not any(address in each for each in _SPECIAL)


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Give the IPv4 address that an IPv6 address stands for."""
    if isinstance(address, IPv6Address):
        if address in _NAT64:
            return IPv4Address(address.packed[-4:])
        return address.ipv4_mapped or address
    return address
