"""Patients with the alerts that they must and must not have, shared by every door."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from caveat.rules import Request, request_of

FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True)
class Expected:
    """What a case expects; ``nothing_else_above`` is the level that no other alert passes."""

    outcome: str
    level: str | None
    alerts: Mapping[str, str]
    absent: tuple[str, ...]
    questions: tuple[str, ...]
    complete: bool | None
    nothing_else_above: str


@dataclass(frozen=True, slots=True)
class Case:
    """A patient file and what is expected of it."""

    slug: str
    name: str
    given: object
    expected: Expected

    @property
    def request(self) -> Request:
        """Give the patient file as a request."""
        return request_of(self.given)


def read_cases() -> list[Case]:
    """Read every case."""
    return [_read(path) for path in sorted(FOLDER.glob("*.yaml"))]


def _read(path: Path) -> Case:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    expect = document["expect"]
    expected = Expected(
        outcome=expect["outcome"],
        level=expect["level"],
        alerts=expect["alerts"],
        absent=tuple(expect.get("absent", ())),
        questions=tuple(expect.get("questions", ())),
        complete=expect.get("complete"),
        nothing_else_above=expect["nothing-else-above"],
    )
    return Case(path.stem, document["name"], document["given"], expected)
