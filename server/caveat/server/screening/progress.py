"""How far a run has come, in a small file beside its output."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from caveat.server.screening.lines import Mark
from caveat.server.screening.tally import Tally
from caveat.source.errors import SettingsError

Identity = Mapping[str, object]
"""What must be the same for a run to go on: the input, the packs, the options, each by name."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What a run stands on, the day it began, and how far input and output are."""

    identity: Identity
    today: date
    mark: Mark = field(default_factory=Mark)
    size: int = 0
    tally: Tally = field(default_factory=Tally)

    def at(self, mark: Mark, size: int) -> "Progress":
        """Give the same run further on."""
        return replace(self, mark=mark, size=size)

    def check(self, identity: Identity, out: Path) -> None:
        """Raise ``SettingsError`` where another run would go on with this one's output."""
        names = sorted({*identity, *self.identity})
        differ = [name for name in names if identity.get(name) != self.identity.get(name)]
        if differ:
            raise SettingsError(
                f"{out} was begun with another {', another '.join(differ)}: take the same, "
                "or begin anew with --restart"
            )


class ProgressFile:
    """Keeps the progress of one output; every change is whole or not made at all."""

    def __init__(self, out: Path) -> None:
        self._path = out.with_name(f"{out.name}.progress")

    def read(self) -> Progress | None:
        """Give what an earlier run has left; ``None`` where it has left nothing."""
        try:
            kept = json.loads(self._path.read_bytes())
            return _progress_of(kept)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            raise SettingsError(f"{self._path} cannot be read: begin anew with --restart") from None

    def write(self, progress: Progress) -> None:
        """Replace what is kept."""
        beside = self._path.with_name(f"{self._path.name}.new")
        with open(beside, "wb", opener=_opener) as file:
            file.write(json.dumps(_kept_of(progress)).encode())
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)

    def remove(self) -> None:
        """Forget the run, which is at its end."""
        with suppress(FileNotFoundError):
            self._path.unlink()


def _opener(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _kept_of(progress: Progress) -> Mapping[str, object]:
    return {
        "identity": progress.identity,
        "today": progress.today.isoformat(),
        "mark": progress.mark._asdict(),
        "size": progress.size,
        "tally": progress.tally.kept(),
    }


def _progress_of(kept: Mapping[str, Any]) -> Progress:
    """Restore what was kept; ``KeyError`` or ``TypeError`` where it is something else."""
    return Progress(
        kept["identity"],
        date.fromisoformat(kept["today"]),
        Mark(**kept["mark"]),
        kept["size"],
        Tally.of(kept["tally"]),
    )
