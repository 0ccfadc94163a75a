"""What has to hold before packs are served: their seals, signatures, rules and examples."""

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from caveat.authoring.verify import verified
from caveat.reading.rxnorm.place import installed_path
from caveat.reading.terms import load_vocabulary
from caveat.rules import Checker, built_in_packs
from caveat.rules.cache import KeptPacks
from caveat.rules.checker import without_collection
from caveat.rules.engine import Today
from caveat.rules.loader import Progress, digest_of_pack
from caveat.rules.opening import load_kept
from caveat.rules.policies import PolicyFiles, read_policies
from caveat.rules.reading_crew import read_by_crew
from caveat.rules.seal import Seal, check_seals, problem_of
from caveat.source.errors import PackError
from caveat.source.problem import Problem

_TIMES = 3

_Asking = Callable[[Path, Seal | None], Problem | None]


class Demands(NamedTuple):
    """What packs need to be served: a signature by one of these files' keys; a seal.

    Those that come with Caveat are trusted as its code is, and need neither.
    """

    trust: tuple[Path, ...] = ()
    seal: bool = False

    @property
    def cached(self) -> bool:
        """Whether what was kept in the user's cache folder counts: no key has signed that."""
        return not self.trust


NONE = Demands()


class Admitted(NamedTuple):
    """Packs that can be served: a checker, and what it was opened from."""

    checker: Checker
    kept: KeptPacks


def admit(
    packs: Sequence[Path] = (),
    demands: Demands = NONE,
    progress: Progress | None = None,
    policies: Sequence[Path] = (),
    today: Today = dt.date.today,
) -> Admitted:
    """Load packs, by default those that come with Caveat, and see that all is as it should be.

    Their examples are run as they state them; then the ``policies`` of a site change them.
    ``PackError`` has every problem, ``SettingsError`` is of a key.
    """
    folders = tuple(packs) or built_in_packs()
    stated = _vouched_for(policies, demands.trust, today())
    with stated.beside():
        plain = _admitted(folders, demands, progress)
    if not policies:
        return plain
    kept = stated.applied_to(plain.kept)
    checker = Checker.of_kept(kept, folders, plain.checker.book.vocabulary, today)
    return Admitted(checker, kept)


def _vouched_for(policies: Sequence[Path], trust: Sequence[Path], today: dt.date) -> PolicyFiles:
    """Read policies; where packs have to be signed they have to be too, for they can silence."""
    stated = read_policies(policies, today)
    if not (trust and policies):
        return stated
    from caveat.authoring.signing import (  # noqa: PLC0415  loads slowly, most ask for no signature
        problem_with_policy,
        trusted_key,
    )

    keys = [trusted_key(file) for file in trust]
    return PolicyFiles(
        tuple(
            each.with_problem(problem_with_policy(file, each.policy.digest, keys))
            for file, each in zip(policies, stated.files, strict=True)
        )
    )


def _admitted(
    folders: Sequence[Path], demands: Demands, progress: Progress | None = None
) -> Admitted:
    """Load packs as they are, and run their examples."""
    problem_with = _asking(demands)
    cached = demands.cached
    readings = partial(read_by_crew, cached=cached)
    for _ in range(_TIMES):
        seals = _seals(folders, problem_with)
        with without_collection():
            vocabulary = load_vocabulary(rxnorm=installed_path(), cached=cached)
            kept = load_kept(folders, vocabulary, readings, progress, cached=cached)
        if _is_what_stands_there(folders, seals, kept):
            checker = Checker.of_kept(kept, folders, vocabulary)
            return Admitted(verified(checker, cached=cached), kept)
    what = "its files change while they are read"
    raise PackError([Problem(folder.name, 1, 1, "unsteady", what) for folder in folders])


def _asking(demands: Demands) -> _Asking:
    """Give what says whether a pack lacks what is demanded of it."""
    own = {folder.resolve() for folder in built_in_packs()}
    missing = _signature_asked_for(demands.trust) if demands.trust else _no_problem

    def problem_with(folder: Path, sealed: Seal | None) -> Problem | None:
        if folder.resolve() in own:
            return None
        if demands.seal and sealed is None:
            return problem_of(folder, "unsealed", "the pack has no seal (caveat packs seal)")
        return missing(folder, sealed)

    return problem_with


def _signature_asked_for(trust: Sequence[Path]) -> _Asking:
    from caveat.authoring.signing import (  # noqa: PLC0415  loads slowly, most ask for no signature
        problem_with_signature,
        trusted_key,
    )

    return partial(problem_with_signature, keys=[trusted_key(file) for file in trust])


def _no_problem(*_: object) -> None:
    """Ask for nothing."""


def _seals(folders: Sequence[Path], problem_with: _Asking) -> list[Seal | None]:
    """Check the seals and signatures of packs; ``PackError`` has all that is wrong with them."""
    seals = check_seals(folders)
    found = map(problem_with, folders, seals)
    problems = [problem for problem in found if problem]
    if problems:
        raise PackError(problems)
    return seals


def _is_what_stands_there(
    folders: Sequence[Path], seals: Sequence[Seal | None], kept: KeptPacks
) -> bool:
    """Say whether what was read is one state of the files, which may change in between."""
    try:
        there = [digest_of_pack(folder) for folder in folders]
    except OSError:
        return False
    read = [pack.digest for pack in kept.compiled.packs]
    sealed = [seal.digest if seal else own for seal, own in zip(seals, read, strict=True)]
    return there == read == sealed
