"""Tells the operator when the decision log begins to fail, while it does, and when it works."""

import logging
from collections.abc import Callable

REMINDED = 60.0
"""A log that goes on failing is told of again after so many seconds."""

_logger = logging.getLogger(__name__)


class Alarm:
    """One log's alarm; ``clock`` gives seconds that never run back.

    However often the log fails and works again, there is at most one line in ``REMINDED`` seconds
    and one more for its end.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._unrecorded = 0
        self._is_told = False
        self._silent_until = 0.0

    def failed(self, why: str) -> None:
        """Count an entry that was not recorded."""
        self._unrecorded += 1
        if self._clock() < self._silent_until:
            return
        self._silent_until = self._clock() + REMINDED
        self._is_told = True
        because = why or "the decision log gives no reason"
        _logger.error("entries NOT RECORDED so far: %d (%s)", self._unrecorded, because)

    def worked(self) -> None:
        """Tell once that the log can be written again, if it was told that it could not."""
        if self._is_told:
            _logger.error("entries are recorded again; not recorded: %d", self._unrecorded)
            self._is_told = False
            self._unrecorded = 0
