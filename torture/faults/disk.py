"""A disk that is full, fails, is slow, and a process that is killed while it writes its log."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from torture.crowd import crowd
from torture.decisions import SOUND, UNSOUND, lost, verified
from torture.result import Count, NotAvailableError, none
from torture.run import Run
from torture.service import serving
from torture.tally import Tally
from torture.tampering import TAMPERING

_SMALL_DISK = "1m"
_FILLER = "filler"
_WHILE = 1.5
_EIO = "fdatasync:error=EIO:when=20+7"
_SLOW = "fdatasync:delay_exit=200000"


def disk(run: Run) -> Iterator[Count]:
    """Have every fault of a disk while the decision log is written, and tamper with it after."""
    yield from _full(run)
    yield from _failing(run, "fdatasync fails", _EIO)
    yield from _failing(run, "slow disk", _SLOW)
    yield from _killed(run)


def _full(run: Run) -> Iterator[Count]:
    """Fill the disk, and make room again."""
    folder = run.new_folder()
    with _small_disk(folder / "disk") as small:
        with serving(folder, "--audit-log", str(small)) as service:
            with crowd(service.address, run.known_file, "--raw") as innocents:
                time.sleep(_WHILE)
                _fill(small / _FILLER)
                time.sleep(_WHILE)
                (small / _FILLER).unlink()
                time.sleep(_WHILE)
                tally = innocents.dismiss()
            service.stop()
        yield Count("full disk: answers marked NOT_RECORDED", tally.unrecorded, least=1)
        yield from _kept("full disk", small, tally)


def _failing(run: Run, name: str, injected: str) -> Iterator[Count]:
    """Have the system's calls fail or dawdle."""
    found = shutil.which("strace")
    if not found:
        raise NotAvailableError("strace is not installed")
    folder = run.new_folder()
    place = folder / "decisions"
    tracing = (*(found, "-f", "-qq", "-o", os.devnull), "--trace=fdatasync", f"--inject={injected}")
    with serving(folder, "--audit-log", str(place), before=tracing) as service:
        with crowd(service.address, run.known_file, "--raw") as innocents:
            time.sleep(_WHILE)
            tally = innocents.dismiss()
        os.kill(_traced(service.process.pid), signal.SIGTERM)
        service.process.wait(30)
    yield from _kept(name, place, tally)


def _killed(run: Run) -> Iterator[Count]:
    """Kill the whole service while it writes, again and again."""
    folder = run.new_folder()
    place = folder / "decisions"
    recorded: list[str] = []
    wrong = 0
    chance = run.chance("killed")
    for _ in range(run.times(8, 2)):
        with (
            serving(folder, "--audit-log", str(place)) as service,
            crowd(service.address, run.known_file, "--raw", "--timeout", "1") as innocents,
        ):
            time.sleep(chance.uniform(0.3, 1.0))
            service.process.kill()
            service.process.wait()
            tally = innocents.dismiss()
        recorded += tally.recorded
        wrong += tally.wrong
    yield Count("kill -9: recorded", len(recorded), least=1)
    yield none("kill -9: wrong answers", wrong)
    yield none("kill -9: recorded, and lost", len(lost(place, recorded)))
    yield none("kill -9: not as it was written", verified(place) != SOUND)
    yield from _tampered(run, place)


def _tampered(run: Run, place: Path) -> Iterator[Count]:
    """Change a copy of the log in every way, several times each."""
    chance = run.chance("tampering")
    missed: list[str] = []
    tried = 0
    for name, tamper in TAMPERING.items():
        for _ in range(run.times(5, 1)):
            copy = run.new_folder() / "decisions"
            shutil.copytree(place, copy)
            tamper(copy, chance)
            tried += 1
            if verified(copy) != UNSOUND:
                missed.append(name)
    yield Count("logs tampered with", tried, least=1)
    yield none(f"of these, not found {', '.join(missed)}".rstrip(), len(missed))


def _kept(name: str, place: Path, tally: Tally) -> Iterator[Count]:
    yield Count(f"{name}: recorded", len(tally.recorded), least=1)
    yield none(f"{name}: wrong or failed", tally.wrong + tally.failed)
    yield none(f"{name}: recorded, and lost", len(lost(place, tally.recorded)))
    yield none(f"{name}: not as it was written", verified(place) != SOUND)


def _fill(filler: Path) -> None:
    try:
        with filler.open("wb") as file:
            while True:
                file.write(bytes(4096))
                file.flush()
    except OSError:
        return


@contextmanager
def _small_disk(place: Path) -> Generator[Path]:
    place.mkdir()
    options = f"size={_SMALL_DISK},mode=0700"
    mounted = subprocess.run(  # noqa: S603 - our own folder
        ("/bin/mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)),
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        raise NotAvailableError("no small disk can be mounted; that takes root")
    try:
        yield place
    finally:
        subprocess.run(("/bin/umount", str(place)), check=True)  # noqa: S603 - see above


def _traced(pid: int) -> int:
    """Give the process that a tracer runs."""
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])
