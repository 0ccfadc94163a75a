"""An import as a whole: what it refuses, and that it replaces a file only when it is complete."""

from hashlib import sha256
from pathlib import Path

import pytest

from caveat.reading.rxnorm.builder import import_rxnorm
from caveat.reading.rxnorm.directory import RxNormDirectory
from caveat.reading.rxnorm.release import RxNormRelease
from caveat.reading.rxnorm.store import replacing
from caveat.source.errors import PackError, SettingsError
from tests.reading.rxnorm.releases import Files, code, imported, whole_release

OLD = b"what was there before"


def refused(files: Files, folder: Path) -> list[tuple[str, int, str]]:
    """Import what is refused: the old file stays as it was, and nothing is left beside it."""
    target = folder / "rxnorm.sqlite"
    target.write_bytes(OLD)
    with pytest.raises(PackError) as raised:
        imported(files, folder)
    assert target.read_bytes() == OLD
    assert sorted(path.name for path in folder.iterdir()) == ["release", "rxnorm.sqlite"]
    return [(Path(each.path).name, each.line, each.kind) for each in raised.value.problems]


def test_problems_of_all_three_files_are_found_together(tmp_path: Path) -> None:
    files = whole_release()
    files.concepts[1] = "1|2|"
    files.relations.append("x||CUI|RO|99000001||CUI|tradename_of|1||RXNORM||||N|4096|")
    files.attributes.append("|||7|AUI||||NDC|RXNORM|99000000101|N|4096|")
    assert refused(files, tmp_path) == [
        ("RXNCONSO.RRF", 2, "wrong columns"),
        ("RXNREL.RRF", len(files.relations), "wrong rxcui"),
        ("RXNSAT.RRF", 2, "wrong rxcui"),
    ]


@pytest.mark.parametrize("sab", ["RXNORM", "ATC"])
def test_a_concept_without_a_number_is_refused(tmp_path: Path, sab: str) -> None:
    files = whole_release()
    files.concepts.append(f"|ENG||||||7||||{sab}|IN|Z99ZZ01|deltaine||N|4096|")
    assert refused(files, tmp_path) == [("RXNCONSO.RRF", len(files.concepts), "wrong rxcui")]


def test_a_concept_without_a_name_is_refused(tmp_path: Path) -> None:
    files = whole_release().name(4, "IN", " ")
    assert refused(files, tmp_path) == [("RXNCONSO.RRF", len(files.concepts), "empty name")]


def test_rows_of_other_sources_need_no_number(tmp_path: Path) -> None:
    files = whole_release()
    files.concepts.append("|ENG||||||7||||MTHSPL|SU|1|deltaine||N|4096|")
    files.attributes.append("|||7|AUI||||DM_SPL_ID|MTHSPL|1|N|4096|")
    assert imported(files, tmp_path).counts["ingredients"] == 3


def test_a_file_cut_off_within_a_row_is_refused(tmp_path: Path) -> None:
    folder = whole_release().write(tmp_path / "release")
    path = folder / "RXNREL.RRF"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(PackError, match="row cut off"):
        import_rxnorm(RxNormRelease.at(folder), tmp_path / "rxnorm.sqlite")
    assert not (tmp_path / "rxnorm.sqlite").exists()


def test_files_without_an_ingredient_are_refused(tmp_path: Path) -> None:
    files = Files(["1|ENG||||||7||||MTHSPL|SU|1|x||N||"], whole_release().relations).ndc(1, "1")
    assert refused(files, tmp_path) == [("RXNCONSO.RRF", 1, "no ingredients")]


def test_relations_that_leave_most_concepts_without_contents_are_refused(tmp_path: Path) -> None:
    files = whole_release()
    files.relations = files.relations[:4]
    assert refused(files, tmp_path) == [("RXNREL.RRF", 1, "missing relations")]


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    files = whole_release()
    files.attributes.clear()
    assert refused(files, tmp_path) == [("RXNSAT.RRF", 1, "empty file")]


