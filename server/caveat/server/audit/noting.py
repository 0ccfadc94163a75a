"""Noting how far a stream goes: in a file apart, and in the log of the service."""

import logging
from pathlib import Path

from caveat.server.audit.chain import Head
from caveat.server.audit.checkpoints import Checkpoint, add_checkpoint
from caveat.server.audit.disk import DISK, Disk

_logger = logging.getLogger(__name__)


class Notes:
    """The checkpoints that a process writes, into this folder if there is one."""

    def __init__(self, folder: Path | None, key: bytes, disk: Disk = DISK) -> None:
        self._folder = folder
        self._key = key
        self._disk = disk
        self._noted = ("", 0)
        self._told = ("", 0)

    def note(self, stream: str, head: Head, wall: str) -> None:
        """Note the last record, unless it is noted; ``OSError`` where it is not surely kept."""
        if self._noted == (stream, head.seq) or not head.seq:
            return
        if self._folder:
            checkpoint = Checkpoint(stream, *head, wall).signed(self._key)
            add_checkpoint(self._folder, checkpoint, self._disk)
        else:
            self.tell(stream, head)
        self._noted = (stream, head.seq)

    def tell(self, stream: str, head: Head) -> None:
        """Tell the log of the service, which may be kept by another machine."""
        if self._told != (stream, head.seq):
            text = "decision log checkpoint: stream %s seq %d hash %s"
            _logger.info(text, stream, *head)
        self._told = (stream, head.seq)
