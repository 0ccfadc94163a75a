"""Has a service go over to the rules of the day on which changes of a site's policy expire.

A checker goes over by itself, with the first check of that day. What takes time is made ready the
day before, and what others should know of it is said here.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable

from caveat.rules import Checker, RuleBook

LOOK_SECONDS = 30.0
"""So often somebody looks at the calendar, which may be put on meanwhile."""

_A_DAY = dt.timedelta(days=1)

_logger = logging.getLogger(__name__)


class Expiry:
    """Looks after one checker; ``noted`` is awaited with a book whose changes have expired."""

    def __init__(
        self,
        checker: Checker,
        noted: Callable[[RuleBook], Awaitable[None]],
    ) -> None:
        self._checker = checker
        self._noted = noted
        self._served = checker.book.rules_digest

    async def keep_looking(self) -> None:
        """Look again and again."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await self.look()

    async def look(self) -> None:
        """Make ready what holds tomorrow, and go over to it once that is today."""
        engine = await asyncio.to_thread(lambda: self._checker.engine)
        book = engine.book
        if book.rules_digest != self._served and any(use.expired for use in book.policies):
            await self._noted(book)
        self._served = book.rules_digest
        tomorrow = engine.today() + _A_DAY
        if not engine.holds_on(tomorrow):
            await asyncio.to_thread(self._checker.get_ready, tomorrow)
