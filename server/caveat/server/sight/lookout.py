"""Who looks at the service: gathers what all of its processes have counted, when asked to."""

import asyncio
import logging
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from caveat.rules import Checker
from caveat.server.sight.counts import Labels, Told, together
from caveat.server.sight.sharing import others, tell
from caveat.server.sight.standing import Source, standing_of
from caveat.server.sight.watch import Watch
from caveat.source.errors import UnavailableError

_PERIOD = 1.0
"""So many seconds may pass until other workers know what this one has counted."""

Feedback = Callable[[], dict[Labels, int]]
"""Gives how many answers of which outcome there are by rule; may raise ``UnavailableError``."""

_logger = logging.getLogger(__name__)


class Lookout:
    """Gives the page of metrics of all processes, and tells others of this one.

    ``folder`` is where several workers share what they count.
    """

    def __init__(
        self, watch: Watch, checker: Checker, sources: Iterable[Source], folder: Path | None
    ) -> None:
        self.watch = watch
        self._checker = checker
        self._sources = list(sources)
        self._folder = folder
        self._is_failing = False

    def look_at(self, source: Source) -> None:
        """Ask one more source; it holds nothing of the server."""
        self._sources.append(source)

    def page(self, feedback: Feedback | None = None) -> tuple[bytes, str]:
        """Give the page and its media type; for a thread, since it reads files."""
        from caveat.server.sight.exposition import (  # noqa: PLC0415  loads slowly, few look
            MEDIA_TYPE,
            Seen,
            page_of,
        )

        mine = self._told()
        counts, standings = [mine.counts], [mine.standing]
        if self._folder:
            theirs = others(self._folder, os.getpid())
            counts += [theirs.ended, *(each.counts for each in theirs.told)]
            standings += [each.standing for each in theirs.told]
        answers, is_readable = self._answers(feedback)
        standings.sort(key=lambda each: each.pid)
        seen = Seen(together(counts), standings, answers, is_readable)
        return page_of(seen), MEDIA_TYPE

    async def tell_others(self) -> None:
        """Tell other workers what this one has counted, again and again; to be cancelled."""
        while self._folder:
            self._tell(self._folder)
            await asyncio.sleep(_PERIOD)

    def _tell(self, folder: Path) -> None:
        """Write what was counted; where that fails it is said once."""
        try:
            tell(folder, self._told())
        except OSError as error:
            if not self._is_failing:
                _logger.warning("other workers cannot be told of this one: %s", error.strerror)
            self._is_failing = True
        else:
            self._is_failing = False

    def _told(self) -> Told:
        return Told(self.watch.tally.counts(), standing_of(self._checker, self._sources))

    def _answers(self, feedback: Feedback | None) -> tuple[dict[Labels, int] | None, bool]:
        """Give the answers to rules that are loaded; nothing else may become a label."""
        if feedback is None:
            return None, True
        try:
            answers = feedback()
        except UnavailableError:
            return {}, False
        rules = self._checker.book.rules
        return {labels: n for labels, n in answers.items() if labels[0] in rules}, True
