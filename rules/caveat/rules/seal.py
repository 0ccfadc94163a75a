"""The seal of a pack: a file beside its rules that names every file with its SHA-256.

A YAML file that was cut short can be valid and say less. What stands in the seal is found to be
changed, cut, missing or added. ``sha256sum --check SHA256SUMS`` reads it too.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from caveat.rules.loader import PACK_FILE, digest_of_files, files_in, is_rule_file
from caveat.source.errors import PackError
from caveat.source.problem import Problem

MANIFEST = "SHA256SUMS"
SIGNATURE = "SHA256SUMS.sig"

_LINE = re.compile(r"([0-9a-f]{64}) [ *](\S[^\n\r\\]*)")
_BESIDE = frozenset({Path(MANIFEST), Path(SIGNATURE)})


@dataclass(frozen=True, slots=True)
class Seal:
    """The seal of a pack: its bytes, and the SHA-256 of each file by its path in the pack."""

    content: bytes
    files: Mapping[Path, bytes]

    @property
    def digest(self) -> str:
        """The digest of a pack that has these very files."""
        read = (path for path in self.files if is_rule_file(path) or path == Path(PACK_FILE))
        return digest_of_files({path: self.files[path] for path in read})


def seal(folder: Path) -> Seal:
    """Write the seal of a pack anew; ``OSError`` where a file cannot be read or written."""
    files = _files(folder)
    lines = (f"{digest.hex()}  {path.as_posix()}\n" for path, digest in files.items())
    content = "".join(lines).encode()
    beside = folder / f".{MANIFEST}.new"
    beside.write_bytes(content)
    beside.replace(folder / MANIFEST)
    return Seal(content, files)


def check_seals(folders: Iterable[Path]) -> list[Seal | None]:
    """Give the seals of packs that have one; ``PackError`` has every file that is not as sealed."""
    seals: list[Seal | None] = []
    problems: list[Problem] = []
    for folder in folders:
        try:
            seals.append(checked_seal(folder))
        except PackError as error:
            problems.extend(error.problems)
    if problems:
        raise PackError(problems)
    return seals


def checked_seal(folder: Path) -> Seal | None:
    """Give the seal of a pack, if it has one; ``PackError`` where the files are not those."""
    try:
        content = (folder / MANIFEST).read_bytes()
        files = _files(folder)
    except FileNotFoundError:
        return None
    except OSError as error:
        what = error.strerror or "unknown"
        raise PackError([problem_of(folder, "cannot be read", what)]) from None
    sealed = Seal(content, _read(folder, content))
    problems = list(_differences(folder, sealed.files, files))
    if problems:
        raise PackError(problems)
    return sealed


def problem_of(folder: Path, kind: str, what: str, line: int = 1, file: str = MANIFEST) -> Problem:
    """Give a problem with the seal of a pack, or with what stands beside it."""
    return Problem(f"{folder.name}/{file}", line, 1, kind, what)


def _files(folder: Path) -> dict[Path, bytes]:
    paths = ((path, path.relative_to(folder)) for path in files_in(folder))
    return {
        inner: sha256(path.read_bytes()).digest() for path, inner in paths if inner not in _BESIDE
    }


def _read(folder: Path, content: bytes) -> dict[Path, bytes]:
    """Read a seal; it ends with the end of a line, so that one that is cut short is no seal."""
    lines = content.decode(errors="replace").split("\n")
    if lines.pop():
        raise PackError([problem_of(folder, "not a seal", "it is cut short", len(lines) + 1)])
    files: dict[Path, bytes] = {}
    for number, line in enumerate(lines, 1):
        found = _LINE.fullmatch(line)
        if found is None or Path(found[2]) in files:
            what = "expected the SHA-256 and the path of a file that stands there once"
            raise PackError([problem_of(folder, "not a seal", what, number)])
        files[Path(found[2])] = bytes.fromhex(found[1])
    return files


def _differences(
    folder: Path, sealed: Mapping[Path, bytes], there: Mapping[Path, bytes]
) -> Iterator[Problem]:
    for line, (path, digest) in enumerate(sealed.items(), 1):
        if path not in there:
            yield problem_of(folder, "missing file", f"'{path.as_posix()}'", line)
        elif there[path] != digest:
            what = f"'{path.as_posix()}' is not the file that was sealed"
            yield problem_of(folder, "changed file", what, line)
    for path in there:
        if path not in sealed:
            what = f"'{path.as_posix()}' was not there when the pack was sealed"
            yield problem_of(folder, "added file", what)
