"""Keeps compiled packs, so that the next start need not read their files.

A file in the user's cache folder holds the compiled packs of one set of sources, and is named by
the digest of these: the packs, the vocabulary, and the code that reads them. It holds plain values
and has a digest of its own; one that is damaged is made anew, and a line in the log says so.
Whoever can write the folder can write that digest too: packs that have to be signed are not taken
from here.
"""

import logging
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from msgspec import MsgspecError, msgpack

from caveat.rules.compiler import CompiledPacks
from caveat.rules.policy import Policy
from caveat.source.folders import cache_folder

_CODE = Path(__file__).parent
_FILES = "packs-*.bin"
_PARTS = ("rules", "source")
_KEPT = 4
_DIGEST = 32
_LENGTH = 8

_logger = logging.getLogger(__name__)
_read = msgpack.Decoder(tuple[CompiledPacks, tuple[Policy, ...]]).decode
_write = msgpack.Encoder().encode


@dataclass(frozen=True, slots=True)
class KeptPacks:
    """Compiled packs, and the records of their rules one after another.

    ``policies`` are what a site changes of them when they are opened; in the cache folder, where
    packs are kept as they are, there are none.
    """

    compiled: CompiledPacks
    joined: memoryview
    policies: tuple[Policy, ...] = ()


def digest_of_sources(packs: Sequence[str], vocabulary: str) -> str:
    """Give the digest of all that compiled packs are made of, from the digests of its parts."""
    digest = sha256("\n".join((vocabulary, *packs)).encode())
    for part in _PARTS:
        for file in sorted((_CODE.parent / part).rglob("*.py")):
            digest.update(sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def is_empty() -> bool:
    """Say whether nothing at all is kept, so that no digest need be looked for."""
    folder = cache_folder()
    return folder is None or not any(folder.glob(_FILES))


def restore(digest: str) -> KeptPacks | None:
    """Give what is kept of these sources; ``None`` where there is nothing that is whole."""
    path = _path(digest)
    if path is None:
        return None
    try:
        content = memoryview(path.read_bytes())
    except OSError:
        return None
    kept = read_kept(content)
    if kept is None:
        _logger.warning("the cache %s is damaged, and is made anew", path)
    return kept


def keep(digest: str, kept: KeptPacks) -> None:
    """Keep compiled packs whole, or not at all."""
    path = _path(digest)
    if path is None:
        return
    beside = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as file:
            write_kept(file, kept)
        beside.replace(path)
        _forget_others(path)
    except OSError:
        with suppress(OSError):
            beside.unlink()


def write_kept(file: BinaryIO, kept: KeptPacks) -> None:
    """Write compiled packs, with the digest of all that is written."""
    head = _write((kept.compiled, kept.policies))
    parts = (len(head).to_bytes(_LENGTH, "big"), head, kept.joined)
    whole = sha256()
    for part in parts:
        whole.update(part)
    file.write(whole.digest())
    file.writelines(parts)


def _path(digest: str) -> Path | None:
    folder = cache_folder()
    return folder / f"packs-{digest[:32]}.bin" if folder else None


def read_kept(content: memoryview) -> KeptPacks | None:
    """Give what was written; ``None`` where it is not whole. What is given needs ``content``."""
    whole, rest = bytes(content[:_DIGEST]), content[_DIGEST:]
    if sha256(rest).digest() != whole:
        return None
    end = _LENGTH + int.from_bytes(rest[:_LENGTH], "big")
    try:
        compiled, policies = _read(rest[_LENGTH:end])
    except MsgspecError:
        return None
    return KeptPacks(compiled, rest[end:], policies)


def _forget_others(path: Path) -> None:
    """Leave the newest few, as versions may stand beside each other."""
    kept = sorted(path.parent.glob(_FILES), key=lambda each: each.stat().st_mtime)
    for other in kept[:-_KEPT]:
        other.unlink(missing_ok=True)
