"""Packs found in folders, read in one order, with a digest of all of their files."""

from pathlib import Path

import pytest

from caveat.rules import Checker, built_in_packs
from caveat.rules.loader import load_packs
from caveat.rules.model import Pack
from caveat.source.errors import PackError
from tests.rules.small_packs import rule, write_pack

RULES = [rule(name, "about: ketamine") for name in ("b", "a", "c")]


def load(folder: Path, checker: Checker) -> Pack:
    (pack,) = load_packs([folder], checker.book.vocabulary)
    return pack


def problems(folder: Path, checker: Checker) -> list[str]:
    with pytest.raises(PackError) as caught:
        load_packs([folder], checker.book.vocabulary)
    return [str(problem) for problem in caught.value.problems]


def test_the_built_in_packs_are_folders_with_a_pack_file() -> None:
    names = [path.name for path in built_in_packs()]
    assert names == sorted(names)
    assert set(names) >= {
        "esketamine-label",
        "infusion-consensus",
        "ketamine-depression",
        "ketamine-label",
        "priority-interactions",
    }


def test_rules_are_read_from_folders_within_folders_in_order(
    tmp_path: Path, checker: Checker
) -> None:
    folder = write_pack(tmp_path / "small", *RULES)
    (folder / "inner").mkdir()
    (folder / "a.yaml").rename(folder / "inner" / "a.yaml")

    pack = load(folder, checker)

    assert [found.id for found in pack.rules] == ["b", "c", "a"]
    assert pack.rules[2].place.path == "small/inner/a.yaml"
    assert {found.pack_id for found in pack.rules} == {"small"}


def test_other_files_of_a_folder_are_no_rules(tmp_path: Path, checker: Checker) -> None:
    folder = write_pack(tmp_path / "small", *RULES)
    (folder / "README.md").write_text("about this pack")

    assert len(load(folder, checker).rules) == 3


def test_a_digest_is_of_the_files_and_not_of_where_they_lie(
    tmp_path: Path, checker: Checker
) -> None:
    first = load(write_pack(tmp_path / "one", *RULES), checker)
    second = load(write_pack(tmp_path / "two", *reversed(RULES)), checker)

    assert len(first.digest) == 64
    assert first.digest == second.digest


@pytest.mark.parametrize("name", ["pack.yaml", "a.yaml"])
def test_a_digest_changes_with_a_file(tmp_path: Path, checker: Checker, name: str) -> None:
    folder = write_pack(tmp_path / "small", *RULES)
    before = load(folder, checker).digest

    path = folder / name
    path.write_text(path.read_text() + "# a word\n")

    assert before != load(folder, checker).digest


def test_a_digest_changes_with_the_name_of_a_folder(tmp_path: Path, checker: Checker) -> None:
    folder = write_pack(tmp_path / "small", *RULES)
    before = load(folder, checker).digest

    (folder / "inner").mkdir()
    (folder / "a.yaml").rename(folder / "inner" / "a.yaml")

    assert before != load(folder, checker).digest


def test_a_rule_file_that_was_lost_is_missed(tmp_path: Path, checker: Checker) -> None:
    folder = write_pack(tmp_path / "small", *RULES)
    (folder / "a.yaml").unlink()

    assert problems(folder, checker) == [
        "small/pack.yaml:8:8: wrong count: the pack states 3 rules and has 2"
    ]


def test_a_rule_stands_once_in_a_pack(tmp_path: Path, checker: Checker) -> None:
    folder = write_pack(tmp_path / "small", *RULES[:2])
    (folder / "inner").mkdir()
    (folder / "inner" / "a.yaml").write_text((folder / "a.yaml").read_text())

    assert "small/inner/a.yaml:1:5: duplicate id: 'a' stands in small/a.yaml too" in problems(
        folder, checker
    )


def test_a_folder_that_is_called_like_a_rule_cannot_be_read(
    tmp_path: Path, checker: Checker
) -> None:
    folder = write_pack(tmp_path / "small", *RULES)
    (folder / "d.yaml").mkdir()

    assert problems(folder, checker) == [
        "small/d.yaml:1:1: cannot be read: Is a directory",
    ]


def test_a_file_that_is_cut_short_is_refused(tmp_path: Path, checker: Checker) -> None:
    folder = write_pack(tmp_path / "small", *RULES)
    text = (folder / "a.yaml").read_text()
    (folder / "a.yaml").write_text(text[: text.index("evidence")])

    assert [problem.split(": ", 1)[1] for problem in problems(folder, checker)] == [
        "missing key: evidence",
        "missing key: examples",
        "missing key: reviewed",
    ]


def test_names_are_checked_once_all_files_can_be_read(tmp_path: Path, checker: Checker) -> None:
    folder = write_pack(
        tmp_path / "small", rule("a", "about: ketamine\ncovers: [c]"), rule("b", "about: x")
    )

    assert [problem.split(": ")[1] for problem in problems(folder, checker)] == [
        "unknown class or ingredient"
    ]


def test_a_rule_may_cover_one_of_another_pack(tmp_path: Path, checker: Checker) -> None:
    one = write_pack(tmp_path / "one", rule("a", "about: ketamine\ncovers: [b]"))
    two = write_pack(tmp_path / "two", rule("b", "about: ketamine"))

    packs = load_packs([one, two], checker.book.vocabulary)

    assert [pack.rules[0].covers for pack in packs] == [("b",), ()]
