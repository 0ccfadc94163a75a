"""What the files say is kept for the next start, and never trusted when it is damaged."""

import os
from pathlib import Path

import pytest

from caveat.reading.codes import Code
from caveat.reading.condition import read_condition
from caveat.reading.medication import read_medications
from caveat.reading.terms import BUILT_IN, load_vocabulary
from caveat.reading.vocabulary import Vocabulary
from caveat.source.errors import PackError
from tests.reading.vocabularies import write_vocabulary
from tests.recognition.corpus import condition_texts, medication_texts


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder in which snapshots are kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "caveat"


def snapshots(cache: Path) -> list[Path]:
    return sorted(cache.glob("vocabulary-*.json"))


def readings(vocabulary: Vocabulary) -> list[object]:
    medications = [read_medications(each.text, (), vocabulary) for each in medication_texts()]
    conditions = [read_condition(each.text, (), None, vocabulary) for each in condition_texts()]
    return [*medications, *conditions]


@pytest.mark.usefixtures("unmeasured")
def test_a_snapshot_is_read_as_the_files_are(cache: Path) -> None:
    from_files, from_snapshot = load_vocabulary(), load_vocabulary()

    assert len(snapshots(cache)) == 1
    assert readings(from_files) == readings(from_snapshot)
    assert from_files.classes == from_snapshot.classes
    assert from_files.concepts == from_snapshot.concepts
    assert from_files.observations == from_snapshot.observations
    for code in (Code("rxnorm", "161"), Code("atc", "C07AB"), Code("icd10cm", "F20.9")):
        assert from_files.substance_of(code) == from_snapshot.substance_of(code)
        assert from_files.concepts_of(code) == from_snapshot.concepts_of(code)


@pytest.mark.usefixtures("unmeasured")
@pytest.mark.parametrize("damage", [b"", b"{}", b"0\n{}", b"\xff\xfe"])
def test_a_damaged_snapshot_is_made_anew(cache: Path, damage: bytes) -> None:
    load_vocabulary()
    (path,) = snapshots(cache)
    whole = path.read_bytes()
    path.write_bytes(damage)

    assert load_vocabulary().has_term("metoprolol")
    assert whole == path.read_bytes()


@pytest.mark.usefixtures("unmeasured")
def test_a_snapshot_that_is_cut_short_is_made_anew(cache: Path) -> None:
    load_vocabulary()
    (path,) = snapshots(cache)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])

    assert load_vocabulary().has_term("metoprolol")
    assert whole == path.read_bytes()


def test_other_files_have_a_snapshot_of_their_own(cache: Path, tmp_path: Path) -> None:
    folder = write_vocabulary(tmp_path / "terms")
    load_vocabulary(folder)
    changed = next(folder.rglob("*.yaml"))
    changed.write_text(f"# changed\n{changed.read_text()}")
    load_vocabulary(folder)

    assert len(snapshots(cache)) == 2


def test_only_the_newest_snapshots_are_kept(cache: Path, tmp_path: Path) -> None:
    folder = write_vocabulary(tmp_path / "terms")
    changed = next(folder.rglob("*.yaml"))
    for number in range(6):
        changed.write_text(f"# {number}\n{changed.read_text()}")
        load_vocabulary(folder)

    assert len(snapshots(cache)) == 4


def test_a_mistake_in_the_files_is_never_kept(cache: Path, tmp_path: Path) -> None:
    folder = tmp_path / "terms"
    folder.mkdir()
    (folder / "medicines.yaml").write_text("medicines: {a: {brand: [b]}}\ncount: 1\n")

    for _ in range(2):
        with pytest.raises(PackError):
            load_vocabulary(folder)
    assert not snapshots(cache)


@pytest.mark.parametrize("place", ["/dev/null", "/dev/null/below", "not-absolute"])
def test_where_nothing_can_be_kept_the_files_are_read(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", place)
    monkeypatch.setenv("HOME", "")

    assert load_vocabulary(BUILT_IN).has_term("metoprolol")


@pytest.mark.skipif(os.name == "nt", reason="XDG is not of Windows")
def test_without_a_cache_folder_it_lies_in_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    load_vocabulary()

    assert list((tmp_path / ".cache" / "caveat").glob("vocabulary-*.json"))
