"""Notices that the files of packs have changed, by looking at them now and then.

A look tells a file by its number, its size and its time, through links too: what Kubernetes mounts
is changed by pointing a link elsewhere. No files are opened.
"""

import asyncio
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

Seen: TypeAlias = tuple[tuple[str, int, int, int], ...]
"""What stood in some folders: path, number, size and time of each file; empty: nothing readable."""


def look_at(folders: Sequence[Path]) -> Seen:
    """See what stands in these folders."""
    try:
        return tuple(sorted(each for folder in folders for each in _files(folder)))
    except OSError:
        return ()


async def watch(
    folders: Sequence[Path], seen: Seen, seconds: float, changed: Callable[[], object]
) -> None:
    """Tell of every change since something was ``seen``, once nothing has changed for a while."""
    before = seen
    while True:
        await asyncio.sleep(seconds)
        now = await asyncio.to_thread(look_at, folders)
        if now != seen and now == before:
            seen = now
            changed()
        before = now


def _files(folder: Path) -> Iterator[tuple[str, int, int, int]]:
    """Give the files of a folder, or a file that stands by itself."""
    if folder.is_file():
        yield _seen(folder)
        return
    entered: set[str] = set()
    for here, inner, names in os.walk(folder, onerror=_raise, followlinks=True):
        entered.add(os.path.realpath(here))
        inner[:] = [
            name
            for name in inner
            if not name.startswith(".") and os.path.realpath(Path(here, name)) not in entered
        ]
        for name in names:
            if not name.startswith("."):
                yield _seen(Path(here, name))


def _seen(file: Path) -> tuple[str, int, int, int]:
    status = file.stat()
    return str(file), status.st_ino, status.st_size, status.st_mtime_ns


def _raise(error: OSError) -> None:
    raise error
