"""Reading from the FHIR server that a request names; it takes aiohttp, so import it on use."""

import asyncio
import re

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from aiohttp.abc import AbstractResolver

from caveat.server.ehr.address import open_public_socket
from caveat.server.ehr.allowlist import Allowed, Allowlist, FhirServers
from caveat.server.ehr.download import Download
from caveat.server.ehr.errors import FetchError
from caveat.server.ehr.pages import read_pages

_TOKEN = re.compile(r"[\x21-\x7e]+")
_HEADERS = {
    "Accept": "application/fhir+json",
    "Accept-Encoding": "gzip",
    "User-Agent": "caveat",
}


class FhirClient:
    """To be made once, used within one event loop, and closed at the end.

    ``seconds`` is the time for one read with all its pages. ``SettingsError`` says what is wrong
    with a server of the operator's. ``resolver`` replaces the system's; what it answers is not
    trusted either.
    """

    def __init__(
        self,
        servers: FhirServers,
        *,
        seconds: float = 3.0,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._allowlist = Allowlist(servers)
        self._seconds = seconds
        self._resolver = resolver
        self._sessions: dict[bool, ClientSession] = {}

    def allows(self, server: str) -> bool:
        """Say whether the operator allows the server."""
        return self._allowlist.find(server) is not None

    async def read(self, server: str, query: str, token: str | None) -> object:
        """Read one resource, or one search as a Bundle of all its pages without links.

        ``query`` is relative to the server, such as ``Patient/123``. Everything that is not a
        complete answer raises ``FetchError``, whose reason holds neither data nor a URL.
        """
        allowed = self._allowlist.find(server)
        if allowed is None:
            raise FetchError("is not allowed")
        url = allowed.base.below(query)
        if url is None:
            raise FetchError("cannot be asked this")
        if token is not None and not _TOKEN.fullmatch(token):
            raise FetchError("cannot be given such a token")
        try:
            async with asyncio.timeout(self._seconds):
                download = Download(self._session(allowed), token)
                return await read_pages(url, allowed.base, download.page)
        except TimeoutError:
            raise FetchError(f"took longer than {self._seconds:g} s") from None

    async def close(self) -> None:
        """Close all connections."""
        for session in self._sessions.values():
            await session.close()

    def _session(self, allowed: Allowed) -> ClientSession:
        """Give the session of the server's kind; connections are never shared between them."""
        if allowed.must_be_public not in self._sessions:
            self._sessions[allowed.must_be_public] = self._opened(allowed)
        return self._sessions[allowed.must_be_public]

    def _opened(self, allowed: Allowed) -> ClientSession:
        connector = TCPConnector(
            resolver=self._resolver,
            use_dns_cache=False,
            # A server that hangs shall use up no connections but its own.
            limit=0,
            limit_per_host=100,
            # The last step before connecting: no answer of a name server comes after it.
            socket_factory=open_public_socket if allowed.must_be_public else None,
        )
        return ClientSession(
            connector=connector,
            cookie_jar=DummyCookieJar(),
            headers=_HEADERS,
            timeout=ClientTimeout(total=None, sock_connect=None),
            trust_env=False,
        )