def test_an_empty_folder_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(PackError) as raised:
        import_rxnorm(RxNormRelease.at(tmp_path), tmp_path / "rxnorm.sqlite")
    assert [each.kind for each in raised.value.problems] == ["missing file"] * 3
    assert list(tmp_path.iterdir()) == []


def test_a_complete_import_takes_the_place_of_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "rxnorm.sqlite").write_bytes(OLD)
    imported(whole_release(), tmp_path)
    with RxNormDirectory(tmp_path / "rxnorm.sqlite") as directory:
        assert directory.concept(code(1)) is not None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["release", "rxnorm.sqlite"]


def test_a_directory_opened_before_an_import_goes_on_with_the_old_file(tmp_path: Path) -> None:
    imported(whole_release(), tmp_path)
    with RxNormDirectory(tmp_path / "rxnorm.sqlite") as directory:
        imported(whole_release().name(4, "IN", "deltaine"), tmp_path)
        assert directory.by_name("deltaine") is None
        assert directory.by_name("duocet") is not None


def test_two_imports_of_one_release_write_the_same_bytes(tmp_path: Path) -> None:
    imported(whole_release(), tmp_path)
    first = (tmp_path / "rxnorm.sqlite").read_bytes()
    imported(whole_release(), tmp_path)
    assert (tmp_path / "rxnorm.sqlite").read_bytes() == first


def test_the_digest_is_that_of_the_three_files_one_after_the_other(tmp_path: Path) -> None:
    summary = imported(whole_release(), tmp_path)
    names = ("RXNCONSO.RRF", "RXNREL.RRF", "RXNSAT.RRF")
    whole = b"".join((tmp_path / "release" / name).read_bytes() for name in names)
    assert summary.sha256 == sha256(whole).hexdigest()


def test_progress_adds_up_to_the_size_of_the_release(tmp_path: Path) -> None:
    release = RxNormRelease.at(whole_release().write(tmp_path / "release"))
    sizes: list[int] = []
    import_rxnorm(release, tmp_path / "rxnorm.sqlite", sizes.append)
    assert sum(sizes) == release.size


def test_an_import_interrupted_while_it_reads_leaves_the_old_file(tmp_path: Path) -> None:
    def interrupt(size: int) -> None:
        raise KeyboardInterrupt

    target = tmp_path / "rxnorm.sqlite"
    target.write_bytes(OLD)
    release = RxNormRelease.at(whole_release().write(tmp_path / "release"))
    with pytest.raises(KeyboardInterrupt):
        import_rxnorm(release, target, interrupt)
    assert target.read_bytes() == OLD
    assert sorted(path.name for path in tmp_path.iterdir()) == ["release", "rxnorm.sqlite"]


def write_and_interrupt(target: Path) -> None:
    with replacing(target) as part:
        part.write_bytes(b"half")
        raise KeyboardInterrupt


def test_an_import_interrupted_while_it_writes_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "rxnorm.sqlite"
    target.write_bytes(OLD)
    with pytest.raises(KeyboardInterrupt):
        write_and_interrupt(target)
    assert target.read_bytes() == OLD
    assert list(tmp_path.iterdir()) == [target]


def test_the_folder_of_the_file_is_made(tmp_path: Path) -> None:
    release = RxNormRelease.at(whole_release().write(tmp_path / "release"))
    import_rxnorm(release, tmp_path / "new" / "folder" / "rxnorm.sqlite")
    assert (tmp_path / "new" / "folder" / "rxnorm.sqlite").exists()


@pytest.mark.parametrize("target", ["release", "release/RXNSAT.RRF/rxnorm.sqlite"])
def test_a_target_that_cannot_be_a_file_is_the_callers_mistake(tmp_path: Path, target: str) -> None:
    release = RxNormRelease.at(whole_release().write(tmp_path / "release"))
    with pytest.raises(SettingsError):
        import_rxnorm(release, tmp_path / target)
