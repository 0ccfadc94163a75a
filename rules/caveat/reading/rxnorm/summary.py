"""What an import read, and what it left out."""

from collections.abc import Mapping
from dataclasses import dataclass

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class RxNormSummary:
    """The release, the digest of its three files, what was stored and what was left out.

    ``published`` is the date of the release, empty where no name of a file or folder states it.
    """

    published: str
    sha256: str
    counts: Mapping[str, int]
    left_out: Mapping[str, int]

    @property
    def release(self) -> str:
        """The release by its date, or by the digest of its files where the date is unknown."""
        return self.published or f"sha256:{self.sha256[:_SHOWN]}"
