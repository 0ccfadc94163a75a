"""Where the file of RxNorm lies."""

import sys
from pathlib import Path

import pytest

from caveat.reading.rxnorm.place import VARIABLE, default_path, installed_path


@pytest.fixture(autouse=True)
def _unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in (VARIABLE, "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(variable, raising=False)


def test_the_environment_names_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "mine.sqlite"))
    assert default_path() == tmp_path / "mine.sqlite"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has a folder of its own")
def test_it_lies_in_the_data_folder_that_is_stated(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_path() == tmp_path / "caveat" / "rxnorm.sqlite"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has a folder of its own")
@pytest.mark.parametrize("stated", ["", "relative/folder"])
def test_it_lies_in_the_home_folder_where_no_data_folder_is_stated(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, stated: str
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", stated)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_path() == tmp_path / ".local" / "share" / "caveat" / "rxnorm.sqlite"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has a folder of its own")
def test_the_default_file_is_used_only_where_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert installed_path() is None
    default_path().parent.mkdir()
    default_path().touch()
    assert installed_path() == default_path()


def test_a_file_that_the_environment_names_is_used_even_if_it_is_not_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "gone.sqlite"))
    assert installed_path() == tmp_path / "gone.sqlite"
