"""A clock that jumps, under a service and its callers."""

import time
from collections.abc import Iterator
from pathlib import Path

from torture.crowd import crowd
from torture.result import Count, NotAvailableError, none
from torture.run import Run
from torture.service import serving

LIBRARY = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
_JUMPS = {"an hour on": "+3600", "two hours back": "-7200", "ten years on": "+3650d"}
_BEFORE_AND_AFTER = 1.0


def clock(run: Run) -> Iterator[Count]:
    """Set the clock of a service on and back while it serves."""
    if not LIBRARY.exists():
        raise NotAvailableError("libfaketime is not installed (Debian: faketime)")
    folder = run.new_folder()
    control = folder / "clock"
    control.write_text("+0\n")
    environment = {
        "LD_PRELOAD": str(LIBRARY),
        "FAKETIME_TIMESTAMP_FILE": str(control),
        "FAKETIME_NO_CACHE": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }
    with serving(folder, environment=environment) as service:
        for name, jump in run.some(_JUMPS, 3).items():
            with crowd(service.address, run.known_file, "--raw") as innocents:
                _jump(control, jump)
                tally = innocents.dismiss()
            yield Count(f"{name}: answers", tally.answered, least=1)
            yield none(f"{name}: wrong or failed", tally.wrong + tally.failed)
        yield none("exit code", service.stop())


def _jump(control: Path, to: str) -> None:
    """Let some calls come before it and some after it."""
    for written in ("+0", to):
        control.write_text(f"{written}\n")
        time.sleep(_BEFORE_AND_AFTER)
