"""The stream of a process in files, begun as soon as the disk lets it."""

from collections.abc import Sequence

from caveat.server.audit.adopting import own_stream
from caveat.server.audit.chain import Kept
from caveat.server.audit.disk import reason_of
from caveat.server.audit.file_stream import FileStream, Shelf
from caveat.server.audit.key import Key
from caveat.server.audit.stream import NotWrittenError


class LateStream:
    """A stream in files that need not be there yet."""

    def __init__(self, shelf: Shelf, key: Key) -> None:
        self._shelf = shelf
        self._key = key
        self._stream: FileStream | None = None

    def begin(self) -> FileStream:
        """Have a stream; ``OSError`` where none can be had now."""
        if self._stream is None:
            self._shelf.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._stream = FileStream(self._shelf, self._key, own_stream(self._shelf, self._key))
        return self._stream

    def write(self, entries: Sequence[Kept]) -> None:
        """Have the entries on the disk when this returns."""
        try:
            stream = self.begin()
        except OSError as error:
            raise NotWrittenError(reason_of(error)) from None
        stream.write(entries)

    def checkpoint(self) -> None:
        """Note the last record apart from the stream, if there is one."""
        if self._stream:
            self._stream.checkpoint()

    def close(self) -> None:
        """Close the stream, if there is one."""
        if self._stream:
            self._stream.close()
