"""Which stream a process writes: one that was left behind goes on, or a new one begins."""

import logging

from caveat.server.audit.chain import Chain
from caveat.server.audit.checkpoints import SUFFIX, last_checkpoint, path_of
from caveat.server.audit.file_stream import Own, Shelf
from caveat.server.audit.key import Key
from caveat.server.audit.lock import take_lock
from caveat.server.audit.names import Place, new_stream, segments
from caveat.server.audit.tail import Tail, opening, set_torn_aside, tail_of, whole_lines

_MOST_BESIDE = 100

_logger = logging.getLogger(__name__)


def own_stream(shelf: Shelf, key: Key) -> Own:
    """Take the newest stream that nobody writes and that holds, or begin one; ``OSError``."""
    for stream in sorted(segments(shelf.folder), reverse=True):
        lock = take_lock(shelf.folder / f"{stream}.lock")
        if lock is None:
            continue
        if tail := _left_behind(shelf, key, stream):
            return Own(stream, lock, tail, _beside(shelf, key, stream))
        lock.release()
    return _new(shelf, key)


def _new(shelf: Shelf, key: Key) -> Own:
    while True:
        stream = new_stream(shelf.now())
        if lock := take_lock(shelf.folder / f"{stream}.lock"):
            return Own(stream, lock, Tail(), _beside(shelf, key, stream))


def _left_behind(shelf: Shelf, key: Key, stream: str) -> Tail | None:
    """Give the end of a stream that is locked by us; ``None`` where it is better left as it is."""
    try:
        place = _last_segment(shelf, stream)
        if place is None or not _is_ours(place, key):
            return None
        set_torn_aside(place)
        checkpoint = last_checkpoint(path_of(shelf.checkpoints, stream), key.chain)
        return tail_of(place, Chain(key.chain, stream), checkpoint)
    except OSError as error:
        _logger.critical("the stream %s cannot be read: %s", stream, error.strerror)
        return None


def _last_segment(shelf: Shelf, stream: str) -> Place | None:
    """Find the last segment that holds a whole line; what ended before its first one goes aside."""
    for place in reversed(segments(shelf.folder)[stream]):
        if any(whole_lines(place.path)):
            return place
        set_torn_aside(place)
        place.path.unlink()
    return None


def _is_ours(place: Place, key: Key) -> bool:
    opened = opening(place.path)
    if opened is None:
        _logger.critical("%s: its first line was changed; it is left as it is", place.path.name)
        return False
    if opened.key != key.id:
        _logger.warning("%s was written with another key; a new stream begins", place.path.name)
    return opened.key == key.id


def _beside(shelf: Shelf, key: Key, own: str) -> tuple[tuple[str, int, str], ...]:
    """Give the last checkpoints of the newest other streams."""
    paths = sorted(shelf.checkpoints.glob(f"*{SUFFIX}"), reverse=True)[:_MOST_BESIDE]
    last = filter(None, (last_checkpoint(path, key.chain) for path in paths))
    return tuple((each.stream, each.seq, each.hash) for each in last if each.stream != own)
