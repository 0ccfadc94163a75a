"""Certificates that can be renewed while the service runs."""

import logging
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from caveat.server.settings import Tls
from caveat.source.errors import SettingsError

_LOOK_SECONDS = 1.0

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Certified:
    """What the files hold, as PEM, and the same for Python's own TLS."""

    certificate: bytes
    key: bytes
    client_ca: bytes | None
    context: ssl.SSLContext


class TlsFiles:
    """Looks at the files of a service once a second while somebody connects.

    Files that do not belong together, as in the middle of a renewal, leave what was there before;
    from the start they are a ``SettingsError``. ``clock`` is in seconds, from anywhere.
    """

    def __init__(self, tls: Tls, clock: Callable[[], float] = time.monotonic) -> None:
        self._tls = tls
        self._clock = clock
        self._looked = clock()
        self._state = self._states()
        self._certified = _certified(tls)

    @property
    def certified(self) -> Certified:
        """What the files hold now."""
        now = self._clock()
        if now - self._looked >= _LOOK_SECONDS:
            self._looked = now
            self._look()
        return self._certified

    def _look(self) -> None:
        state = self._states()
        if state == self._state:
            return
        self._state = state
        try:
            self._certified = _certified(self._tls)
        except SettingsError as error:
            _logger.error("%s; those before stay in use", error)  # noqa: TRY400  a traceback tells no more
        else:
            _logger.info("the certificate was renewed")

    def _states(self) -> tuple[tuple[int, int, int] | None, ...]:
        files = (self._tls.certificate, self._tls.key, self._tls.client_ca)
        return tuple(_state(path) if path else None for path in files)


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _certified(tls: Tls) -> Certified:
    client_ca = _read(tls.client_ca) if tls.client_ca else None
    return Certified(_read(tls.certificate), _read(tls.key), client_ca, _context(tls))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SettingsError(f"cannot read {path}: {error.strerror}") from None


def _context(tls: Tls) -> ssl.SSLContext:
    pair = f"{tls.certificate} and {tls.key}"
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(tls.certificate, tls.key)
    except OSError:  # of ssl and of files that cannot be read
        what = f"{pair} are no certificate and key that belong together"
        raise SettingsError(what) from None
    if tls.client_ca:
        _trust(context, tls.client_ca)
    return context


def _trust(context: ssl.SSLContext, authority: Path) -> None:
    try:
        context.load_verify_locations(authority)
    except OSError:
        raise SettingsError(f"{authority} holds no certificate of an authority") from None
    context.verify_mode = ssl.CERT_REQUIRED
