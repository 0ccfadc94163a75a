"""The chain: each record holds the hash of the one before it, and a MAC that needs the key.

A record is one line of JSON. Its MAC is over the very bytes before it, so that nothing depends on
how JSON is written.
"""

import hmac
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple, TypeAlias, cast

import msgspec
from msgspec import Struct

from caveat.server.audit.clock import Moment
from caveat.server.audit.entries import Entry

FORMAT = 1
_BEFORE_MAC = b',"mac":"'
_AFTER_MAC = b'"}'
_MAC = 64
_TAIL = len(_BEFORE_MAC) + _MAC + len(_AFTER_MAC)


class Opened(Struct, frozen=True, tag="opened"):
    """The first record of a segment: where it stands, and how much of which one counts before it.

    ``after`` is the number of that segment, 0 for none, ``length`` its bytes. ``beside`` are the
    last records that were known then of other streams, each as stream, seq and hash.
    """

    stream: str
    segment: int
    after: int
    length: int
    key: str
    format: int = FORMAT
    beside: tuple[tuple[str, int, str], ...] = ()


class Lost(Struct, frozen=True, tag="lost"):
    """So many entries were given up while nothing could be written."""

    count: int


Kept: TypeAlias = Entry | Opened | Lost


class Record(Struct, frozen=True):
    """One line: its number in the stream, when it was written, and what it says.

    ``wall`` is UTC as RFC 3339, ``mono`` milliseconds of a clock that never jumps.
    """

    seq: int
    wall: str
    mono: int
    prev: str
    entry: Kept
    mac: str


class Link(Struct, frozen=True):
    """What makes a line part of a chain, whatever it says, be it an entry of a newer Caveat."""

    seq: int
    prev: str


class Head(NamedTuple):
    """The last record of a stream: its number, and the hash of its line, in hex."""

    seq: int = 0
    hash: str = "0" * 64


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Record)
_LINK_DECODER = msgspec.json.Decoder(Link)


class Chain:
    """Writes and checks the records of one stream."""

    def __init__(self, key: bytes, stream: str) -> None:
        self._mac = hmac.new(key, f"{stream}\0".encode(), "sha256")

    def extend(self, head: Head, entries: Iterable[Kept], now: Moment) -> tuple[list[bytes], Head]:
        """Give the lines of further entries, and the head that they lead to."""
        lines: list[bytes] = []
        seq, before = head
        times = f',"wall":"{now.wall}","mono":{now.mono},"prev":"'.encode()
        for entry in entries:
            seq += 1
            body = b'{"seq":%d%b%b","entry":%b' % (
                seq,
                times,
                before.encode(),
                _encoded(entry),
            )
            line = b"%b%b%b%b\n" % (body, _BEFORE_MAC, self._mac_of(body), _AFTER_MAC)
            before = hash_of(line)
            lines.append(line)
        return lines, Head(seq, before)

    def vouches(self, line: bytes) -> bool:
        """Say whether one who has the key wrote this line, which ends in a line feed."""
        body, mac = line[: -_TAIL - 1], line[-_TAIL - 1 :]
        expected = b"%b%b%b\n" % (_BEFORE_MAC, self._mac_of(body), _AFTER_MAC)
        return hmac.compare_digest(mac, expected)

    def _mac_of(self, body: bytes) -> bytes:
        mac = self._mac.copy()
        mac.update(body)
        return mac.hexdigest().encode()


def _encoded(entry: Kept) -> bytes:
    try:
        return _ENCODER.encode(entry)
    except UnicodeEncodeError:  # a caller's name can hold half of a character
        return _ENCODER.encode(_whole(msgspec.to_builtins(entry)))


def _whole(value: object) -> object:
    """Put a question mark in place of each half of a character."""
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    if isinstance(value, dict):
        fields = cast("dict[str, object]", value)
        return {name: _whole(each) for name, each in fields.items()}
    if isinstance(value, list | tuple):
        return [_whole(each) for each in cast("Sequence[object]", value)]
    return value


def hash_of(line: bytes) -> str:
    """Give what the next record holds of this line."""
    return sha256(line).hexdigest()


def record_of(line: bytes) -> Record | None:
    """Read a line; ``None`` where it is no record."""
    try:
        return _DECODER.decode(line)
    except msgspec.MsgspecError:
        return None


def link_of(line: bytes) -> Link | None:
    """Read where a line stands in its chain; ``None`` where it is no record."""
    try:
        return _LINK_DECODER.decode(line)
    except msgspec.MsgspecError:
        return None
