"""Stands before every call: finds out who calls, whether they may, and how often they do."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from caveat.server.identity.access import Access
from caveat.server.identity.authenticator import Authenticator, Shown
from caveat.server.identity.caller import ANYBODY, CALLER, Caller
from caveat.server.identity.rates import Rates, begin

UNKNOWN = Caller("unknown", frozenset())
"""The caller of what is open to everybody, where callers are asked who they are."""


class Gate:
    """Lets in whoever may; without an ``authenticator`` that is anybody, counted by address."""

    def __init__(
        self,
        authenticator: Authenticator | None,
        rates: Rates | None = None,
        keeping: Sequence[Callable[[], Awaitable[None]]] = (),
    ) -> None:
        self._authenticator = authenticator
        self._keeping = keeping
        self._tasks: list[asyncio.Future[None]] = []
        self.rates = rates

    def open(self) -> None:
        """Begin to keep up with what is elsewhere; within the event loop of the calls."""
        self._tasks = [asyncio.ensure_future(keep()) for keep in self._keeping]

    async def close(self) -> None:
        """End what goes on."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def admit(self, shown: Shown, access: Access) -> None:
        """Let the call that goes on in, as that of its caller.

        ``UnauthenticatedError``, ``ForbiddenError`` or ``TooManyCallsError`` for those who are not
        let in; ``UnavailableError`` where it cannot be found out.
        """
        if access.is_open:
            CALLER.set(UNKNOWN if self._authenticator else ANYBODY)
            return
        caller = self._authenticator.caller_of(shown) if self._authenticator else ANYBODY
        begin(self.rates, caller.name if self._authenticator else shown.peer())
        access.check(caller)
        CALLER.set(caller)

    def admit_known(self, caller: Caller) -> None:
        """Let the call in of one who showed elsewhere who they are."""
        begin(self.rates, caller.name)
        CALLER.set(caller)
