"""What stands in the cache folder counts for nothing where packs have to be signed."""

from pathlib import Path

import pytest

from caveat.authoring.admission import NONE, Demands, admit
from caveat.authoring.signing import new_key, sign
from caveat.authoring.verified import remember_verified
from caveat.rules import Checker, request_of
from caveat.source.errors import PackError
from caveat.source.folders import cache_folder
from tests.authoring.forging import forge_packs, forge_vocabulary
from tests.authoring.test_signing import good
from tests.rules.small_packs import write_pack

PATIENT = {"proposed": ["ketamine 40 mg IV"], "medications": ["metoprolol"]}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a pack, and a cache folder in which nothing was kept yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return write_pack(tmp_path / "small", good("a"))


@pytest.fixture
def signed(folder: Path, tmp_path: Path) -> Demands:
    """Sign the pack, and ask for that signature."""
    public = new_key(tmp_path / "release.key")
    sign(folder, tmp_path / "release.key")
    return Demands((public,))


def titles(checker: Checker) -> list[str]:
    return [alert.title for alert in checker.check(request_of(PATIENT)).alerts]


def test_rules_that_were_forged_are_not_served(
    folder: Path, signed: Demands, tmp_path: Path
) -> None:
    forge_packs(folder, tmp_path / "forged", good("a").replace("title: a", "title: forged"))
    assert titles(admit([folder], NONE).checker) == ["forged"]  # it is a good forgery
    admitted = admit([folder], signed)
    assert titles(admitted.checker) == ["a"]
    assert titles(Checker.of_kept(admitted.kept, [folder], admitted.checker.book.vocabulary)) == [
        "a"
    ]


def test_a_vocabulary_that_was_forged_is_not_used(folder: Path, signed: Demands) -> None:
    forge_vocabulary(admit([folder]).checker.book.vocabulary, "metoprolol", "omeprazole")
    assert titles(admit([folder]).checker) == []
    assert titles(admit([folder], signed).checker) == ["a"]


def test_a_mark_that_was_forged_verifies_no_example(tmp_path: Path, folder: Path) -> None:
    wrong = good("a").replace("expect: none", "expect: undecided")
    write_pack(folder, wrong)
    public = new_key(tmp_path / "release.key")
    sign(folder, tmp_path / "release.key")
    remember_verified(Checker.load([folder]).book)
    assert admit([folder], NONE)
    with pytest.raises(PackError, match="failed example"):
        admit([folder], Demands((public,)))


def test_nothing_is_kept_of_packs_that_have_to_be_signed(folder: Path, signed: Demands) -> None:
    admit([folder], signed)
    kept = cache_folder()
    assert kept
    assert not kept.exists()
