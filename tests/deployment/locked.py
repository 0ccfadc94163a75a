"""What is locked, and what it was locked for."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Locked:
    """One package of a lock: its pin, where it is needed, and the digests of its files."""

    requirement: Requirement
    hashes: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name, as it is compared."""
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        """The one version that is taken."""
        (pin,) = self.requirement.specifier
        assert pin.operator == "=="
        return pin.version


def read_lock(name: str) -> dict[str, Locked]:
    """Read a lock of the project, by the names of its packages."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    packages = [_read_line(line) for line in lines]
    return {package.name: package for package in packages}


def run_time_requirements() -> list[Requirement]:
    """Give what Caveat needs where it runs, PostgreSQL's client and OpenTelemetry among it."""
    project = _PROJECT["project"]
    extras = project["optional-dependencies"]
    listed = [*project["dependencies"], *extras["otel"], *extras["postgresql"]]
    return [Requirement(each) for each in listed]


def build_requirements() -> list[Requirement]:
    """Give what the wheel is built with."""
    return [Requirement(each) for each in _PROJECT["build-system"]["requires"]]


def _read_line(line: str) -> Locked:
    stated, *hashes = line.split("--hash=")
    return Locked(Requirement(stated.strip()), tuple(each.strip() for each in hashes))
