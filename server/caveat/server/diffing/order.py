"""What a caller wants compared."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Order:
    """Two versions of some packs, and the patients whose reports they may change.

    ``old`` and ``new`` are folders of a pack, or folders that hold packs. ``beside`` stand the
    packs that both have; ``None`` for those that come with Caveat and are in neither.
    ``patients`` is a panel as ``caveat screen`` reads it, ``-`` for standard input, or a decision
    log, a folder or the URL of a database, whose key is in ``key_file`` unless it has its own. The
    files of a site's ``policies`` change the rules of both.
    """

    old: Path
    new: Path
    patients: str
    beside: tuple[Path, ...] | None = None
    key_file: Path | None = None
    processes: int = 1
    policies: tuple[Path, ...] = ()
