"""Opening a decision log to write it, by the place that its operator names."""

from dataclasses import dataclass, field
from pathlib import Path

from caveat.server.audit.disk import may_pass
from caveat.server.audit.file_stream import Shelf
from caveat.server.audit.files import FileReader
from caveat.server.audit.journal import Journal
from caveat.server.audit.key import Key
from caveat.server.audit.late import LateStream
from caveat.server.audit.noting import Notes
from caveat.server.audit.place import default_place, is_database, key_of
from caveat.server.audit.reading import Reader
from caveat.server.audit.stream import Limits, Stream
from caveat.server.settings import Audit
from caveat.source.errors import SettingsError


@dataclass(frozen=True, slots=True)
class OpenedLog:
    """A log that is written, and the key that tells requests apart and seals their content."""

    log: Journal
    key: Key = field(repr=False)


def open_audit(audit: Audit, limits: Limits = Limits()) -> OpenedLog:  # noqa: B008  it cannot change
    """Open the log that the settings name, with its key; ``SettingsError`` says why it cannot."""
    place = audit.place or default_place()
    key = key_of(place, audit.key_file)
    return OpenedLog(open_log(place, key, audit.checkpoint_to, limits), key)


def open_log(
    place: str,
    key: Key,
    checkpoint_to: Path | None = None,
    limits: Limits = Limits(),  # noqa: B008  it cannot change
) -> Journal:
    """Open the log at a place, a folder or the URL of a database; it is a ``DecisionLog``.

    ``SettingsError`` says what the operator is to mend. A disk that is full or fails is no such
    thing: then the log opens, says so in its state, and tries again.
    """
    if is_database(place):
        return Journal(_in_database(place, key, checkpoint_to), limits)
    folder = Path(place)
    return Journal(_in_files(Shelf(folder, checkpoint_to or folder), key), limits)


def _in_files(shelf: Shelf, key: Key) -> Stream:
    stream = LateStream(shelf, key)
    try:
        stream.begin()
    except OSError as error:
        if not may_pass(error):
            reason = f"the decision log cannot be kept in {shelf.folder}: {error.strerror}"
            raise SettingsError(reason) from None
    return stream


def _in_database(url: str, key: Key, checkpoint_to: Path | None) -> Stream:
    from caveat.server.audit.database.engine import engine_for  # noqa: PLC0415  loads slowly
    from caveat.server.audit.database.stream import DatabaseStream  # noqa: PLC0415  with it

    return DatabaseStream(engine_for(url), key, Notes(checkpoint_to, key.chain))


def _database_reader(url: str, checkpoint_to: Path | None) -> Reader:
    from caveat.server.audit.database.engine import engine_for  # noqa: PLC0415  loads slowly
    from caveat.server.audit.database.reader import DatabaseReader  # noqa: PLC0415  with it

    return DatabaseReader(engine_for(url, reads=True), checkpoint_to)


def open_reader(place: str, checkpoint_to: Path | None = None) -> Reader:
    """Open the log at a place to read it; ``SettingsError`` where there is none."""
    if is_database(place):
        return _database_reader(place, checkpoint_to)
    try:
        reader = FileReader(Path(place), checkpoint_to)
    except OSError as error:
        raise SettingsError(f"no decision log is kept in {place}: {error.strerror}") from None
    if not reader.streams():
        raise SettingsError(f"no decision log is kept in {place}")
    return reader
