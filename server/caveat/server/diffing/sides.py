"""The two sides of a comparison: which packs each is made of, and their checkers."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

from caveat.rules import Checker, built_in_packs
from caveat.rules.loader import PACK_FILE
from caveat.rules.opening import load_kept
from caveat.rules.policies import read_policies
from caveat.rules.reading_crew import read_by_crew
from caveat.server.diffing.order import Order
from caveat.server.screening.worker import Worker
from caveat.source.document import Mapping, Scalar, read_document
from caveat.source.errors import PackError, SettingsError
from caveat.source.problem import Problem

Folders = tuple[Path, ...]


class Sides(NamedTuple):
    """The folders of all packs of both sides, those that stand beside among them.

    The files of a site's ``policies`` change the rules of both.
    """

    old: Folders
    new: Folders
    policies: Folders = ()

    def load(self) -> tuple[Worker, Checker]:
        """Load both, the old one in a worker; ``PackError`` has the mistakes of both at once."""
        policies = self.policies
        worker = Worker(self.old, policies)
        problems = _mistakes(lambda: worker.checker, self.old)
        if problems:  # the new ones cannot read with what the old ones have
            problems += _mistakes(lambda: Checker.load(self.new, policy=policies), self.new)
        else:
            load = partial(checker_beside, worker.checker, self.new, policies)
            problems += _mistakes(load, self.new)
        if problems:
            raise PackError(problems)
        return worker, checker_beside(worker.checker, self.new, policies)


def sides_of(order: Order) -> Sides:
    """Find the packs of both sides; ``SettingsError`` for a folder that holds none."""
    old, new = _packs_in(order.old), _packs_in(order.new)
    own = {_id_of(folder) for folder in (*old, *new)}
    beside = built_in_packs() if order.beside is None else order.beside
    others = tuple(folder for folder in beside if _id_of(folder) not in own)
    return Sides((*old, *others), (*new, *others), order.policies)


@lru_cache(1)  # a process that checks keeps it beside its own
def checker_beside(checker: Checker, folders: Folders, policies: Folders = ()) -> Checker:
    """Load other packs, and read with the vocabulary and the readings of a checker.

    The files of a site's ``policies`` change their rules.
    """
    stated = read_policies(policies, checker.engine.today())
    with stated.beside():
        kept = load_kept(folders, checker.book.vocabulary, read_by_crew)
    return checker.reloaded(stated.applied_to(kept), folders)


def _packs_in(path: Path) -> Folders:
    if (path / PACK_FILE).is_file():
        return (path,)
    found = tuple(sorted(file.parent for file in path.glob(f"*/{PACK_FILE}")))
    if not found:
        raise SettingsError(f"{path} holds no pack: neither it nor a folder in it has {PACK_FILE}")
    return found


def _id_of(folder: Path) -> str:
    """Give the id that a pack states; where it cannot be read, loading the pack will say so."""
    try:
        document = read_document((folder / PACK_FILE).read_bytes(), folder.name)
    except (OSError, PackError):
        return folder.name
    stated = document.values.get("id") if isinstance(document, Mapping) else None
    return stated.text if isinstance(stated, Scalar) else folder.name


def _mistakes(load: Callable[[], Checker], folders: Folders) -> list[Problem]:
    try:
        load()
    except PackError as error:
        return [_placed(problem, folders) for problem in error.problems]
    return []


def _placed(problem: Problem, folders: Iterable[Path]) -> Problem:
    """Name a file by its whole path: versions of a pack often have folders of one name."""
    name, _, rest = problem.path.partition("/")
    folder = next((each for each in folders if each.name == name), None)
    return replace(problem, path=str(folder / rest)) if folder else problem
