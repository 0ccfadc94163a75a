"""The public keys of an issuer at a URL; it takes aiohttp, so import it on use."""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from math import inf

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar
from jwt import PyJWK
from yarl import URL

from caveat.server.identity.key_set import Keys, keys_of, signing_algorithm
from caveat.source.errors import SettingsError, UnavailableError

INTERVAL_SECONDS = 300.0
LONGEST_SECONDS = 24 * 3600.0
"""So long the last keys are relied on while others cannot be had; after that nobody is let in."""

# After an attempt that failed, and between those that unknown keys ask for.
_AGAIN_SECONDS = 10.0
_MOST_BYTES = 1 << 20
_TIMEOUT = ClientTimeout(total=10)
_OK = 200

_logger = logging.getLogger(__name__)


class KeyAddress:
    """Keeps up with a JWK Set while ``keep`` runs; before its first answer nobody is let in.

    ``SettingsError`` for a URL that is not of https; plain http is good enough on this machine.
    ``clock`` is in seconds, from anywhere.
    """

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = _secure(url)
        self._clock = clock
        self._keys: Keys = {}
        self._raw = b""
        self._had = self._tried = -inf
        self._is_wanted = asyncio.Event()
        self.generation = 0

    def find(self, kid: str) -> PyJWK | None:
        """Find a key; ``UnavailableError`` where there are none, or newer ones may have it."""
        now = self._clock()
        if now - self._had > LONGEST_SECONDS:
            raise UnavailableError("the keys of the token's issuer cannot be had")
        key = self._keys.get(kid)
        if key is None and now - self._tried > _AGAIN_SECONDS:
            self._is_wanted.set()
            raise UnavailableError("the keys of the token's issuer are asked for anew")
        return key

    async def keep(self) -> None:
        """Fetch the keys, now and again, until this is cancelled."""
        async with ClientSession(
            cookie_jar=DummyCookieJar(), timeout=_TIMEOUT, trust_env=False
        ) as session:
            while True:
                pause = INTERVAL_SECONDS if await self.refresh(session) else _AGAIN_SECONDS
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._is_wanted.wait(), pause)

    async def refresh(self, session: ClientSession) -> bool:
        """Fetch the keys; say whether they could be had."""
        self._is_wanted.clear()
        self._tried = self._clock()
        try:
            self._take(await self._fetched(session))
        except (ClientError, OSError, SettingsError) as error:
            what = error if isinstance(error, SettingsError) else type(error).__qualname__
            _logger.error("the keys at %s cannot be had: %s", self._url, what)  # noqa: TRY400  a traceback tells no more
            return False
        return True

    async def _fetched(self, session: ClientSession) -> bytes:
        async with session.get(self._url, allow_redirects=False) as response:
            if response.status != _OK:
                raise SettingsError(f"the answer is {response.status}")
            raw = await response.content.read(_MOST_BYTES)
            while chunk := await response.content.read(_MOST_BYTES):
                raw += chunk
                if len(raw) > _MOST_BYTES:
                    raise SettingsError(f"there are more than {_MOST_BYTES} bytes")
            return raw

    def _take(self, raw: bytes) -> None:
        if raw != self._raw:
            self._keys = keys_of(raw, "the answer", signing_algorithm, "for signatures")
            self._raw = raw
            self.generation += 1
        self._had = self._clock()


def _secure(url: str) -> URL:
    parsed = URL(url)
    plain_here = parsed.scheme == "http" and _is_here(parsed.host or "")
    if not parsed.host or not (parsed.scheme == "https" or plain_here):
        raise SettingsError(f"keys come from a file or a URL of https, not from {url}")
    if parsed.user or parsed.password:
        raise SettingsError("the URL of an issuer's keys holds a password")
    return parsed


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
