"""The page's files and the headers that keep it to itself."""

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

_ASSETS = "assets"
_INDEX = "index.html"
_MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "connect-src 'self'; "
    "img-src 'self'; "
    "base-uri 'none'; "
    "form-action 'none'; "
    "frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)
_PERMISSIONS_POLICY = (
    "camera=(), "
    "clipboard-read=(), "
    "clipboard-write=(self), "  # a rule's link can be copied
    "display-capture=(), "
    "geolocation=(), "
    "microphone=(), "
    "payment=(), "
    "usb=()"
)
_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": _CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": _PERMISSIONS_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def routes() -> list[BaseRoute]:
    """Give the routes of the page and of the files that it loads, read once."""
    folder = files("caveat.server.web").joinpath(_ASSETS)
    return [_route(file) for file in sorted(folder.iterdir(), key=lambda file: file.name)]


def _route(file: Traversable) -> Route:
    path = "/" if file.name == _INDEX else f"/{_ASSETS}/{file.name}"
    return Route(path, _Asset.read(file).answer, methods=["GET"])


@dataclass(frozen=True, slots=True)
class _Asset:
    """A file with its media type and the tag by which a browser knows what it has."""

    content: bytes
    media_type: str
    tag: str

    @classmethod
    def read(cls, file: Traversable) -> "_Asset":
        content = file.read_bytes()
        suffix = file.name[file.name.rindex(".") :]
        return cls(content, _MEDIA_TYPES[suffix], f'"{hashlib.sha256(content).hexdigest()[:32]}"')

    async def answer(self, request: Request) -> Response:
        headers = {**_HEADERS, "ETag": self.tag}
        known = request.headers.get("if-none-match", "")
        if self.tag in (each.strip().removeprefix("W/") for each in known.split(",")):
            return Response(status_code=304, headers=headers)
        return Response(self.content, headers=headers, media_type=self.media_type)
