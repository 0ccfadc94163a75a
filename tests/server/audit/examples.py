"""Entries, and logs to write them into."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import monotonic

import msgspec

from caveat.server.audit.adopting import own_stream
from caveat.server.audit.chain import Record
from caveat.server.audit.disk import DISK, Disk
from caveat.server.audit.entries import Decision, FeedbackGiven, FoundRule, OpenFact
from caveat.server.audit.file_stream import FileStream, Shelf
from caveat.server.audit.files import FileReader
from caveat.server.audit.journal import Journal
from caveat.server.audit.key import Key
from caveat.server.audit.reading import Remark, records
from caveat.server.audit.stream import Limits
from caveat.server.audit.verifying import Finding, verify

KEY = Key(bytes(range(32)))
OTHER_KEY = Key(bytes(32))
EAGER = Limits(retry=0.005, retry_at_most=0.01, patience=10.0)
_PATIENCE = 30.0

DECISION = Decision(
    id="check-0",
    at="2026-03-01T12:00:00.000Z",
    caller="ward-3",
    door="grpc",
    rules_digest="ab" * 32,
    outcome="alerts",
    complete=False,
    level="major",
    alerts=(FoundRule("ketamine-opioid", "major"),),
    folded=("ketamine-sedative",),
    withheld=("ketamine-eye-drops",),
    open_facts=(OpenFact("age", "moderate"),),
    unrecognised=("medications[2]",),
    request="cd" * 32,
)
FEEDBACK = FeedbackGiven(
    "answer-1", "2026-03-01T13:00:00.000Z", "ward-4", "card-1", "overridden", "patient-preference"
)


def decision(number: int) -> Decision:
    """Give one of many decisions."""
    return msgspec.structs.replace(DECISION, id=f"check-{number}")


def stream_in(shelf: Shelf, key: Key = KEY) -> FileStream:
    """Open the stream that a process would write into."""
    return FileStream(shelf, key, own_stream(shelf, key))


def shelf_of(folder: Path, disk: Disk = DISK) -> Shelf:
    """Keep everything in one folder."""
    folder.mkdir(parents=True, exist_ok=True)
    return Shelf(folder, folder, disk=disk)


@contextmanager
def opened(shelf: Shelf, limits: Limits = EAGER, key: Key = KEY) -> Generator[Journal]:
    """Open a log in files, and close it."""
    log = Journal(stream_in(shelf, key), limits)
    try:
        yield log
    finally:
        log.close_and_wait()


def write(shelf: Shelf, count: int, start: int = 0) -> None:
    """Write so many decisions by one process, each by itself, and end well."""
    stream = stream_in(shelf)
    for number in range(start, start + count):
        stream.write([decision(number)])
    stream.checkpoint()
    stream.close()


def findings(
    folder: Path, checkpoint_to: Path | None = None, key: Key = KEY, *, archived: bool = False
) -> list[str]:
    """Verify a log, and give what is found, each behind its place."""
    outcomes = verify(FileReader(folder, checkpoint_to), key, archived=archived)
    return [f"{each.where}: {each.what}" for each in outcomes if isinstance(each, Finding)]


def remarks(folder: Path) -> list[str]:
    """Verify a log, and give what does no harm."""
    outcomes = verify(FileReader(folder), KEY)
    return [f"{each.where}: {each.what}" for each in outcomes if isinstance(each, Remark)]


def kept(folder: Path) -> list[Record]:
    """Read all records."""
    return list(records(FileReader(folder)))


def ids(folder: Path) -> list[str]:
    """Give the ids of the decisions, in the order in which they are read."""
    return [each.entry.id for each in kept(folder) if isinstance(each.entry, Decision)]


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds, and fail where it does not within half a minute."""
    deadline = monotonic() + _PATIENCE
    pause = Event()
    while not holds():
        assert monotonic() < deadline
        pause.wait(0.002)


def segments_of(folder: Path) -> list[Path]:
    """List the segments of all streams."""
    return sorted(folder.glob("*.log"))
