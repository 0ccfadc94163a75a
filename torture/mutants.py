"""Mutants of the engine: a copy of the project in which single pieces of code were changed."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_PARTS = ("proto", "rules", "server", "client")
_SMALL = "keys"
_MODULES = (
    *("alerts", "checked", "comparing", "derived", "evaluator", "findings", "folding", "index"),
    *("questions", "recogniser", _SMALL),
)
_TESTS = (
    *("alerts", "checked", "comparing", "compiler", "derived", "doubt", "engine", "evaluator"),
    *("findings", "intake", "questions", "trials"),
)
_CONFIGURATION = """\
[tool.pytest.ini_options]
addopts = ["-p", "no:cacheprovider"]

[tool.mutmut]
source_paths = ["src"]
only_mutate = {modules}
also_copy = ["benchmarks", "examples"]
pytest_add_cli_args_test_selection = {tests}
"""
# the tests passed; none was found; none comes by what was changed
_UNNOTICED = (0, 5, 33)


class Mutants:
    """Makes mutants in a folder, and sees which of them the engine's tests kill."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        _copy(folder)
        self._run(f"caveat.rules.{_SMALL}.*")

    def names(self) -> list[str]:
        """Give the name of each mutant."""
        return sorted(self._ends())

    def survivors(self, names: Sequence[str]) -> list[str]:
        """Test these mutants, and give those that no test noticed."""
        self._run(*names)
        ends = self._ends()
        untested = [name for name in names if ends[name] is None]
        if untested:
            raise RuntimeError(f"{len(untested)} mutants were not tested")
        return [name for name in names if ends[name] in _UNNOTICED]

    def _run(self, *names: str) -> None:
        program = Path(sys.executable).with_name("mutmut")
        children = str(os.cpu_count() or 1)
        done = subprocess.run(  # noqa: S603 - our own tool
            (str(program), "run", "--max-children", children, *names),
            cwd=self._folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"mutmut ended with {done.returncode}: {done.stdout[-300:]}")

    def _ends(self) -> dict[str, int | None]:
        """Give the exit code of the tests of each mutant, if it was tested."""
        return {name: code for file in self._records() for name, code in _codes(file).items()}

    def _records(self) -> Iterator[Path]:
        return (self._folder / "mutants").rglob("*.meta")


def _codes(record: Path) -> dict[str, int | None]:
    codes: dict[str, int | None] = json.loads(record.read_text())["exit_code_by_key"]
    return codes


def _copy(folder: Path) -> None:
    """Copy the project, its four roots joined to the one that the tool knows."""
    unwanted = shutil.ignore_patterns("__pycache__")
    for part in _PARTS:
        source, target = _ROOT / part / "caveat", folder / "src" / "caveat"
        shutil.copytree(source, target, dirs_exist_ok=True, ignore=unwanted)
    for part in ("tests", "benchmarks", "examples"):
        shutil.copytree(_ROOT / part, folder / part, ignore=unwanted)
    modules = [f"src/caveat/rules/{module}.py" for module in _MODULES]
    tests = [f"tests/rules/test_{name}.py" for name in _TESTS]
    configuration = _CONFIGURATION.format(modules=json.dumps(modules), tests=json.dumps(tests))
    (folder / "pyproject.toml").write_text(configuration)
