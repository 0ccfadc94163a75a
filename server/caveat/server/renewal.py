"""Changes the packs that are served over to others, between two calls, whole or not at all."""

import asyncio
import gc
import logging
import sys
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import replace

from caveat.rules import Checker, RuleBook
from caveat.rules.cache import read_kept
from caveat.rules.loader import built_in_packs
from caveat.server.preparing import Prepared, prepare
from caveat.server.settings import Allowed, Settings
from caveat.server.state import Attempt, ServiceState
from caveat.server.succession import objections
from caveat.source.errors import PackError, SettingsError, UnavailableError

_TURN = 0.0005

GetReady = Callable[[Checker], Awaitable[Callable[[], None]]]
"""Is told the new packs' checker, and gives what changes over to it."""

Approve = Callable[[RuleBook], Awaitable[None]]
"""Is awaited before the change-over; ``UnavailableError`` keeps the packs that are served."""

_logger = logging.getLogger(__name__)


async def approve_all(book: RuleBook) -> None:
    """Let every set of packs be taken up."""


class Renewal:
    """Takes up packs in place of those of one checker, and notes in ``state`` how it went.

    ``approve`` may be set by whoever has a say in it.
    """

    def __init__(
        self,
        settings: Settings,
        checker: Checker,
        get_ready: GetReady,
        state: ServiceState,
    ) -> None:
        self.approve: Approve = approve_all
        self._settings = settings
        self._checker = checker
        self._get_ready = get_ready
        self._state = state

    async def from_files(self, allowed: Allowed) -> Attempt:
        """Take up what stands in the folders of the packs."""
        self.begin()
        try:
            prepared = await prepare(self._settings)
        except (PackError, SettingsError) as error:
            return self.refuse(str(error))
        try:
            return await self.take_up(prepared, allowed)
        finally:
            prepared.close()

    def begin(self) -> None:
        """Note that packs are being read."""
        _logger.info("reading the packs anew")
        self._state.begin()

    def refuse(self, problems: str, began_at: float | None = None) -> Attempt:
        """Note why they are not taken up; their reading began when the last one did, or then."""
        _logger.error("the packs are not taken up, those before them stay:\n%s", problems)
        return self._state.refuse(problems, began_at)

    async def take_up(self, prepared: Prepared, allowed: Allowed) -> Attempt:
        """Take up packs that were prepared."""
        try:
            with _turns_of(_TURN):
                fresh = await asyncio.to_thread(self._open, prepared, allowed)
            change_over = await self._get_ready(fresh)
            await self.approve(fresh.book)
        except (_RefusedError, UnavailableError) as error:
            return self.refuse(str(error))
        change_over()
        gc.freeze()
        _logger.info("serving the packs %s", packs_in_words(fresh.book))
        return self._state.take_up()

    def _open(self, prepared: Prepared, allowed: Allowed) -> Checker:
        digest, content = prepared.read()
        kept = read_kept(content)
        if kept is None:
            raise _RefusedError("what was compiled of the packs did not arrive whole")
        fresh = self._checker.reloaded(kept, self._settings.packs or built_in_packs())
        if fresh.book.digest != digest:
            raise _RefusedError("Caveat, or its vocabulary, is not as it was at the start: restart")
        renewal = self._settings.renewal
        renewal = replace(renewal, allowed=renewal.allowed | allowed)
        suspicions = tuple(objections(self._checker.book, fresh.book, renewal))
        if suspicions:
            raise _RefusedError("\n".join(suspicions))
        return fresh


def packs_in_words(book: RuleBook) -> str:
    """Name packs, and the policies that change them, for the log."""
    packs = [f"{use.id} {use.version} {use.digest[:12]}" for use in book.uses]
    policies = [f"policy {use.site} {use.digest[:12]}" for use in book.policies]
    return ", ".join((*packs, *policies))


class _RefusedError(Exception):
    """Why packs are not taken up: every problem, a line each."""


@contextmanager
def _turns_of(seconds: float) -> Generator[None]:
    """Have threads take turns of so many seconds: a call waits for several of another's."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(seconds)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
