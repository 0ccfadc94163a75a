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
from caveat.server.escort import Escort
from caveat.server.feedback.place import default_url
from caveat.server.feedback.store import FeedbackStore
from caveat.server.http.admission import guard_routes
from caveat.server.http.listener import HttpListener
from caveat.server.http.probes import routes as probe_routes
from caveat.server.identity.caller import CALLER
from caveat.server.operation.routes import routes as operation_routes
from caveat.server.rest.routes import routes as rest_routes
from caveat.server.rxnav.routes import routes as rxnav_routes
from caveat.server.settings import Http, Limits, Settings
from caveat.server.sight.routes import routes as metrics_routes
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
        cls, checker: Checker, http: Http, taken: socket, settings: Settings, escort: Escort
    ) -> "Doors":
        """Listen on a port that was taken; ``SettingsError`` says why a door cannot be had."""
        async with AsyncExitStack() as stack:
            routes = await routes_of(checker, http, stack, escort, settings.limits)
            watch, limits = escort.lookout.watch, settings.limits
            app = application(routes, http.origins, watch, limits.body_seconds)
            listener = HttpListener(app, taken, settings)
            await listener.start()
            stack.push_async_callback(listener.stop)
            return cls(listener.address, stack.pop_all())

    async def close(self) -> None:
        """Refuse new requests, let those in flight end, and close what they used."""
        await self._opened.aclose()


async def routes_of(
    checker: Checker,
    http: Http,
    stack: AsyncExitStack,
    escort: Escort,
    limits: Limits = Limits(),  # noqa: B008  it is frozen
) -> list[BaseRoute]:
    """Give all routes, a gate before each but those that know their callers themselves."""
    lookout, state, gate, recorder = escort
    store = await asyncio.to_thread(FeedbackStore.open, http.feedback or default_url())
    stack.callback(store.close)
    client = _client(http)
    if client:
        stack.push_async_callback(client.close)
    verifier = _verifier(http)
    admit = gate.admit_known if gate else CALLER.set
    cds_hooks = cds_hooks_routes(
        *(checker, store, client, verifier),
        public_url=http.public_url,
        admit=admit,
        recorder=recorder,
    )
    others = [
        *page_routes(),
        *rest_routes(checker, recorder, state, limits.patients),
        *operation_routes(checker, http.public_url, recorder=recorder),
        *rxnav_routes(checker, recorder),
        *metrics_routes(lookout, store.answers),
        *probe_routes(state),
    ]
    return [*guard_routes(others, gate), *guard_routes(cds_hooks, None if verifier else gate)]


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
