"""What an operator has the service do."""
# ruff: noqa: N802  the contract names the methods

from caveat.rules import Checker
from caveat.server.calls import Context
from caveat.server.convert.status import message_of_reload
from caveat.server.reload import Reloads
from caveat.server.settings import Allowed
from caveat.server.state import ServiceState
from caveat.v1 import admin_pb2, admin_pb2_grpc


class AdminService(admin_pb2_grpc.AdminServiceServicer):
    """Takes up packs when it is told to."""

    def __init__(self, checker: Checker, reload: Reloads, state: ServiceState) -> None:
        self._checker = checker
        self._reload = reload
        self._state = state

    async def Reload(
        self, request: admin_pb2.ReloadRequest, context: Context
    ) -> admin_pb2.ReloadResponse:
        """Take up the packs anew, and say how that ended."""
        allowed = Allowed(shrink=request.allow_shrink, older=request.allow_older)
        attempt = await self._reload.ended(allowed)
        return admin_pb2.ReloadResponse(
            reload=message_of_reload(attempt, self._state.stale_since),
            rules_digest=self._checker.book.rules_digest,
        )
