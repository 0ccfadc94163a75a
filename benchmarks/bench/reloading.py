"""A service whose pack is edited and taken up anew while it serves."""

import os
import re
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bench.result import NotAvailableError
from benchmarks.bench.service import Service
from benchmarks.bench.swaps import Swap
from caveat.client import Client, ClientError

_EVERY = 0.02
"""Seconds between two questions for the pack, at all times: they are a load too."""
_LIMIT = 20.0


@dataclass(frozen=True, slots=True)
class Reloading:
    """A service of one pack, and a client that asks it for the pack's version."""

    service: Service
    client: Client
    pack: Path

    def swap(self, version: str) -> Swap:
        """Give the pack another version, and wait until the service has it.

        Raises ``NotAvailableError`` where the service does nothing of the kind.
        """
        self._edit(version)
        start = time.monotonic()
        os.kill(self.service.process.pid, signal.SIGHUP)
        while self._version() != version:
            if time.monotonic() > start + _LIMIT:
                raise NotAvailableError(f"no new pack {_LIMIT:g} seconds after SIGHUP")
            time.sleep(_EVERY)
        return Swap(start, time.monotonic())

    def rest(self, seconds: float) -> None:
        """Let time pass."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._version()
            time.sleep(_EVERY)

    def _edit(self, version: str) -> None:
        file = self.pack / "pack.yaml"
        text = file.read_text(encoding="utf-8")
        edited = re.sub(r"(?m)^version: .*$", f"version: {version}", text)
        file.write_text(edited, encoding="utf-8")

    def _version(self) -> str:
        try:
            [pack] = self.client.packs()
        except ClientError:
            if self.service.process.poll() is None:
                raise
            raise NotAvailableError("caveat serve ends at SIGHUP") from None
        return pack.version
