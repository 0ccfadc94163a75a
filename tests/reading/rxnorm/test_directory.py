"""Looking concepts up by their names and codes."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from caveat.reading.rxnorm.directory import RxNormConcept, RxNormDirectory
from caveat.reading.text import key_of
from caveat.source.errors import PackError
from tests.reading.rxnorm.releases import Files, code, imported, opened, whole_release


def found(concept: RxNormConcept | None) -> str | None:
    """Give the code of what was found."""
    return concept.rxcui if concept else None


@pytest.mark.parametrize("rxcui", ["", "x", "99000999", "-1", "9" * 40, "٩", " 99000001"])
def test_an_unknown_rxcui_gives_nothing(tmp_path: Path, rxcui: str) -> None:
    with opened(whole_release(), tmp_path) as directory:
        assert directory.concept(rxcui) is None


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("ALPHADOL", 1),
        ("alphadol hydrochloride", 11),
        ("Alphadol/Betacin", 21),
        ("duocet", 81),
        ("Gamma  Drops", 82),
    ],
)
def test_ingredients_and_brands_are_found_by_name(tmp_path: Path, name: str, number: int) -> None:
    with opened(whole_release(), tmp_path) as directory:
        assert found(directory.by_name(key_of(name))) == code(number)


def test_names_of_products_and_forms_are_not_looked_up(tmp_path: Path) -> None:
    with opened(whole_release(), tmp_path) as directory:
        assert directory.by_name(key_of("Duocet Oral Product")) is None
        assert directory.by_name(key_of("Oral Tablet")) is None
        assert directory.by_name("") is None
        assert directory.by_name("\ud800") is None


@pytest.mark.parametrize("term_type", ["SY", "TMSY", "PSN", "ET"])
def test_further_names_are_looked_up_too(tmp_path: Path, term_type: str) -> None:
    files = whole_release().name(1, term_type, "alfa-DOL")
    with opened(files, tmp_path) as directory:
        assert found(directory.by_name("alfa dol")) == code(1)


@pytest.mark.parametrize("name", ["альфадол", "άλφαδολ", "阿尔法多", "álfadøl"])
def test_names_in_other_scripts_are_found(tmp_path: Path, name: str) -> None:
    files = whole_release().name(1, "SY", name)
    with opened(files, tmp_path) as directory:
        assert found(directory.by_name(key_of(name.upper()))) == code(1)
        assert directory.names_beginning(name[:3], 1) == (name,)


@pytest.mark.parametrize(
    "changed",
    [*({"SUPPRESS": flag} for flag in "OYE"), {"LAT": "SPA"}, {"SAB": "MTHSPL"}],
)
def test_suppressed_foreign_and_borrowed_names_are_not_read(
    tmp_path: Path, changed: dict[str, str]
) -> None:
    files = whole_release().name(1, "SY", "otherwise", **changed)
    files.name(4, "IN", "deltaine", **changed)
    with opened(files, tmp_path) as directory:
        assert directory.by_name("otherwise") is None
        assert directory.by_name("deltaine") is None
        assert directory.concept(code(4)) is None


def test_a_name_of_two_different_contents_names_nothing(tmp_path: Path) -> None:
    files = whole_release().name(81, "SY", "Twice").name(82, "SY", "twice")
    with opened(files, tmp_path) as directory:
        assert directory.by_name("twice") is None
        assert directory.longest("twice") == 0
        assert directory.names_beginning("twice", 5) == ()
        assert directory.summary.left_out == {"names that mean several things": 1}


def test_a_name_of_a_brand_that_is_left_out_names_nothing_else(tmp_path: Path) -> None:
    files = whole_release().name(84, "BN", "Alphadol")
    with opened(files, tmp_path) as directory:
        assert directory.by_name("alphadol") is None


def test_a_name_of_one_content_names_the_ingredient_before_the_brand(tmp_path: Path) -> None:
    files = whole_release().name(84, "BN", "Gammazole").relate(84, "tradename_of", 3)
    with opened(files, tmp_path) as directory:
        assert found(directory.by_name("gammazole")) == code(3)


def test_the_longest_name_is_known_by_its_first_word(tmp_path: Path) -> None:
    with opened(whole_release(), tmp_path) as directory:
        assert directory.longest("alphadol") == 2
        assert directory.longest("duocet") == 1
        assert directory.longest("hydrochloride") == 0
        assert directory.longest("\ud800") == 0


def test_names_are_completed_as_they_are_written(tmp_path: Path) -> None:
    files = whole_release().name(3, "TMSY", "gammaZOLE")
    with opened(files, tmp_path) as directory:
        assert directory.names_beginning("GAMMA", 5) == ("Gamma Drops", "gammazole")
        assert directory.names_beginning("gamma d", 5) == ("Gamma Drops",)
        assert directory.names_beginning("gamma", 1) == ("Gamma Drops",)
        assert directory.names_beginning("", 5) == ()
        assert directory.names_beginning("gamma", 0) == ()
        assert directory.names_beginning("zzz", 5) == ()
        assert directory.names_beginning("%", 5) == ()


@pytest.mark.parametrize("written", ["99000000101", "99000-0001-01", "99000-001-01"])
@pytest.mark.parametrize("asked", ["99000000101", "99000-0001-01", "99000-001-01"])
def test_an_ndc_is_found_in_any_form(tmp_path: Path, written: str, asked: str) -> None:
    files = whole_release()
    files.attributes.clear()
    with opened(files.ndc(95, written), tmp_path) as directory:
        assert found(directory.by_ndc(asked)) == code(95)


def test_ten_digits_are_found_where_one_padding_is_known(tmp_path: Path) -> None:
    with opened(whole_release().ndc(72, "09900001234"), tmp_path) as directory:
        assert found(directory.by_ndc("9900001234")) == code(72)


def test_ten_digits_that_could_be_two_products_are_neither(tmp_path: Path) -> None:
    files = whole_release().ndc(72, "09900001234").ndc(71, "99000001234")
    with opened(files, tmp_path) as directory:
        assert directory.by_ndc("9900001234") is None
        assert found(directory.by_ndc("99000-0012-34")) == code(71)


@pytest.mark.parametrize("asked", ["", "99000000102", "990000-0001-01", "x"])
def test_an_unknown_ndc_gives_nothing(tmp_path: Path, asked: str) -> None:
    with opened(whole_release(), tmp_path) as directory:
        assert directory.by_ndc(asked) is None


def test_ndcs_that_cannot_be_trusted_are_left_out_and_counted(tmp_path: Path) -> None:
    files = whole_release().without_relation(73, 34)
    files.ndc(71, "99000000201").ndc(72, "99000000201")
    files.ndc(73, "99000000301").ndc(71, "990000-1234-56").ndc(71, "9900001234")
    files.ndc(500, "99000000401")
    files.ndc(72, "99000000501", sab="MTHSPL").ndc(72, "99000000601", suppress="O")
    with opened(files, tmp_path) as directory:
        for ndc in ("201", "301", "401", "501", "601"):
            assert directory.by_ndc(f"99000000{ndc}") is None
        lost = directory.summary.left_out
    assert lost["NDCs that mean several things"] == 1
    assert lost["NDCs of concepts that are left out"] == 1
    assert lost["NDCs of no known form"] == 2
    assert lost["NDCs of concepts that are not here"] == 1


def test_an_ndc_of_a_product_with_and_without_its_brand_is_found(tmp_path: Path) -> None:
    files = whole_release().ndc(95, "99000000201").ndc(71, "99000000201")
    with opened(files, tmp_path) as directory:
        assert found(directory.by_ndc("99000000201")) == code(71)


def test_an_atc_code_gives_its_substance(tmp_path: Path) -> None:
    files = whole_release().name(3, "IN", "gammazole", SAB="ATC", CODE="Z99ZZ01")
    files.name(11, "RXN_IN", "alphadol", SAB="ATC", CODE="Z99ZZ02")
    files.name(3, "PT", "a group", SAB="ATC", CODE="Z99Z")
    files.name(500, "IN", "elsewhere", SAB="ATC", CODE="Z99ZZ03")
    with opened(files, tmp_path) as directory:
        assert found(directory.by_atc(" z99zz01 ")) == code(3)
        assert found(directory.by_atc("Z99ZZ02")) == code(11)
        assert directory.by_atc("Z99Z") is None
        assert directory.by_atc("Z99ZZ03") is None
        assert directory.summary.counts["ATC codes"] == 2


def test_an_atc_code_of_two_substances_gives_neither(tmp_path: Path) -> None:
    files = whole_release().name(3, "IN", "gammazole", SAB="ATC", CODE="Z99ZZ01")
    files.name(1, "IN", "alphadol", SAB="ATC", CODE="Z99ZZ01")
    with opened(files, tmp_path) as directory:
        assert directory.by_atc("Z99ZZ01") is None
        assert directory.summary.left_out == {"ATC codes that mean several things": 1}


def test_several_threads_may_ask_at_once(tmp_path: Path) -> None:
    with opened(whole_release(), tmp_path) as directory, ThreadPoolExecutor(8) as pool:
        names = ["duocet", "alphadol", "gamma drops", *(f"unknown {n}" for n in range(200))] * 20
        concepts = list(pool.map(directory.by_name, names))
    assert [found(each) for each in concepts[:3]] == [code(81), code(1), code(82)]
    assert concepts == concepts[:203] * 20


def test_the_release_and_what_was_counted_are_kept(tmp_path: Path) -> None:
    summary = imported(whole_release(), tmp_path)
    with RxNormDirectory(tmp_path / "rxnorm.sqlite") as directory:
        assert directory.summary == summary
        assert directory.release == f"sha256:{summary.sha256[:12]}"
    assert summary.counts["ingredients"] == 3
    assert summary.counts["brands"] == 3
    assert summary.counts["products"] == 4
    assert summary.counts["packs"] == 2
    assert summary.counts["NDCs"] == 1


def foreign(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def kinds(path: Path) -> list[str]:
    """Give the kinds of the problems with a file."""
    with pytest.raises(PackError) as raised:
        RxNormDirectory(path)
    assert {problem.path for problem in raised.value.problems} == {str(path)}
    return [problem.kind for problem in raised.value.problems]


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    assert kinds(tmp_path / "gone.sqlite") == ["missing file"]


def test_a_directory_is_no_file(tmp_path: Path) -> None:
    assert kinds(tmp_path) == ["unreadable file"]


@pytest.mark.parametrize("content", [b"", b"some text", b"SQLite format 2\0" * 100])
def test_what_is_no_sqlite_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    assert kinds(tmp_path / "file") == ["foreign file"]


def test_the_sqlite_file_of_another_program_is_refused(tmp_path: Path) -> None:
    foreign(tmp_path / "file", "CREATE TABLE concept (rxcui)", "PRAGMA user_version = 1")
    assert kinds(tmp_path / "file") == ["foreign file"]


def test_the_file_of_another_version_is_refused(tmp_path: Path) -> None:
    imported(whole_release(), tmp_path)
    foreign(tmp_path / "rxnorm.sqlite", "PRAGMA user_version = 999")
    assert kinds(tmp_path / "rxnorm.sqlite") == ["wrong version"]


def test_a_file_that_lacks_a_table_is_refused(tmp_path: Path) -> None:
    imported(whole_release(), tmp_path)
    foreign(tmp_path / "rxnorm.sqlite", "DROP TABLE summary")
    assert kinds(tmp_path / "rxnorm.sqlite") == ["damaged file"]


@pytest.mark.parametrize("kept", [16, 100, 5000])
def test_a_file_that_was_cut_off_is_refused(tmp_path: Path, kept: int) -> None:
    imported(whole_release(), tmp_path)
    path = tmp_path / "rxnorm.sqlite"
    path.write_bytes(path.read_bytes()[:kept])
    assert set(kinds(path)) <= {"damaged file", "foreign file"}


def test_a_release_without_codes_still_gives_names(tmp_path: Path) -> None:
    files = whole_release()
    without = Files(files.concepts, files.relations, files.attributes[:0]).ndc(500, "")
    with opened(without, tmp_path) as directory:
        assert found(directory.by_name("duocet")) == code(81)
        assert directory.summary.counts["NDCs"] == 0
