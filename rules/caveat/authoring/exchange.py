"""How the process that prepares packs answers the one that started it, on its standard output.

What it says on standard error is for the log of that one, a line each.
"""

from collections.abc import Iterable
from typing import BinaryIO

from msgspec import msgpack

from caveat.source.problem import Problem

MISTAKE = 5
"""The exit code for an author's mistake; standard output holds all problems."""

NO_KEY = 2
"""The exit code for a key that cannot be read; standard output says which."""

DIGEST = 64
"""So many characters are the digest of the rule book; compiled packs follow them."""

_read = msgpack.Decoder(tuple[Problem, ...]).decode
_write = msgpack.Encoder().encode


def write_problems(file: BinaryIO, problems: Iterable[Problem]) -> None:
    """Answer with what is wrong."""
    file.write(_write(tuple(problems)))


def read_problems(content: bytes) -> tuple[Problem, ...]:
    """Read what is wrong."""
    return _read(content)
