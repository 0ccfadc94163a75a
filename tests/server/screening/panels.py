"""Panels in files, and runs over them."""

import gzip
import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias, TypedDict, Unpack

from caveat.server.screening.order import Order
from caveat.server.screening.screening import screen
from caveat.server.screening.summary import Summary
from tests.rules.small_packs import rule, write_pack

Json: TypeAlias = dict[str, Any]  # a program trusts the shape of an output

OPIOID = rule("with-opioid", "between: [ketamine-therapy, opioid]", "major")
PSYCHOSIS = rule("with-psychosis", "about: ketamine\nwhen: [{condition: psychosis}]")

KILLED_IN_THE_MIDDLE = """
import os, signal, sys
from pathlib import Path
from caveat.server.screening.order import Order
from caveat.server.screening.screening import screen
from tests.server.screening.panels import Watching

class Killing(Watching):
    def reach(self, done):
        super().reach(done)
        if len(self.reached) == int(sys.argv[5]):
            os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    panel, out, pack = map(Path, sys.argv[1:4])
    screen(Order(panel, out, (pack,), int(sys.argv[4]), checkpoint_seconds=0), Killing())
"""


@dataclass(slots=True)
class Watching:
    """Writes down what it hears."""

    stages: list[str] = field(default_factory=list[str])
    reached: list[int] = field(default_factory=list[int])
    earlier: int = 0
    strays: dict[str, str] = field(default_factory=dict[str, str])

    def begin(self, stage: str, length: int | None, done: int) -> None:
        self.stages.append(stage)

    def go_on(self, patients: int) -> None:
        self.earlier = patients

    def reach(self, done: int) -> None:
        self.reached.append(done)

    def stray(self, place: str, reason: str) -> None:
        self.strays[place] = reason


class Changed(TypedDict, total=False):
    """What a run is given other than its desk has."""

    out: Path
    packs: tuple[Path, ...]
    processes: int
    full: bool
    restart: bool


class Desk:
    """A folder with a small pack and a panel, where runs are made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pack = write_pack(folder / "pack", OPIOID, PSYCHOSIS)
        self.panel = folder / "panel.ndjson"
        self.out = folder / "alerts.ndjson"
        self.watching = Watching()

    def order(self, **changed: Unpack[Changed]) -> Order:
        """Give the order of the panel, changed in part."""
        return replace(Order(self.panel, self.out, (self.pack,)), **changed)

    def run(self, **changed: Unpack[Changed]) -> Summary:
        """Make one run."""
        self.watching = Watching()
        return screen(self.order(**changed), self.watching)

    def answers(self) -> list[Json]:
        """Read the output."""
        return [json.loads(line) for line in self.out.read_bytes().splitlines()]

    def screened(self, *patients: object) -> list[Json]:
        """Screen these patients, and read what is said of each."""
        write_panel(self.panel, patients)
        self.run(restart=True)
        return self.answers()

    def kill(self, after: int, processes: int = 1) -> None:
        """Make a run that is killed after so many chunks, in a process of its own."""
        arguments = (self.panel, self.out, self.pack, str(processes), str(after))
        command = (sys.executable, "-c", KILLED_IN_THE_MIDDLE, *map(str, arguments))
        root = Path(__file__).parents[3]
        assert subprocess.run(command, check=False, cwd=root).returncode == -9  # noqa: S603  our own program


def write_panel(path: Path, patients: Iterable[object]) -> None:
    """Write patients as lines; text and bytes go in as they are."""
    raw = b"".join(_raw(patient) + b"\n" for patient in patients)
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)


def _raw(patient: object) -> bytes:
    if isinstance(patient, bytes):
        return patient
    return (patient if isinstance(patient, str) else json.dumps(patient)).encode()


def patient(number: int | str, *medications: str, **more: object) -> Mapping[str, object]:
    """Write a patient who is to have ketamine."""
    lists: Json = {"medications": list(medications), "history": [], "allergies": []}
    return {"request-id": f"p-{number}", "proposed": ["ketamine 40 mg IV"], **lists, **more}


def many(count: int) -> list[Mapping[str, object]]:
    """Write many patients; every third takes an opioid."""
    return [patient(number, *(["oxycodone 5 mg"] * (number % 3 == 0))) for number in range(count)]
