"""A decision log of a few checks, to compare packs by."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from caveat.rules import Checker, request_of
from caveat.server.audit.key import new_key, read_key
from caveat.server.audit.opening import open_log
from caveat.server.recording.decided import of_report
from caveat.server.recording.record import Door
from caveat.server.recording.recorder import Recorder


class Log:
    """A decision log in a folder, with its key there."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.place = str(folder)
        new_key(folder / "key")

    def hold(self, checker: Checker, medication: str, *, content: bool = True) -> None:
        """Write one check."""
        asyncio.run(self._hold(checker, medication, content=content))

    async def _hold(self, checker: Checker, medication: str, *, content: bool) -> None:
        key = read_key(Path(self.place) / "key")
        request = request_of({"proposed": ["ketamine"], "medications": [medication]})
        now = datetime(2026, 5, 4, tzinfo=UTC)
        recorder = Recorder(open_log(self.place, key), key, with_content=content, now=lambda: now)
        decided = of_report(checker.check(request))
        decision = recorder.decision(Door.GRPC, medication, decided, b"", lambda: request)
        assert await recorder.has_written(decision)
        await recorder.close()
