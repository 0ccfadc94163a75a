"""``caveat terms``: importing RxNorm, and showing what is used."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from caveat.client.cli.program import Program
from caveat.client.cli.terms import terms
from caveat.client.render.page import cells
from caveat.reading.rxnorm.place import VARIABLE
from tests.reading.rxnorm.releases import whole_release

_RUN = """
from caveat.client.cli.program import Program
from caveat.client.cli.terms import terms
Terms = type("Terms", (Program,), {"get_command": lambda self, ctx, name: terms})
Terms()(prog_name="caveat")
"""


class Terms(Program):
    """A program with this one command."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        return terms


def caveat(*arguments: str, file: Path | None = None) -> Result:
    """Run a command in this process, with the environment naming a file."""
    environment = {VARIABLE: str(file) if file else ""}
    return CliRunner(env=environment).invoke(Terms(), arguments, prog_name="caveat")


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """Write a release as it is unpacked."""
    folder = tmp_path / "RxNorm_full_prescribe_05062024"
    files = whole_release().name(84, "BN", "Nothing").ndc(71, "990000-1234-56")
    files.write(folder / "rrf")
    return folder


def test_an_import_says_what_it_read_and_what_it_left_out(release: Path, tmp_path: Path) -> None:
    file = tmp_path / "rxnorm.sqlite"
    result = caveat("terms", "import-rxnorm", str(release), file=file)
    assert result.exit_code == 0
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    assert lines[:2] == ["RxNorm 2024-05-06", f"File: {file}"]
    assert "   3  ingredients" in lines
    assert "   1  NDCs" in lines
    assert lines[lines.index("Left out:") + 1 :] == [
        "  1  concepts that lead to no ingredient",
        "  1  NDCs of no known form",
        "  1  names of concepts that are left out",
    ]


def test_an_import_writes_the_file_that_is_asked_for(release: Path, tmp_path: Path) -> None:
    out = tmp_path / "other" / "file.sqlite"
    result = caveat("terms", "import-rxnorm", str(release / "rrf"), "--out", str(out))
    assert result.exit_code == 0
    assert out.exists()


def test_what_is_shown_is_what_the_import_said(release: Path, tmp_path: Path) -> None:
    file = tmp_path / "rxnorm.sqlite"
    imported = caveat("terms", "import-rxnorm", str(release), file=file)
    shown = caveat("terms", "show-rxnorm", file=file)
    assert shown.exit_code == 0
    assert shown.stdout == imported.stdout


def test_nothing_imported_exits_with_2_and_says_where_it_would_be(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    result = caveat("terms", "show-rxnorm")
    assert result.exit_code == 2
    assert str(tmp_path / "caveat" / "rxnorm.sqlite") in result.stderr


def test_mistakes_in_the_files_exit_with_5_and_are_all_shown(release: Path, tmp_path: Path) -> None:
    path = release / "rrf" / "RXNREL.RRF"
    with path.open("a") as file:
        file.write("1|2|\n3|")
    lines = len(path.read_text().splitlines())
    result = caveat("terms", "import-rxnorm", str(release), file=tmp_path / "rxnorm.sqlite")
    assert result.exit_code == 5
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        f"{path}:{lines - 1}:1: wrong columns: expected 16 columns, got 2",
        f"{path}:{lines}:1: row cut off: the last row does not end with a new line",
        "caveat: NOT IMPORTED: 2 problems",
    ]
    assert not (tmp_path / "rxnorm.sqlite").exists()


def test_an_empty_folder_exits_with_5(tmp_path: Path) -> None:
    result = caveat("terms", "import-rxnorm", str(tmp_path), file=tmp_path / "rxnorm.sqlite")
    assert result.exit_code == 5
    assert result.stderr.count("missing file") == 3


def test_a_folder_that_is_not_there_exits_with_2(tmp_path: Path) -> None:
    result = caveat("terms", "import-rxnorm", str(tmp_path / "gone"))
    assert result.exit_code == 2
    assert "does not exist" in result.stderr


def test_a_file_that_cannot_be_written_exits_with_2(release: Path) -> None:
    out = str(release / "rrf" / "RXNSAT.RRF" / "rxnorm.sqlite")
    result = caveat("terms", "import-rxnorm", str(release), "--out", out)
    assert result.exit_code == 2
    assert "NOT IMPORTED" in result.stderr


def test_a_foreign_file_exits_with_5(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("some text")
    result = caveat("terms", "show-rxnorm", file=tmp_path / "file")
    assert result.exit_code == 5
    assert result.stderr.startswith(f"{tmp_path / 'file'}:1:1: foreign file: ")


@pytest.mark.parametrize(
    "arguments", [("terms",), ("terms", "import-rxnorm"), ("terms", "show-rxnorm")]
)
def test_the_help_has_examples_and_fits_80_columns(arguments: tuple[str, ...]) -> None:
    result = caveat(*arguments, "--help")
    assert result.exit_code == 0
    assert "Examples:\n" in result.stdout
    assert max(map(cells, result.stdout.splitlines())) <= 80


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes with a name")
def test_an_interrupted_import_leaves_the_old_file_and_nothing_else(
    release: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out" / "rxnorm.sqlite"
    out.parent.mkdir()
    out.write_bytes(b"old")
    pipe = release / "rrf" / "RXNSAT.RRF"
    pipe.unlink()
    os.mkfifo(pipe)
    arguments = ("terms", "import-rxnorm", str(release), "--out", str(out))
    process = subprocess.Popen(  # noqa: S603  our own program
        (sys.executable, "-c", _RUN, *arguments), stderr=subprocess.PIPE, text=True
    )
    with process, pipe.open("w"):  # opens once the import reads this far
        process.send_signal(signal.SIGINT)
        _, told = process.communicate()
    assert process.returncode == 130
    assert "Traceback" not in told
    assert out.read_bytes() == b"old"
    assert list(out.parent.iterdir()) == [out]
