"""What a caller must be allowed for each method over gRPC and each route over HTTP.

What stands in no table is refused to everybody.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from caveat.server.errors import ForbiddenError
from caveat.server.identity.caller import Caller, Role


@dataclass(frozen=True, slots=True)
class Access:
    """Who is let in: everybody, or whoever has one of these roles."""

    roles: frozenset[Role] = frozenset()
    is_open: bool = False

    def check(self, caller: Caller) -> None:
        """Raise ``ForbiddenError`` for a caller who has none of the roles."""
        if not (self.is_open or self.roles & caller.roles):
            raise ForbiddenError(self._refusal())

    def _refusal(self) -> str:
        names = " or ".join(sorted(role.value for role in self.roles))
        return f"This needs the role {names}." if names else "This is open to nobody."


OPEN = Access(is_open=True)
NOBODY = Access()
CHECK = Access(frozenset({Role.CHECK}))
KNOWLEDGE = Access(frozenset({Role.KNOWLEDGE}))
FEEDBACK = Access(frozenset({Role.FEEDBACK}))
ADMIN = Access(frozenset({Role.ADMIN}))
# A scraper is to see how the service does, and not to be trusted with taking up packs.
WATCH = Access(frozenset({Role.ADMIN, Role.KNOWLEDGE}))


def _methods(service: str, names: str, access: Access) -> Iterable[tuple[str, Access]]:
    return ((f"/{service}/{name}", access) for name in names.split())


_METHODS = dict(
    [
        *_methods("caveat.v1.CheckerService", "Check BatchCheck StreamCheck", CHECK),
        *_methods(
            "caveat.v1.KnowledgeService",
            "ListPacks ListRules GetRule ListObservations Recognise GetStatus",
            KNOWLEDGE,
        ),
        *_methods("caveat.v1.AdminService", "Reload", ADMIN),
        *_methods("grpc.health.v1.Health", "Check List Watch", OPEN),
        *_methods("grpc.reflection.v1alpha.ServerReflection", "ServerReflectionInfo", KNOWLEDGE),
        *_methods("grpc.reflection.v1.ServerReflection", "ServerReflectionInfo", KNOWLEDGE),
    ]
)
_ROUTES = {
    "GET /": OPEN,
    "POST /v1/check": CHECK,
    "POST /v1/check:batch": CHECK,
    "GET /v1/packs": KNOWLEDGE,
    "GET /v1/rules": KNOWLEDGE,
    "GET /v1/rules/{id}": KNOWLEDGE,
    "GET /v1/observations": KNOWLEDGE,
    "GET /v1/recognise": KNOWLEDGE,
    "POST /v1/recognise": KNOWLEDGE,
    "GET /v1/status": KNOWLEDGE,
    "GET /v1/openapi.json": KNOWLEDGE,
    "POST /fhir/$check": CHECK,
    "GET /fhir/metadata": KNOWLEDGE,
    "GET /fhir/OperationDefinition/check": KNOWLEDGE,
    "GET /REST/interaction/list.json": CHECK,
    "GET /cds-services": OPEN,
    "POST /cds-services/{service}": CHECK,
    "POST /cds-services/{service}/feedback": FEEDBACK,
    "GET /metrics": WATCH,
    "GET /livez": OPEN,
    "GET /readyz": OPEN,
}
_ASSETS = "GET /assets/"


def access_of_method(method: str) -> Access:
    """Say who may call a method, such as ``/caveat.v1.CheckerService/Check``."""
    return _METHODS.get(method, NOBODY)


def access_of_route(method: str, path: str) -> Access:
    """Say who may call a route by a method of HTTP; the path is as the route has it."""
    called = f"{'GET' if method == 'HEAD' else method} {path}"
    if called.startswith(_ASSETS) and "{" not in called:  # a file of the page
        return OPEN
    return _ROUTES.get(called, NOBODY)
