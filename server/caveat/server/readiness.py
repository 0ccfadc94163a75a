"""Whether the service should be called, as health checks over gRPC and HTTP tell it."""

import asyncio
from collections.abc import Sequence

from grpc_health.v1 import health, health_pb2

from caveat.server.state import ServiceState

_OF_ALL = ""
_SERVING = health_pb2.HealthCheckResponse.SERVING
_NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING


class Readiness:
    """Follows a state: ready once it is told to begin, until it drains or its packs are too old.

    Nothing here may know the server, as of ``Reload``.
    """

    def __init__(
        self, services: Sequence[str], state: ServiceState, max_stale_seconds: float | None
    ) -> None:
        self.servicer = health.aio.HealthServicer()
        self._services = (_OF_ALL, *services)
        self._state = state
        self._max_stale = max_stale_seconds
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def begin(self) -> None:
        """Be ready from now on."""
        self._state.told = self._follow
        self._state.is_ready = True
        await self._show()

    async def drain(self) -> None:
        """Be ready no more."""
        self._state.told = None
        self._stop_waiting()
        self._state.is_ready = False
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.servicer.enter_graceful_shutdown()

    def _follow(self) -> None:
        """Wait until packs that cannot be taken up have stood there for too long."""
        since = self._state.stale_since
        if since is None:
            self._stop_waiting()
            self._be(ready=True)
        elif self._max_stale is not None and self._timer is None and self._state.is_ready:
            left = self._max_stale - max(0.0, self._state.clock() - since)
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(max(0.0, left), self._be_stale)

    def _be_stale(self) -> None:
        self._timer = None
        self._be(ready=False)

    def _be(self, *, ready: bool) -> None:
        if ready is not self._state.is_ready:
            self._state.is_ready = ready
            task = asyncio.create_task(self._show())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _show(self) -> None:
        status = _SERVING if self._state.is_ready else _NOT_SERVING
        for name in self._services:
            await self.servicer.set(name, status)

    def _stop_waiting(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
