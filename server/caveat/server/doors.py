"""The doors over HTTP: what they share, opened together and closed together."""

import asyncio
from contextlib import AsyncExitStack
from socket import socket
from typing import TYPE_CHECKING

from starlette.routing import BaseRoute

from caveat.rules import Checker
from caveat.server.asgi import application
from caveat.server.cdshooks.gate import Verifier
from caveat.server.cdshooks.routes import routes as cds_hooks_routes
from caveat.server.ehr.allowlist import FhirServers
from caveat.server.feedback.place import default_url
from caveat.server.feedback.store import FeedbackStore
from caveat.server.http.listener import HttpListener
from caveat.server.http.probes import routes as probe_routes
from caveat.server.operation.routes import routes as operation_routes
from caveat.server.rest.routes import routes as rest_routes
from caveat.server.rxnav.routes import routes as rxnav_routes
from caveat.server.settings import Http, Settings
from caveat.server.state import ServiceState
from caveat.server.web.page import routes as page_routes

if TYPE_CHECKING:
    from caveat.server.ehr.client import FhirClient


class Doors:
    """All doors over HTTP, behind one port."""

    def __init__(self, address: str, opened: AsyncExitStack) -> None:
        self.address = address
        self._opened = opened

    @classmethod
    async def open(
        cls,
        checker: Checker,
        http: Http,
        taken: socket,
        settings: Settings,
        state: ServiceState | None = None,
    ) -> "Doors":
        """Listen on a port that was taken; ``SettingsError`` says why a door cannot be had."""
        async with AsyncExitStack() as stack:
            state = state or ServiceState()
            routes = await _routes(checker, http, stack)
            routes += rest_routes(checker, state, settings.limits.patients)
            routes += probe_routes(state)
            app = application(routes, http.origins, settings.limits.body_seconds)
            listener = HttpListener(app, taken, settings)
            await listener.start()
            stack.push_async_callback(listener.stop)
            return cls(listener.address, stack.pop_all())

    async def close(self) -> None:
        """Refuse new requests, let those in flight end, and close what they used."""
        await self._opened.aclose()


async def _routes(checker: Checker, http: Http, stack: AsyncExitStack) -> list[BaseRoute]:
    store = await asyncio.to_thread(FeedbackStore.open, http.feedback or default_url())
    stack.callback(store.close)
    client = _client(http)
    if client:
        stack.push_async_callback(client.close)
    verifier = _verifier(http)
    return [
        *page_routes(),
        *cds_hooks_routes(checker, store, client, verifier, public_url=http.public_url),
        *operation_routes(checker, http.public_url),
        *rxnav_routes(checker),
    ]


def _client(http: Http) -> "FhirClient | None":
    """Give what fetches from FHIR servers, if the operator allows any."""
    if not (http.fhir_servers or http.private_fhir_servers):
        return None
    from caveat.server.ehr.client import FhirClient  # noqa: PLC0415  loads slowly, few need it

    return FhirClient(FhirServers(http.fhir_servers, http.private_fhir_servers))


def _verifier(http: Http) -> Verifier | None:
    """Give what tells callers by their tokens, if the operator trusts any issuer."""
    if not http.issuers:
        return None
    from caveat.server.ehr.keys import Issuer  # noqa: PLC0415  loads slowly, few need it
    from caveat.server.ehr.verifier import TokenVerifier  # noqa: PLC0415  and so does this

    return TokenVerifier([Issuer(name, keys) for name, keys in http.issuers])
