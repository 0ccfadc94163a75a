"""The FHIR servers that the operator allows; everything that a request names is held to them."""

from collections.abc import Iterable
from dataclasses import dataclass

from caveat.server.ehr.address import is_public
from caveat.server.ehr.base import Base, address_of, read_base
from caveat.source.errors import SettingsError


@dataclass(frozen=True, slots=True)
class FhirServers:
    """Base URLs: ``public`` ones must be reached at public addresses, ``private`` ones anywhere."""

    public: tuple[str, ...] = ()
    private: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Allowed:
    """The server of a request, read and found to be allowed."""

    base: Base
    must_be_public: bool


class Allowlist:
    """Reads the operator's list; ``SettingsError`` says what is wrong with an entry."""

    def __init__(self, servers: FhirServers) -> None:
        self._public = tuple(_public(url) for url in servers.public)
        self._private = tuple(_base(url) for url in servers.private)

    def find(self, server: str) -> Allowed | None:
        """Find a server; None where it is not allowed, or is no plain base URL."""
        base = read_base(server)
        if base is None:
            return None
        if _covered(base, self._private):
            return Allowed(base, must_be_public=False)
        return Allowed(base, must_be_public=True) if _covered(base, self._public) else None


def _covered(base: Base, allowed: Iterable[Base]) -> bool:
    return any(each.covers(base) for each in allowed)


def _public(url: str) -> Base:
    base = _base(url)
    if base.scheme != "https":
        raise SettingsError(f"a public FHIR server is read over https only, not {base}")
    if (address := address_of(base.host)) and not is_public(str(address)):
        raise SettingsError(f"{base} has no public address; allow it as a private FHIR server")
    return base


def _base(url: str) -> Base:
    if base := read_base(url):
        return base
    shown = url.rpartition("@")[2]  # without a password
    what = "an https URL of host, port and path, without user, query, fragment or dots"
    raise SettingsError(f"{shown} is no base of a FHIR server: write {what}")
