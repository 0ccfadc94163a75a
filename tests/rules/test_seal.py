"""A seal names every file of a pack, so that no change of one goes unseen."""

import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from caveat.rules import Checker
from caveat.rules.loader import digest_of_pack, rule_files
from caveat.rules.opening import load_book
from caveat.rules.seal import MANIFEST, checked_seal, seal
from caveat.source.errors import PackError
from tests.rules.small_packs import rule, write_pack

HEART = "between: [ketamine, beta-blocker]"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a pack that is sealed, with a rule in a folder of its own and a text beside."""
    pack = write_pack(tmp_path / "small", rule("a", HEART), rule("b", HEART))
    (pack / "inner").mkdir()
    (pack / "b.yaml").rename(pack / "inner" / "b.yaml")
    (pack / "README.md").write_text("About this pack.\n")
    seal(pack)
    return pack


def problems(folder: Path) -> list[str]:
    with pytest.raises(PackError) as caught:
        checked_seal(folder)
    return [str(problem) for problem in caught.value.problems]


def test_a_pack_without_a_seal_needs_none(tmp_path: Path) -> None:
    assert checked_seal(write_pack(tmp_path / "small", rule("a", HEART))) is None


def test_a_seal_is_what_sha256sum_writes(folder: Path) -> None:
    names = ["README.md", "a.yaml", "inner/b.yaml", "pack.yaml"]
    lines = [f"{sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    assert (folder / MANIFEST).read_text() == "".join(lines)


def test_the_digest_of_a_pack_follows_from_its_seal(folder: Path) -> None:
    sealed = checked_seal(folder)
    assert sealed
    assert sealed.digest == digest_of_pack(folder)


@pytest.mark.parametrize("name", ["pack.yaml", "a.yaml", "inner/b.yaml"])
def test_a_file_that_is_cut_at_any_byte_is_found(folder: Path, name: str) -> None:
    file = folder / name
    whole = file.read_bytes()
    for end in range(len(whole)):
        file.write_bytes(whole[:end])
        assert len(problems(folder)) == 1, end
    file.write_bytes(whole)
    assert checked_seal(folder)


def test_a_seal_that_is_cut_at_any_byte_is_found(folder: Path) -> None:
    whole = (folder / MANIFEST).read_bytes()
    for end in range(len(whole)):
        (folder / MANIFEST).write_bytes(whole[:end])
        assert problems(folder), end


def change(folder: Path) -> None:
    (folder / "a.yaml").write_text(rule("a", HEART, "minor"))


def remove(folder: Path) -> None:
    (folder / "a.yaml").unlink()


def add(folder: Path) -> None:
    (folder / "c.yaml").write_text(rule("c", HEART))


@pytest.mark.parametrize(
    ("tamper", "problem"),
    [
        (change, "small/SHA256SUMS:2:1: changed file: 'a.yaml' is not the file that was sealed"),
        (remove, "small/SHA256SUMS:2:1: missing file: 'a.yaml'"),
        (add, "small/SHA256SUMS:1:1: added file: 'c.yaml' was not there when the pack was sealed"),
    ],
)
def test_a_change_is_named(folder: Path, tamper: Callable[[Path], None], problem: str) -> None:
    tamper(folder)
    assert problems(folder) == [problem]


@pytest.mark.parametrize(
    "line", [f"{'0' * 63}  a.yaml", f"{'0' * 64} a", "", f"{'0' * 64}  a.yaml\n{'0' * 64}  a.yaml"]
)
def test_a_line_that_is_none_of_a_seal_is_named(folder: Path, line: str) -> None:
    (folder / MANIFEST).write_text(f"{line}\n")
    (problem,) = problems(folder)
    assert "not a seal" in problem


def test_a_pack_that_is_not_as_it_was_sealed_is_not_loaded(folder: Path, checker: Checker) -> None:
    assert load_book((folder,), checker.book.vocabulary).rules
    change(folder)
    with pytest.raises(PackError, match="changed file"):
        load_book((folder,), checker.book.vocabulary)


def test_a_pack_is_read_through_the_links_that_kubernetes_makes(folder: Path) -> None:
    mount = folder.parent / "mount"
    shutil.copytree(folder, mount / "..2026_11_26")
    (mount / "..data").symlink_to("..2026_11_26")
    for name in ("pack.yaml", "a.yaml", "inner", "README.md", MANIFEST):
        (mount / name).symlink_to(Path("..data") / name)

    assert [file.relative_to(mount).as_posix() for file in rule_files(mount)] == [
        "a.yaml",
        "inner/b.yaml",
    ]
    assert digest_of_pack(mount) == digest_of_pack(folder)
    assert checked_seal(mount)


def test_a_link_that_leads_round_in_a_circle_is_followed_once(folder: Path) -> None:
    (folder / "inner" / "round").symlink_to("..")
    assert len(rule_files(folder)) == 2
