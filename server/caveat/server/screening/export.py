"""A FHIR bulk export: NDJSON files of resources, which are gathered by patient first."""

from collections.abc import Generator, Mapping
from hashlib import sha256
from pathlib import Path

from caveat.server.screening.crew import Crew
from caveat.server.screening.groups import Groups, groups_at
from caveat.server.screening.lines import Mark, tape_of
from caveat.server.screening.order import Watcher
from caveat.server.screening.panel import STAGE
from caveat.server.screening.resource import sort_resources
from caveat.server.screening.unread import Chunk, in_chunks
from caveat.source.errors import SettingsError

_SUFFIXES = (".ndjson", ".ndjson.gz")
_GATHERING = "Gathering by patient"
_LINES = 512


class Export:
    """The files of an export by their names; ``beside`` is the output that the groups lie beside.

    Every run gathers anew, which tells too whether the files are still the same.
    """

    can_go_on = True

    def __init__(self, files: Mapping[str, Path], beside: Path) -> None:
        self._files = files
        self._groups = beside.with_name(f"{beside.name}.gathering")
        self.strays = 0

    @classmethod
    def in_folder(cls, folder: Path, out: Path) -> "Export":
        """Take every NDJSON file of a folder; ``SettingsError`` if there is none."""
        if out.resolve().is_relative_to(folder.resolve()):
            raise SettingsError(f"{out} lies in the folder that is read: write it elsewhere")
        found = sorted(path for path in folder.rglob("*") if path.name.lower().endswith(_SUFFIXES))
        files = {path.relative_to(folder).as_posix(): path for path in found if path.is_file()}
        if not files:
            raise SettingsError(f"{folder} has no file whose name ends in .ndjson or .ndjson.gz")
        return cls(files, out)

    def identity(self) -> Mapping[str, object]:
        """Give the paths and sizes; the digest of the files stands in the mark."""
        return {
            "input": [[str(path.resolve()), path.stat().st_size] for path in self._files.values()]
        }

    def chunks(self, mark: Mark, crew: Crew, watcher: Watcher) -> Generator[Chunk]:
        """Gather all resources, then give the patients after a mark."""
        with groups_at(self._groups) as groups:
            digest = self._gather(groups, crew, watcher)
            if mark.done and mark.digest != digest:
                raise SettingsError(
                    "the export has changed since the run that is to be gone on with"
                )
            for place, reason in groups.strays():
                self.strays += 1
                watcher.stray(place, reason)
            watcher.begin(STAGE, len(groups), mark.done)
            yield from _chunks(groups, mark.done, digest)

    def _gather(self, groups: Groups, crew: Crew, watcher: Watcher) -> str:
        """Sort every line, and give the digest of all."""
        watcher.begin(_GATHERING, sum(path.stat().st_size for path in self._files.values()), 0)
        digest, before = sha256(), 0
        for name, path in self._files.items():
            with tape_of(path, name) as tape:
                for lines, found in crew.each(sort_resources, in_chunks(tape.lines(), _LINES)):
                    groups.add(name, lines, found)
                    watcher.reach(before + tape.spent)
                before += tape.spent
                digest.update(f"{name}\0{tape.mark.digest}\0".encode())
        return digest.hexdigest()


def _chunks(groups: Groups, done: int, digest: str) -> Generator[Chunk]:
    for patients in in_chunks(groups.patients(done)):
        done += len(patients)
        yield Chunk(patients, Mark(done, 0, digest), done)
