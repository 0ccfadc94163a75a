"""The base URL of a FHIR server, in parts that can be compared."""

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import quote, unquote

_URL = re.compile(
    r"(?P<scheme>https?)://"
    r"(?P<host>\[[0-9a-f:.]+\]|[a-z0-9._-]+)"
    r"(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>(?:/[^/?#]*)*)",
    re.ASCII | re.IGNORECASE,
)
_SEGMENT = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,=:@-]|%[0-9A-Fa-f]{2})+")
# What some server on the way could take for the end or for the limit of a segment.
_AMBIGUOUS = re.compile(r"[\x00-\x20\x7f/\\%;?#]")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PORTS = {"http": 80, "https": 443}
_MOST_PORT = 65535
_QUERY_CHARACTERS = "!$%&'()*+,-./:;=?@_~"


@dataclass(frozen=True, slots=True)
class Base:
    """Scheme and host in lower case, the port even where it was left out, the path or nothing."""

    scheme: str
    host: str
    port: int
    path: str

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}{self.path}"

    def covers(self, other: "Base") -> bool:
        """Say whether the other is this base or lies below it, by whole segments."""
        own, others = (self.scheme, self.host, self.port), (other.scheme, other.host, other.port)
        return own == others and f"{other.path}/".startswith(f"{self.path}/")

    def below(self, query: str) -> str | None:
        """Give the URL of a read or search, such as ``Patient/123``; None if it leads away."""
        path, mark, search = query.partition("?")
        if not _is_plain(path.split("/")) or not search.isprintable():
            return None
        return f"{self}/{path}{mark}{_quoted(search)}"

    def follow(self, link: str) -> str | None:
        """Give the URL of a link that the server wrote itself; None if it leads away."""
        head, mark, search = link.partition("?")
        if "://" not in head:
            return self.below(link)
        target = read_base(head)
        if target is None or not self.covers(target) or not search.isprintable():
            return None
        slash = "/" if head.endswith("/") else ""
        return f"{target}{slash}{mark}{_quoted(search)}"


def read_base(url: str) -> Base | None:
    """Read a base URL; None if it is none, or if two readers could understand it differently."""
    match = _URL.fullmatch(url)
    if match is None:
        return None
    scheme, host = match["scheme"].lower(), _host(match["host"].lower())
    port = int(match["port"] or _PORTS[scheme])
    path = match["path"].removesuffix("/")
    if not host or not 0 < port <= _MOST_PORT or not _is_plain(path.split("/")[1:]):
        return None
    return Base(scheme, host, port, path)


def address_of(host: str) -> IPv4Address | IPv6Address | None:
    """Read a host that is an IP address rather than a name."""
    try:
        return IPv6Address(host) if ":" in host else IPv4Address(host)
    except AddressValueError:
        return None


def _host(text: str) -> str | None:
    """Give a host in the one form that stands for it."""
    if text.startswith("["):
        address = address_of(text[1:-1])
        return str(address) if isinstance(address, IPv6Address) else None
    name = text.removesuffix(".")
    labels = name.split(".")
    # 2130706433, 0x7f.1 and 127.1 are addresses to some resolvers.
    if _NUMBER.fullmatch(labels[-1]):
        return name if address_of(name) else None
    return name if all(map(_LABEL.fullmatch, labels)) else None


def _is_plain(segments: list[str]) -> bool:
    return all(_SEGMENT.fullmatch(each) and _stays(unquote(each)) for each in segments)


def _stays(segment: str) -> bool:
    return segment not in {".", ".."} and not _AMBIGUOUS.search(segment)


def _quoted(search: str) -> str:
    return quote(search, safe=_QUERY_CHARACTERS)
