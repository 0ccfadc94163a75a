"""Makes one file of a release of RxNorm."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from caveat.reading.rxnorm.catalogue import Catalogue
from caveat.reading.rxnorm.concepts import Concepts, read_concepts, read_ndcs, read_relations
from caveat.reading.rxnorm.release import (
    ATTRIBUTES,
    CONCEPTS,
    RELATIONS,
    RxNormRelease,
    Table,
)
from caveat.reading.rxnorm.rrf import Problems, RrfReader
from caveat.reading.rxnorm.store import write_file
from caveat.reading.rxnorm.summary import RxNormSummary
from caveat.source.errors import SettingsError
from caveat.source.problem import Problem

_GREATEST_LOSS = 0.5


def import_rxnorm(
    release: RxNormRelease, target: Path, progress: Callable[[int], object] | None = None
) -> RxNormSummary:
    """Read a release into one file; ``progress`` gets the size of each block that was read.

    Raises ``PackError`` with the mistakes in its files, and ``SettingsError`` where the target
    cannot be written; the file that was there is then left as it is.
    """
    release.check_files()
    if target.is_dir():
        raise SettingsError(f"{target} is a directory")
    reading = _Reading(release, progress)
    catalogue = reading.catalogue()
    summary = RxNormSummary(
        release.published, reading.sha256, catalogue.counts(), catalogue.left_out()
    )
    write_file(target, catalogue.rows(), summary)
    return summary


class _Reading:
    """Reads the files of a release, each of them once."""

    def __init__(self, release: RxNormRelease, progress: Callable[[int], object] | None) -> None:
        self._release = release
        self._progress = progress
        self._problems = Problems()
        self._digest = sha256()

    @property
    def sha256(self) -> str:
        """The digest of the three files, one after the other."""
        return self._digest.hexdigest()

    def catalogue(self) -> Catalogue:
        """Read all there is; raises ``PackError`` with every mistake."""
        concepts = Concepts()
        read_concepts(self._reader(CONCEPTS), concepts)
        read_relations(self._reader(RELATIONS), concepts)
        catalogue = Catalogue(concepts)
        for ndc, rxcui in read_ndcs(self._reader(ATTRIBUTES)):
            catalogue.add_ndc(ndc, rxcui)
        self._problems.settle()
        self._refuse_remnants(catalogue)
        return catalogue

    def _reader(self, table: Table) -> RrfReader:
        return RrfReader(self._release.path(table), table.columns, self._problems, self._tap)

    def _tap(self, block: bytes) -> None:
        self._digest.update(block)
        if self._progress:
            self._progress(len(block))

    def _refuse_remnants(self, catalogue: Catalogue) -> None:
        """Refuse files that are sound row by row, but cannot be all of a release."""
        if not catalogue.has_ingredients:
            self._refuse(CONCEPTS, "no ingredients", "no row is of an ingredient of RxNorm")
        elif catalogue.loss > _GREATEST_LOSS:
            what = f"{catalogue.loss:.0%} of the concepts lead to no complete contents"
            self._refuse(RELATIONS, "missing relations", what)
        self._problems.settle()

    def _refuse(self, table: Table, kind: str, what: str) -> None:
        self._problems.add(Problem(str(self._release.path(table)), 1, 1, kind, what))
