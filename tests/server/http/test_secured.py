"""Who may call over HTTP where the operator has certificates."""

import http.client
import ssl
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from caveat.server.settings import Settings, Tls
from caveat.source.errors import SettingsError
from tests.server.http.serving import serving

CERTIFICATES = Path(__file__).parents[1] / "certificates"
AUTHORITY = CERTIFICATES / "authority.pem"


async def greet(request: Request) -> Response:
    return PlainTextResponse(request.url.scheme)


ROUTES = [Route("/", greet)]


def secured(client_ca: Path | None = None, key: str = "server-key.pem") -> Settings:
    tls = Tls(CERTIFICATES / "server.pem", CERTIFICATES / key, client_ca)
    return Settings(port=0, drain_seconds=1, tls=tls)


def trusting() -> ssl.SSLContext:
    """Trust the authority; the certificate names another host than the loopback's."""
    context = ssl.create_default_context(cafile=AUTHORITY)
    context.check_hostname = False
    return context


def asked(base: str, context: ssl.SSLContext) -> bytes:
    connection = http.client.HTTPSConnection(
        base.removeprefix("https://"), context=context, timeout=30
    )
    try:
        connection.request("GET", "/")
        return connection.getresponse().read()
    finally:
        connection.close()


def test_a_caller_that_trusts_the_authority_is_answered() -> None:
    with serving(ROUTES, settings=secured()) as base:
        assert asked(base, trusting()) == b"https"


def test_a_caller_that_does_not_is_not() -> None:
    with serving(ROUTES, settings=secured()) as base, pytest.raises(ssl.SSLError):
        asked(base, ssl.create_default_context())


def test_a_caller_with_a_certificate_is_answered() -> None:
    context = trusting()
    context.load_cert_chain(CERTIFICATES / "client.pem", CERTIFICATES / "client-key.pem")
    with serving(ROUTES, settings=secured(AUTHORITY)) as base:
        assert asked(base, context) == b"https"


def test_a_caller_without_one_is_refused_where_one_is_needed() -> None:
    with serving(ROUTES, settings=secured(AUTHORITY)) as base, pytest.raises(OSError):  # noqa: PT011  the alert comes at one of several moments
        asked(base, trusting())


def test_a_key_of_another_certificate_is_said() -> None:
    settings = secured(key="client-key.pem")
    with pytest.raises(SettingsError, match="belong together"), serving(ROUTES, settings=settings):
        pass
