"""Reloads one after another, however many are asked for at once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from caveat.server.settings import Allowed
from caveat.server.state import Attempt
from caveat.source.errors import UnavailableError


class Reloads(Protocol):
    """Takes up packs anew, and says how that ended."""

    async def ended(self, allowed: Allowed) -> Attempt:
        """Ask, and wait for the end; ``UnavailableError`` where the service stops before it."""
        ...


class Reload:
    """Attempts one reload at a time.

    All who ask while one goes on share the next: that one may have read what has changed since.
    Nothing here may know a server: held in a circle, it would end with a collection, in whatever
    thread that runs.
    """

    def __init__(self, attempt: Callable[[Allowed], Awaitable[Attempt]]) -> None:
        self._attempt = attempt
        self._allowed = Allowed()
        self._next: asyncio.Future[Attempt] | None = None
        self._task: asyncio.Task[None] | None = None

    def ask(self, allowed: Allowed = Allowed()) -> asyncio.Future[Attempt]:  # noqa: B008  it is frozen
        """Begin, or begin again once the reload that goes on has ended; give how it will end."""
        if self._next is None:
            self._next = asyncio.get_running_loop().create_future()
            self._allowed = Allowed()
        self._allowed |= allowed
        asked = self._next
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return asked

    async def ended(self, allowed: Allowed) -> Attempt:
        """Ask, and wait for the end; ``UnavailableError`` where the service stops before it."""
        return await asyncio.shield(self.ask(allowed))

    async def stop(self) -> None:
        """End a reload that goes on."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _run(self) -> None:
        asked = None
        try:
            while self._next:
                asked, self._next = self._next, None
                asked.set_result(await self._attempt(self._allowed))
        finally:
            for waiting in (asked, self._next):
                if waiting and not waiting.done():
                    waiting.set_exception(UnavailableError("the reload was broken off"))
                    waiting.exception()  # it need not be awaited
            self._next = None
