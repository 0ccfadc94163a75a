"""The answers to one read, as they come over the wire: so many bytes, and strictly JSON."""

from typing import NoReturn

from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorError,
    ClientError,
    ClientPayloadError,
    ClientResponse,
    ClientResponseError,
    ClientSession,
    ServerDisconnectedError,
)
from yarl import URL

from caveat.server.ehr.address import NotPublicError
from caveat.server.ehr.errors import FetchError
from caveat.server.http.body import JsonObject, parse_object
from caveat.source.errors import RequestError

MOST_BYTES = 16 << 20

_MEDIA_TYPES = ("application/fhir+json", "application/json")
_OK = 200
_REDIRECTS = range(300, 400)


class Download:
    """Gets pages that together may hold ``MOST_BYTES``, however they were compressed."""

    def __init__(self, session: ClientSession, token: str | None) -> None:
        self._session = session
        self._headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        self._room = MOST_BYTES

    async def page(self, url: str) -> JsonObject:
        """Get one resource; ``FetchError`` for every other answer, and for none."""
        try:
            raw = await self._get(URL(url, encoded=True))
        except (ClientError, OSError) as error:
            raise FetchError(_reason(error)) from None
        return _resource(raw)

    async def _get(self, url: URL) -> bytes:
        get = self._session.get(url, headers=self._headers, allow_redirects=False)
        async with get as response:
            _check(response)
            return await self._body(response)

    async def _body(self, response: ClientResponse) -> bytes:
        body = bytearray()
        async for chunk in response.content.iter_any():
            self._room -= len(chunk)
            if self._room < 0:
                raise FetchError(f"answered with more than {MOST_BYTES >> 20} MiB")
            body += chunk
        return bytes(body)


def _check(response: ClientResponse) -> None:
    if response.status in _REDIRECTS:
        raise FetchError("redirects")
    if response.status != _OK:
        raise FetchError(f"answered with {response.status}")
    if response.content_type not in _MEDIA_TYPES:
        _refuse()


def _resource(raw: bytes) -> JsonObject:
    try:
        resource = parse_object(raw)
    except RequestError:
        _refuse()
    kind = resource.get("resourceType")
    if kind == "OperationOutcome":
        raise FetchError("answered with an OperationOutcome")
    if not isinstance(kind, str):
        _refuse()
    return resource


def _refuse() -> NoReturn:
    raise FetchError("answered with something other than FHIR in JSON")


def _reason(error: Exception) -> str:
    match error:
        case ClientConnectorError(os_error=NotPublicError()):
            return "is not at a public address"
        case ClientConnectorCertificateError():
            return "shows a certificate that is not trusted"
        case ClientPayloadError() | ServerDisconnectedError():
            return "broke off"
        case ClientResponseError():
            return "answered with something other than HTTP"
        case _:
            return "cannot be reached"
