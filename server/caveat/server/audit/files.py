"""A decision log in files, to be read."""

from collections.abc import Iterable, Iterator
from heapq import merge
from pathlib import Path

from caveat.server.audit.checkpoints import SUFFIX, Checkpoint, path_of, read_checkpoints
from caveat.server.audit.names import Place, segments
from caveat.server.audit.pieces import Piece, pieces
from caveat.server.audit.reading import Line, Remark
from caveat.server.audit.tail import opening, whole_lines


class FileReader:
    """Reads the files of a folder, with the checkpoints there and those in another folder.

    ``OSError`` where they cannot be read.
    """

    def __init__(self, folder: Path, checkpoint_to: Path | None = None) -> None:
        folders = {folder, checkpoint_to or folder}
        # before the segments: a checkpoint that comes later may be of a record that comes later
        self._noted = {path: path.stat().st_size for path in _noted(folders)}
        self._segments = segments(folder)
        self._folders = folders

    def streams(self) -> list[str]:
        """Name the streams, oldest first."""
        noted = {path.name.removesuffix(SUFFIX) for path in self._noted}
        return sorted(noted | self._segments.keys())

    def checkpoints(self, stream: str) -> Iterator[Checkpoint]:
        """Give the checkpoints of a stream."""
        paths = [path_of(folder, stream) for folder in self._folders]
        sources = (read_checkpoints(path, self._noted[path]) for path in paths if self._has(path))
        return merge(*sources, key=_seq)

    def lines(self, stream: str) -> Iterator[Line | Remark]:
        """Give the lines of a stream that count."""
        places = self._segments.get(stream, [])
        parts = pieces(places)
        for part in parts:
            yield from _lines(part)
        for place in set(places) - {part.place for part in parts}:
            yield Remark(place.path.name, "holds nothing that was acknowledged")
        for place in places:
            yield from _torn(place)

    def seen_beside(self) -> Iterable[tuple[str, int]]:
        """Give what the tops of the segments say of other streams."""
        for places in self._segments.values():
            for place in places:
                opened = opening(place.path)
                for stream, seq, _ in opened.beside if opened else ():
                    yield stream, seq

    def _has(self, path: Path) -> bool:
        return path in self._noted


def _noted(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from folder.glob(f"*{SUFFIX}")


def _seq(checkpoint: Checkpoint) -> int:
    return checkpoint.seq


def _lines(part: Piece) -> Iterator[Line | Remark]:
    name, read = part.place.path.name, 0
    for number, text in enumerate(whole_lines(part.place.path), 1):
        if part.length is not None and read >= part.length:
            break
        read += len(text)
        yield Line(f"{name}:{number}", text)
    if rest := part.place.path.stat().st_size - read:
        yield Remark(name, _rest(rest, is_last=part.length is None))


def _rest(count: int, *, is_last: bool) -> str:
    if is_last:
        return f"{count} bytes at the end are no whole line: torn, or being written"
    return f"{count} bytes at the end were not acknowledged, and stand again in the next segment"


def _torn(place: Place) -> Iterator[Remark]:
    torn = place.path.with_suffix(".torn")
    if torn.exists():
        yield Remark(torn.name, "half a line that was set aside at a start")
