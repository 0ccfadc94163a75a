"""Compiled packs are kept for the next start, by the digest of what they are made of."""

import logging
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from caveat.rules import Checker, RuleBook, read_request
from caveat.rules.opening import load_book
from caveat.source.folders import cache_folder
from tests.rules.small_packs import rule, write_pack

RULES = [
    rule("strong", "between: [ketamine, beta-blocker]\ncovers: [weak]", "major"),
    rule("weak", "between: [ketamine-therapy, heart-medicine]"),
    rule("young", "about: ketamine\nwhen: [{observation: age, below: 18}, {condition: ptsd}]"),
]
Load = Callable[[], RuleBook]
PATIENT = "{medications: [metoprolol], history: [PTSD], observations: {age: 17}}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of a pack, with a cache that nothing was kept in yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return write_pack(tmp_path / "small", *RULES)


@pytest.fixture
def load(checker: Checker, folder: Path) -> Load:
    """Load the pack as it is, with a vocabulary that was read before."""
    return lambda: load_book((folder,), checker.book.vocabulary)


def kept() -> list[Path]:
    cache = cache_folder()
    assert cache
    return sorted(cache.glob("packs-*.bin"))


def test_a_book_from_the_cache_says_what_the_book_from_the_files_says(load: Load) -> None:
    first, second = load(), load()

    request = read_request(PATIENT)
    assert len(kept()) == 1
    assert dict(first.rules) == dict(second.rules)
    assert (first.uses, first.digest) == (second.uses, second.digest)
    assert [list(pack.rules) for pack in first.packs] == [list(pack.rules) for pack in second.packs]
    assert Checker(first).check(request) == Checker(second).check(request)


def test_a_book_is_not_read_from_its_files_again(load: Load) -> None:
    load()
    (path,) = kept()
    before = path.stat().st_mtime_ns

    load()

    assert before == path.stat().st_mtime_ns


@pytest.mark.parametrize("name", ["pack.yaml", "weak.yaml"])
@pytest.mark.parametrize("words", ["# a word\n", "\n"])
def test_a_change_of_a_file_makes_another_book(
    folder: Path, load: Load, name: str, words: str
) -> None:
    before = load().digest
    path = folder / name

    path.write_text(path.read_text() + words)

    assert before != load().digest
    assert len(kept()) == 2


def damaged(content: bytes) -> list[bytes]:
    """Give a file that was damaged in many ways."""
    middle = len(content) // 2
    flipped = bytes((content[middle] ^ 1,))
    return [
        b"",
        content[:10],
        content[:-1],
        content + b"x",
        content[:middle] + flipped + content[middle + 1 :],
        b"\0" * len(content),
        b"not a cache at all",
    ]


@pytest.mark.parametrize("way", range(7))
def test_a_damaged_file_is_made_anew(
    load: Load, caplog: pytest.LogCaptureFixture, way: int
) -> None:
    expected = dict(load().rules)
    (path,) = kept()
    whole = path.read_bytes()
    path.write_bytes(damaged(whole)[way])

    with caplog.at_level(logging.WARNING, logger="caveat"):
        found = load()

    assert expected == dict(found.rules)
    assert len(path.read_bytes()) == len(whole)
    assert any("damaged" in record.message for record in caplog.records)


def test_a_file_that_is_whole_but_says_something_else_is_made_anew(load: Load) -> None:
    expected = dict(load().rules)
    (path,) = kept()
    foreign = b"\0\0\0\0\0\0\0\x05\xa5hello"
    path.write_bytes(sha256(foreign).digest() + foreign)

    assert expected == dict(load().rules)


def test_without_a_place_for_the_cache_the_files_are_read(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/proc/nothing/can/be/made/here")

    assert list(load().rules) == ["strong", "weak", "young"]


def test_only_the_newest_few_are_kept(folder: Path, load: Load) -> None:
    for number in range(7):
        (folder / "weak.yaml").write_text(RULES[1] + f"# {number}\n")
        load()

    assert len(kept()) == 4
