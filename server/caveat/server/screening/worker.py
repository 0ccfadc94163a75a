"""What a worker process has: the packs, loaded once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from caveat.reading.rxnorm.place import installed_path
from caveat.reading.terms import BUILT_IN
from caveat.rules import Checker, built_in_packs
from caveat.source.errors import PackError
from caveat.source.problem import Problem


class Worker:
    """Holds the checker of one process; before it is needed, only the paths of its files.

    A run is of one day, however long it takes: a policy's change that expires meanwhile holds on.
    """

    def __init__(self, packs: tuple[Path, ...], policies: tuple[Path, ...] = ()) -> None:
        self._packs = packs or built_in_packs()
        self._policies = policies
        self._today = date.today()  # noqa: DTZ011  the day at this place

    @cached_property
    def checker(self) -> Checker:
        """The checker, loaded where it is first asked for; ``PackError`` holds all mistakes."""
        return Checker.load(self._packs, policy=self._policies, today=lambda: self._today)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the answers stand on, by what it is; or the mistakes in it."""

    digests: Mapping[str, str]
    problems: tuple[Problem, ...] = ()


def knowledge_of(worker: Worker, _: None = None) -> Knowledge:
    """Tell packs, vocabulary and code apart from others.

    A value, as a ``PackError`` does not come whole from another process.
    """
    try:
        book = worker.checker.book
    except PackError as error:
        return Knowledge({}, error.problems)
    packs = {f"pack {use.id}": use.digest for use in book.uses}
    policies = {f"policy {use.site}": " ".join((use.digest, *use.changed)) for use in book.policies}
    return Knowledge({"Caveat": version("caveat"), "vocabulary": _vocabulary()} | packs | policies)


def _vocabulary() -> str:
    """Digest the terms, and know an imported release of RxNorm by its size and time."""
    digest = sha256()
    for file in sorted(BUILT_IN.rglob("*.yaml")):
        digest.update(file.name.encode() + b"\0" + sha256(file.read_bytes()).digest())
    if rxnorm := installed_path():
        status = rxnorm.stat()
        digest.update(f"{rxnorm} {status.st_size} {status.st_mtime_ns}".encode())
    return digest.hexdigest()
