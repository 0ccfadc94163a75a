"""Reads the rule files of large packs in processes of their own, one a core.

The processes are programs of ours that are told which files to read, and not copies of this
process: whoever embeds Caveat need not prepare for that, and may have threads.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct, msgpack

from caveat.reading.rxnorm.place import installed_path
from caveat.reading.terms import load_vocabulary
from caveat.reading.vocabulary import Vocabulary
from caveat.rules.rule_file import PackHead, RuleFile, read_rule_file

Readings = Callable[[Sequence[Path], PackHead, Vocabulary], Iterable[RuleFile]]
"""Reads the files of a pack, in their order."""

LARGE = 4_000_000
"""From so many bytes on, starting processes takes less time than they save."""

_LENGTH = 4


class Task(Struct, frozen=True):
    """What one process is to read."""

    files: tuple[str, ...]
    pack: PackHead
    cached: bool


_read_task = msgpack.Decoder(Task).decode
_read_rule_file = msgpack.Decoder(RuleFile).decode
_write = msgpack.Encoder().encode


def read_here(files: Sequence[Path], pack: PackHead, vocabulary: Vocabulary) -> Iterator[RuleFile]:
    """Read files in this process, with any vocabulary."""
    return (read_rule_file(file, pack, vocabulary) for file in files)


def read_by_crew(
    files: Sequence[Path], pack: PackHead, vocabulary: Vocabulary, *, cached: bool = True
) -> Generator[RuleFile, None, None]:
    """Read files with the vocabulary that Caveat comes with; many of them in some processes.

    ``cached`` is whether these may take the vocabulary from a snapshot.
    """
    processes = min(os.cpu_count() or 1, len(files))
    if processes <= 1 or sum(file.stat().st_size for file in files if file.is_file()) < LARGE:
        yield from read_here(files, pack, vocabulary)
        return
    with ExitStack() as running:
        crew = [
            running.enter_context(_reading(Task(tuple(map(str, share)), pack, cached)))
            for share in (files[place::processes] for place in range(processes))
        ]
        for place, file in enumerate(files):
            yield _received(crew[place % processes], file)


def _reading(task: Task) -> subprocess.Popen[bytes]:
    """Start a process with its task."""
    command = (sys.executable, "-P", "-m", "caveat.rules.reading_process")
    process = subprocess.Popen(  # noqa: S603 - our own program
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    if process.stdin:
        with process.stdin:
            process.stdin.write(_write(task))
    return process


def _received(process: subprocess.Popen[bytes], file: Path) -> RuleFile:
    stdout = process.stdout
    length = stdout.read(_LENGTH) if stdout else b""
    if stdout is None or len(length) < _LENGTH:
        raise ChildProcessError(f"the process that was to read {file.name} ended")
    return _read_rule_file(stdout.read(int.from_bytes(length, "big")))


def answer_task(task: bytes, answer: BinaryIO) -> None:
    """Do the task of one process, and answer a file at a time."""
    read = _read_task(task)
    vocabulary = load_vocabulary(rxnorm=installed_path(), cached=read.cached)
    for each in read_here([Path(file) for file in read.files], read.pack, vocabulary):
        written = _write(each)
        answer.write(len(written).to_bytes(_LENGTH, "big"))
        answer.write(written)
