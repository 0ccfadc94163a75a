"""One HTTP/2 connection that is told frame by frame what to send."""

import socket
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress

from hpack import Encoder
from hyperframe.frame import DataFrame, Frame, HeadersFrame, SettingsFrame

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
CHECK = "/caveat.v1.CheckerService/Check"
_PATIENCE = 5.0

Header = tuple[str, str]


class Connection:
    """Sends frames as they are; what comes back is only read where somebody asks for it."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._encoder = Encoder()
        self._next = 1

    def send(self, *frames: Frame) -> None:
        """Send frames in one piece; ``OSError`` where the connection is ended."""
        self._socket.sendall(b"".join(frame.serialize() for frame in frames))

    def send_bytes(self, raw: bytes) -> None:
        """Send bytes that need not be frames."""
        self._socket.sendall(raw)

    def stream(self) -> int:
        """Give the number of a stream that was never used."""
        number, self._next = self._next, self._next + 2
        return number

    def headers(self, stream: int, headers: Iterable[Header] = (), *flags: str) -> HeadersFrame:
        """Give the frame that begins a call."""
        content = self._encoder.encode(list(headers))
        return HeadersFrame(stream, content, flags=("END_HEADERS", *flags))

    def is_ended(self, within: float = _PATIENCE) -> bool:
        """Wait so many seconds for the other side to end the connection; say whether it did."""
        self._socket.settimeout(within)
        try:
            while self._socket.recv(1 << 16):
                pass
        except TimeoutError:
            return False
        except OSError:
            return True
        return True


@contextmanager
def connection(port: int, *, preface: bool = True) -> Generator[Connection]:
    """Connect over loopback; what the other side does to the connection is no error here."""
    with socket.create_connection(("127.0.0.1", port), _PATIENCE) as connected:
        opened = Connection(connected)
        with suppress(OSError):
            if preface:
                opened.send_bytes(PREFACE)
                opened.send(SettingsFrame(0))
            yield opened


def call_headers(*more: Header, path: str = CHECK, method: str = "POST") -> list[Header]:
    """Give the headers of a call."""
    return [
        (":method", method),
        (":scheme", "http"),
        (":path", path),
        (":authority", "localhost"),
        ("te", "trailers"),
        ("content-type", "application/grpc"),
        *more,
    ]


def data(stream: int, content: bytes, *, ends: bool = False) -> DataFrame:
    """Give a frame of a message's bytes."""
    return DataFrame(stream, content, flags=("END_STREAM",) if ends else ())


def prefixed(content: bytes, *, length: int | None = None, compressed: int = 0) -> bytes:
    """Give a message as gRPC sends it, with a length that may be a lie."""
    stated = len(content) if length is None else length
    return bytes([compressed]) + stated.to_bytes(4, "big") + content
