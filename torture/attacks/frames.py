"""Frames that waste, lie or never end, each sent to a port by one hostile caller."""

import gzip
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress

from hyperframe.frame import (
    ContinuationFrame,
    HeadersFrame,
    PingFrame,
    RstStreamFrame,
    SettingsFrame,
)

from torture.http2 import PREFACE, Connection, call_headers, connection, data, prefixed

Attack = Callable[[int, int], None]
"""Attacks a port, so many times."""

_CANCEL = 8
_AT_ONCE = 100
_FOUR_GIB = (1 << 32) - 1
_BOMB_MEGABYTES = 900
_LONGEST_HELD = 6.0
_HELD_A_SECOND = 50


def rapid_reset(port: int, times: int) -> None:
    """Begin calls and take each back at once."""
    with connection(port) as opened:
        for _ in range(times // _AT_ONCE):
            opened.send(*[frame for _ in range(_AT_ONCE) for frame in _begun_and_reset(opened)])


def silent_calls(port: int, times: int) -> None:
    """Begin calls on many connections, and never send what is to be checked."""
    with ExitStack() as held:
        for _ in range(times):
            with suppress(OSError):
                _begin(held.enter_context(connection(port)), 1)
        time.sleep(_held_seconds(times))


def many_streams(port: int, times: int) -> None:
    """Begin more calls on one connection than it may have."""
    with connection(port) as opened:
        _begin(opened, times)
        opened.is_ended(within=2.0)


def many_connections(port: int, times: int) -> None:
    """Open connections and say nothing on them."""
    _hold(port, times, b"")


def half_handshakes(port: int, times: int) -> None:
    """Begin to say hello, and never end."""
    _hold(port, times, PREFACE[:10])


def pings(port: int, times: int) -> None:
    """Ask without end whether anybody is there."""
    with connection(port) as opened:
        for _ in range(times // _AT_ONCE):
            opened.send(*[PingFrame(0, b"nonsense") for _ in range(_AT_ONCE)])


def settings(port: int, times: int) -> None:
    """Change the settings without end."""
    with connection(port) as opened:
        for number in range(times // _AT_ONCE):
            frame = SettingsFrame(0, settings={SettingsFrame.INITIAL_WINDOW_SIZE: 1000 + number})
            opened.send(*[frame] * _AT_ONCE)


def continuations(port: int, times: int) -> None:
    """Send headers that never end."""
    with connection(port) as opened:
        begun = HeadersFrame(1, b"")
        opened.send(begun)
        for _ in range(times):
            opened.send(ContinuationFrame(1, b"\x00" * 4096))


def large_headers(port: int, times: int) -> None:
    """Send a hundred kilobytes of headers with each call."""
    for _ in range(times):
        with connection(port) as opened:
            stream = opened.stream()
            headers = call_headers(*((f"x-{number}", "y" * 1000) for number in range(100)))
            whole = opened.headers(stream, headers)
            pieces = [whole.data[at : at + 16_000] for at in range(0, len(whole.data), 16_000)]
            opened.send(HeadersFrame(stream, pieces[0]))
            for piece in pieces[1:-1]:
                opened.send(ContinuationFrame(stream, piece))
            opened.send(ContinuationFrame(stream, pieces[-1], flags=["END_HEADERS"]))
            opened.is_ended(within=0.05)


def lying_lengths(port: int, times: int) -> None:
    """Announce four gibibytes, and end."""
    for _ in range(times):
        _sent(port, prefixed(b"x", length=_FOUR_GIB))


def flag_without_encoding(port: int, times: int) -> None:
    """Say that a message is compressed, and not how."""
    for _ in range(times):
        _sent(port, prefixed(b"x" * 100, compressed=1))


def gzip_bomb(port: int, times: int) -> None:
    """Send a megabyte that would unpack to nine hundred."""
    bomb = gzip.compress(bytes(_BOMB_MEGABYTES << 20), compresslevel=9)
    for _ in range(times):
        _sent(port, prefixed(bomb, compressed=1), ("grpc-encoding", "gzip"))


def odd_calls(port: int, times: int) -> None:
    """Call as no gRPC client does: other methods, no path, deadlines that are none."""
    odd = (
        call_headers(method="GET"),
        call_headers(path=""),
        call_headers(path="/" + "x" * 5000),
        call_headers(("grpc-timeout", "forever")),
        call_headers(("grpc-timeout", "-1S")),
        call_headers()[:-1],
    )
    for _ in range(times):
        for headers in odd:
            with connection(port) as opened:
                opened.send(opened.headers(opened.stream(), headers, "END_STREAM"))
                opened.is_ended(within=0.05)


def no_http2(port: int, times: int) -> None:
    """Speak HTTP/1.1, TLS, and nothing at all."""
    said = (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01\x02\x00\x01", b"\xff" * 4096)
    for _ in range(times):
        for raw in said:
            with connection(port, preface=False) as opened:
                opened.send_bytes(raw)
                opened.is_ended(within=0.05)


ATTACKS: Mapping[str, tuple[Attack, int]] = {
    "rapid reset": (rapid_reset, 60_000),
    "silent calls": (silent_calls, 200),
    "streams beyond the limit": (many_streams, 2000),
    "silent connections": (many_connections, 1000),
    "half handshakes": (half_handshakes, 300),
    "pings": (pings, 20_000),
    "settings": (settings, 20_000),
    "continuations": (continuations, 20_000),
    "large headers": (large_headers, 50),
    "lying lengths": (lying_lengths, 50),
    "compressed, but how": (flag_without_encoding, 50),
    "gzip bomb": (gzip_bomb, 5),
    "odd calls": (odd_calls, 10),
    "no HTTP/2": (no_http2, 20),
}
"""Each attack by its name, with how often it is made."""


def _begun_and_reset(opened: Connection) -> tuple[HeadersFrame, RstStreamFrame]:
    stream = opened.stream()
    return opened.headers(stream, call_headers()), RstStreamFrame(stream, _CANCEL)


def _begin(opened: Connection, times: int) -> None:
    for _ in range(times):
        opened.send(opened.headers(opened.stream(), call_headers()))


def _held_seconds(times: int) -> float:
    """Give how long to hold what was opened so many times: longer than a handshake may take."""
    return min(_LONGEST_HELD, times / _HELD_A_SECOND)


def _hold(port: int, times: int, said: bytes) -> None:
    """Hold connections on which no more than this was said."""
    held: list[socket.socket] = []
    try:
        for _ in range(times):
            with suppress(OSError):
                held.append(socket.create_connection(("127.0.0.1", port), 2.0))
                held[-1].sendall(said)
        time.sleep(_held_seconds(times))
    finally:
        for each in held:
            each.close()


def _sent(port: int, message: bytes, *headers: tuple[str, str]) -> None:
    """Send one call with these bytes as its message."""
    with connection(port) as opened:
        stream = opened.stream()
        opened.send(opened.headers(stream, call_headers(*headers)))
        pieces = [message[at : at + 16_000] for at in range(0, len(message), 16_000)]
        for piece in pieces[:-1]:
            opened.send(data(stream, piece))
        opened.send(data(stream, pieces[-1], ends=True))
        opened.is_ended(within=0.1)
