"""``caveat import``."""

from pathlib import Path

import pytest

from tests.client.commands import caveat

GOOD = "medicine_a,medicine_b,level\nZoloft,Ultram,severe\nssri,mao-inhibitor,major\n"
SEVERE = ("--level", "severe=major")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(GOOD)
    return path


def test_a_list_becomes_a_pack_that_passes_its_test(file: Path, tmp_path: Path) -> None:
    folder = str(tmp_path / "our-list")
    result = caveat("import", "pairs", str(file), "--out", folder, *SEVERE)
    assert result.stdout.splitlines() == [
        "2 rules written, all of them drafts and at most minor.",
        f"Next: caveat test {folder}, and caveat lint {folder} for what is missing",
    ]
    assert caveat("test", folder).stdout == "6 examples: every rule does what it says.\n"


def test_a_pack_that_was_confirmed_alerts_with_the_levels_of_the_list(
    file: Path, tmp_path: Path
) -> None:
    folder = str(tmp_path / "our-list")
    confirmed = ("--confirmed-by", "A. Pharmacist", "--date", "2026-11-26")
    caveat("import", "pairs", str(file), "--out", folder, *SEVERE, *confirmed)
    taken = ("-m", "sertraline 50 mg", "-m", "tramadol 50 mg")
    result = caveat("check", "--pack", folder, *taken, "--no-history", "--no-allergies")
    assert "MAJOR  Sertraline with tramadol" in result.stdout


def test_a_day_in_another_order_is_told_how_it_is_written(file: Path, tmp_path: Path) -> None:
    confirmed = ("--confirmed-by", "A. Pharmacist", "--date", "26.11.2026")
    result = caveat("import", "pairs", str(file), "--out", str(tmp_path / "our-list"), *confirmed)
    assert "'26.11.2026' is no year-month-day, such as 2026-11-26." in result.stderr
    assert result.exit_code == 2


def test_mistakes_are_all_told_with_their_places_and_nothing_is_written(
    file: Path, tmp_path: Path
) -> None:
    file.write_text(GOOD + "qqqq,lithium,minor\n")
    folder = tmp_path / "our-list"
    expected = "expected info, minor, moderate, major, contraindicated"
    result = caveat("import", "pairs", str(file), "--out", str(folder))
    assert result.stderr.splitlines() == [
        f"{file}:2:15: unknown level: 'severe'; {expected}, or --level 'severe=LEVEL'",
        f"{file}:4:1: unknown medicine: 'qqqq'",
        f"caveat: NOT IMPORTED: 2 problems in {file}",
    ]
    assert result.exit_code == 5
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]


def test_what_is_there_already_is_never_overwritten(file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "our-list"
    folder.mkdir()
    result = caveat("import", "pairs", str(file), "--out", str(folder), *SEVERE)
    assert "is there already, and nothing is overwritten" in result.stderr
    assert result.exit_code == 2
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_made_exits_with_2_and_leaves_nothing(
    file: Path, tmp_path: Path
) -> None:
    folder = str(tmp_path / "none" / "our-list")
    result = caveat("import", "pairs", str(file), "--out", folder, *SEVERE)
    assert result.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]


def test_a_pair_that_only_repeats_another_is_told(file: Path, tmp_path: Path) -> None:
    file.write_text(GOOD + "tramadol,sertraline,severe\n")
    folder = str(tmp_path / "our-list")
    result = caveat("import", "pairs", str(file), "--out", folder, *SEVERE)
    assert result.stderr == f"{file}:4: the pair of line 2 again: left out\n"
    assert result.exit_code == 0


@pytest.mark.parametrize(
    "options",
    [
        ("--level", "severe"),
        ("--level", "severe=grave"),
        ("--level", "minor=major"),
        ("--pack-id", "No Id"),
        ("--date", "26.11.2026"),
    ],
)
def test_an_option_that_says_nothing_is_refused(
    file: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    folder = tmp_path / "our-list"
    result = caveat("import", "pairs", str(file), "--out", str(folder), *options)
    assert (result.exit_code, folder.exists()) == (2, False)
