"""Has another process read packs, compile them and run their examples.

What that one compiled comes back in a file that has no name, which other processes can be given
too. Nothing is read from the packs again: what is served is what was seen to be right.
"""

import asyncio
import logging
import mmap
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from caveat.authoring.exchange import DIGEST, MISTAKE, NO_KEY, read_problems
from caveat.server.settings import Settings
from caveat.source.errors import PackError, SettingsError
from caveat.source.problem import Problem

LONGEST_SECONDS = 600.0
"""A hundred thousand rules are read in some of these; what takes longer never ends."""

_logger = logging.getLogger(__name__)


class Prepared:
    """Compiled packs in a file that lives as long as this."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    @classmethod
    def of_descriptor(cls, descriptor: int) -> "Prepared":
        """Take over the file of this number."""
        return cls(os.fdopen(descriptor, "rb"))

    def fileno(self) -> int:
        """Give the number of the file."""
        return self._file.fileno()

    def close(self) -> None:
        """Give the file up; what was read of it stays."""
        self._file.close()

    def read(self) -> tuple[str, memoryview]:
        """Give the digest of the rule book, and the compiled packs."""
        content = memoryview(mmap.mmap(self.fileno(), 0, access=mmap.ACCESS_READ))
        return bytes(content[:DIGEST]).decode().strip(), content[DIGEST:]


async def prepare(settings: Settings, *, standing_back: bool = True) -> Prepared:
    """Have the packs of these settings prepared; ``PackError`` has all that is wrong with them.

    ``SettingsError`` is of a key that cannot be read.
    ``standing_back`` leaves the processor to whoever else wants it.
    """
    file = _nameless()
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            code = await _run(_command(settings, standing_back=standing_back), file)
        _raise_problems(code, file)
    except TimeoutError:
        file.close()
        raise _not_read(f"they were not read within {LONGEST_SECONDS:g} s") from None
    except BaseException:
        file.close()
        raise
    return Prepared(file)


def _raise_problems(code: int, answer: IO[bytes]) -> None:
    if code == MISTAKE:
        answer.seek(0)
        raise PackError(read_problems(answer.read()))
    if code == NO_KEY:
        answer.seek(0)
        raise SettingsError(answer.read().decode(errors="replace"))
    if code:
        raise _not_read(f"the process that read them ended with exit code {code}")


def _not_read(what: str) -> PackError:
    return PackError([Problem("packs", 1, 1, "not read", what)])


def _command(settings: Settings, *, standing_back: bool) -> Sequence[str]:
    keys = [each for key in settings.renewal.trust for each in ("--trust", str(key))]
    sealed = ("--sealed",) if settings.renewal.sealed else ()
    back = ("--stand-back",) if standing_back else ()
    policies = [each for file in settings.policies for each in ("--policy", _absolute(file))]
    packs = map(_absolute, settings.packs)
    program = (sys.executable, "-P", "-m", "caveat.authoring.prepare")
    return (*program, *keys, *sealed, *policies, *back, "--", *packs)


def _absolute(pack: Path) -> str:
    return str(pack.absolute())


async def _run(command: Sequence[str], answer: IO[bytes]) -> int:
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=answer, stderr=asyncio.subprocess.PIPE
    )
    try:
        if process.stderr:
            async for line in process.stderr:
                _logger.info("%s", line.decode(errors="replace").rstrip())
        return await process.wait()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise


def _nameless() -> IO[bytes]:
    """Give a file in memory where there is such a thing: nothing need be writable then."""
    if sys.platform == "linux":
        return os.fdopen(os.memfd_create("caveat-packs"), "r+b")
    return tempfile.TemporaryFile()
