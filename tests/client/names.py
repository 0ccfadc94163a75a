"""A name server of a test's own, for names that stand for several addresses."""

import ipaddress
from collections.abc import Generator
from contextlib import contextmanager
from socketserver import BaseRequestHandler, UDPServer
from threading import Thread

_HEADER = 12
_TYPE_A = b"\x00\x01"


@contextmanager
def naming(*addresses: str) -> Generator[str]:
    """Resolve every name to these IPv4 addresses, and give where the name server is."""

    class Resolver(BaseRequestHandler):
        def handle(self) -> None:
            question, socket = self.request
            socket.sendto(_answer(question, addresses), self.client_address)

    with UDPServer(("127.0.0.1", 0), Resolver) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def _answer(question: bytes, addresses: tuple[str, ...]) -> bytes:
    """Write the answer of RFC 1035; there is none to a question for anything but IPv4."""
    end = question.index(b"\x00", _HEADER) + 5
    asked = question[_HEADER:end]
    known = addresses if asked[-4:-2] == _TYPE_A else ()
    header = question[:2] + b"\x85\x80\x00\x01" + len(known).to_bytes(2, "big") + bytes(4)
    return header + asked + b"".join(map(_record, known))


def _record(address: str) -> bytes:
    the_name_asked_for, type_and_class, seconds = b"\xc0\x0c", b"\x00\x01\x00\x01", bytes(4)
    packed = ipaddress.IPv4Address(address).packed
    return the_name_asked_for + type_and_class + seconds + b"\x00\x04" + packed
