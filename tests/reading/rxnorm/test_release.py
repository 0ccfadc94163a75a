"""A release as it was unpacked."""

from pathlib import Path

import pytest

from caveat.reading.rxnorm.release import RxNormRelease
from caveat.source.errors import PackError
from tests.reading.rxnorm.releases import whole_release


def test_the_files_may_lie_in_the_folder_rrf(tmp_path: Path) -> None:
    whole_release().write(tmp_path / "rrf")
    assert RxNormRelease.at(tmp_path).folder == tmp_path / "rrf"


def test_files_in_the_folder_itself_go_first(tmp_path: Path) -> None:
    whole_release().write(tmp_path / "rrf")
    whole_release().write(tmp_path)
    assert RxNormRelease.at(tmp_path).folder == tmp_path


@pytest.mark.parametrize("given", ["", "rrf"])
def test_the_folder_of_the_release_gives_its_date(tmp_path: Path, given: str) -> None:
    folder = tmp_path / "RxNorm_full_prescribe_05062024"
    whole_release().write(folder / "rrf")
    assert RxNormRelease.at(folder / given).published == "2024-05-06"


def test_its_readme_gives_the_date_too(tmp_path: Path) -> None:
    whole_release().write(tmp_path)
    (tmp_path / "Readme_Full_Prescribe_05062024.txt").touch()
    assert RxNormRelease.at(tmp_path).published == "2024-05-06"


@pytest.mark.parametrize("name", ["mine", "RxNorm_full_13452024", "RxNorm_weekly"])
def test_a_folder_without_a_date_gives_none(tmp_path: Path, name: str) -> None:
    release = RxNormRelease.at(whole_release().write(tmp_path / name))
    assert release.published == ""


def test_two_dates_are_none(tmp_path: Path) -> None:
    folder = whole_release().write(tmp_path / "RxNorm_full_prescribe_05062024")
    (folder / "Readme_Full_Prescribe_06032024.txt").touch()
    assert RxNormRelease.at(folder).published == ""


def test_every_missing_file_is_named(tmp_path: Path) -> None:
    whole_release().write(tmp_path)
    (tmp_path / "RXNREL.RRF").unlink()
    (tmp_path / "RXNSAT.RRF").unlink()
    with pytest.raises(PackError) as raised:
        RxNormRelease.at(tmp_path).check_files()
    named = [(problem.path, problem.kind) for problem in raised.value.problems]
    assert named == [
        (str(tmp_path / "RXNREL.RRF"), "missing file"),
        (str(tmp_path / "RXNSAT.RRF"), "missing file"),
    ]
