"""An author's mistake at a place in a file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake; ``kind`` is a short stable name, ``what`` the particular case."""

    path: str
    line: int
    column: int
    kind: str
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.kind}: {self.what}"
