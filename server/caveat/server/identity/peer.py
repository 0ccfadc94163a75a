"""The network that a caller is on."""

from ipaddress import IPv6Address, ip_address

_OWN_BITS = 64


def network_of(host: str) -> str:
    """Give the address of a host, or that of its network where a host has many of its own."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Address(int(address) >> _OWN_BITS << _OWN_BITS))
