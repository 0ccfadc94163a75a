"""A caller over HTTP that sends what it is told, right or wrong, and gives the answer."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Answer:
    """The status, the headers with small names, and the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> object:
        """The body as JSON."""
        return json.loads(self.body)


def call(
    method: str, url: str, body: bytes | None = None, headers: Mapping[str, str] = JSON
) -> Answer:
    """Send one request over a connection of its own."""
    parts = urlsplit(url)
    assert parts.hostname
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body, dict(headers))
        response = connection.getresponse()
        named = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, named, response.read())
    finally:
        connection.close()


def post(url: str, document: object, headers: Mapping[str, str] = JSON) -> Answer:
    """Post a document as JSON."""
    return call("POST", url, json.dumps(document).encode(), headers)


def get(url: str, headers: Mapping[str, str] | None = None) -> Answer:
    """Get an address."""
    return call("GET", url, headers=headers or {})
