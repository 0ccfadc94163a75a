"""Names and codes of an imported release of RxNorm, mapped to the vocabulary."""

from pathlib import Path

import pytest

from caveat.reading.codes import Code
from caveat.reading.medication import MedicationReading, read_medications
from caveat.reading.rxnorm.place import VARIABLE
from caveat.reading.terms import load_vocabulary
from caveat.reading.vocabulary import Substance, Vocabulary
from caveat.rules import Checker
from caveat.source.errors import PackError
from tests.reading.rxnorm.releases import Files, code, imported, whole_release
from tests.reading.vocabularies import write_vocabulary

# alphadol is known by its RxCUI, betacin by its name, gammazole not at all
MEDICINES = f"""
medicines:
  alpha-acid: {{rxcui: {code(1)}}}
  betacin: {{}}
  aspirin: {{rxcui: 1191, atc: [N02BA01]}}
  timolol: {{atc: [S01ED01]}}
count: 4
"""
BOTH = ("alpha-acid", "betacin")


def release() -> Files:
    """Give the small release with an NDC and ATC codes, and names that the vocabulary has too."""
    files = whole_release().ndc(95, "99000000201")
    files.name(3, "IN", "gammazole", SAB="ATC", CODE="Z99ZZ01")
    files.name(3, "IN", "gammazole", SAB="ATC", CODE="N02BA01")
    files.name(84, "BN", "Timoptic").relate(84, "tradename_of", 3)
    return files.name(3, "SY", "aspirin")


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    folder = tmp_path_factory.mktemp("market")
    imported(release(), folder)
    terms = write_vocabulary(folder / "terms", medicines=MEDICINES)
    return load_vocabulary(terms, folder / "rxnorm.sqlite")


def read(vocabulary: Vocabulary, text: str) -> tuple[MedicationReading, ...]:
    return read_medications(text, (), vocabulary)


def terms(readings: tuple[MedicationReading, ...]) -> set[str]:
    return {
        term
        for reading in readings
        for found in reading.substances
        for term in found.substance.terms
    }


def unread(readings: tuple[MedicationReading, ...]) -> list[str]:
    return [part.part for reading in readings for part in reading.unread]


def terms_of(found: Substance | None) -> tuple[str, ...] | None:
    return found.terms if found else None


@pytest.mark.parametrize(
    ("number", "expected", "route"),
    [
        (1, ("alpha-acid",), ""),
        (2, ("betacin",), ""),
        (3, ("gammazole",), ""),
        (11, ("alpha-acid",), ""),
        (21, BOTH, ""),
        (71, BOTH, "oral"),
        (72, ("gammazole",), "ophthalmic"),
        (81, BOTH, ""),
        (95, BOTH, "oral"),
        (101, (*BOTH, "gammazole"), "oral"),
        (102, (*BOTH, "gammazole"), "oral"),
    ],
)
def test_an_rxcui_of_any_sort_gives_the_ingredients_of_the_vocabulary(
    vocabulary: Vocabulary, number: int, expected: tuple[str, ...], route: str
) -> None:
    found = vocabulary.substance_of(Code("rxnorm", code(number)))

    assert found is not None
    assert (expected, route) == (found.terms, found.route)


@pytest.mark.parametrize("number", [111, 999])
def test_an_rxcui_of_a_dose_form_or_of_nothing_is_unknown(
    vocabulary: Vocabulary, number: int
) -> None:
    assert vocabulary.substance_of(Code("rxnorm", code(number))) is None


@pytest.mark.parametrize(
    "ndc",
    ["99000-0002-01", "99000-002-01", "99000000201", " 99000-0002-01 ", "9900000201"],
)
def test_an_ndc_is_known_in_each_of_its_forms(vocabulary: Vocabulary, ndc: str) -> None:
    assert terms_of(vocabulary.substance_of(Code("ndc", ndc))) == BOTH


@pytest.mark.parametrize("ndc", ["99000-0009-01", "x", ""])
def test_an_unknown_ndc_is_none(vocabulary: Vocabulary, ndc: str) -> None:
    assert vocabulary.substance_of(Code("ndc", ndc)) is None


@pytest.mark.parametrize(
    ("atc", "expected"),
    [
        ("Z99ZZ01", ("gammazole",)),
        ("z99zz01", ("gammazole",)),
        ("N02BA01", ("aspirin",)),
        ("Z99ZZ", None),
    ],
)
def test_an_atc_code_is_looked_up_after_the_vocabulary(
    vocabulary: Vocabulary, atc: str, expected: tuple[str, ...] | None
) -> None:
    assert expected == terms_of(vocabulary.substance_of(Code("atc", atc)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Duocet", set(BOTH)),
        ("take Duocet 5/20 mg daily po", set(BOTH)),
        ("DUOCET tablet", set(BOTH)),
        ("aspirin Duocet", {"aspirin", *BOTH}),
        ("Duocet, aspirin", {"aspirin", *BOTH}),
        ("aspirin (Duocet)", {"aspirin", *BOTH}),
        ("Gamma Drops and Duocet", {"gammazole", *BOTH}),
        ("alphadol hydrochloride 5 mg", {"alpha-acid"}),
        ("gammazole 10 mg", {"gammazole"}),
        (f"RxCUI {code(95)}", set(BOTH)),
        ("NDC 99000-0002-01 daily", set(BOTH)),
    ],
)
def test_a_name_or_code_of_the_market_is_read_in_a_text(
    vocabulary: Vocabulary, text: str, expected: set[str]
) -> None:
    readings = read(vocabulary, text)

    assert expected == terms(readings)
    assert unread(readings) == []


def test_the_way_from_a_brand_to_its_name_is_kept(vocabulary: Vocabulary) -> None:
    (reading,) = read(vocabulary, "duocet daily")

    assert [step.label for step in reading.substances[0].steps] == ["duocet", "Duocet"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [("gammazole blorbazine", ["blorbazine"]), ("Duocett", ["duocett"])],
)
def test_what_the_market_does_not_know_either_is_unread(
    vocabulary: Vocabulary, text: str, parts: list[str]
) -> None:
    assert parts == unread(read(vocabulary, text))


@pytest.mark.parametrize(("text", "term"), [("Timoptic", "timolol"), ("aspirin", "aspirin")])
def test_a_name_of_the_vocabulary_wins(vocabulary: Vocabulary, text: str, term: str) -> None:
    assert {term} == terms(read(vocabulary, text))


def test_a_brand_of_the_market_in_a_reason_or_repeated_counts_not(vocabulary: Vocabulary) -> None:
    assert terms(read(vocabulary, "aspirin for Duocet")) == {"aspirin"}
    assert terms(read(vocabulary, "aspirin [Duocet]")) == {"aspirin"}


def test_without_an_import_the_market_is_unknown(tmp_path: Path) -> None:
    vocabulary = load_vocabulary(write_vocabulary(tmp_path / "terms", medicines=MEDICINES))

    assert vocabulary.names.further is None
    assert vocabulary.substance_of(Code("rxnorm", code(95))) is None
    assert unread(read(vocabulary, "Duocet")) == ["duocet"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [(None, "missing file"), (b"some text", "foreign file"), (b"", "foreign file")],
)
def test_a_file_that_cannot_be_used_is_a_problem(
    tmp_path: Path, content: bytes | None, kind: str
) -> None:
    path = tmp_path / "rxnorm.sqlite"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(PackError) as raised:
        load_vocabulary(write_vocabulary(tmp_path / "terms"), path)

    assert [(str(path), kind)] == [(each.path, each.kind) for each in raised.value.problems]


def test_a_file_that_was_cut_off_is_a_problem(tmp_path: Path) -> None:
    imported(release(), tmp_path)
    path = tmp_path / "rxnorm.sqlite"
    path.write_bytes(path.read_bytes()[:5000])

    with pytest.raises(PackError, match=r"damaged file|foreign file"):
        load_vocabulary(write_vocabulary(tmp_path / "terms"), path)


def test_the_file_that_the_environment_names_is_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    metoprolol, brand = 6918 - int(code(0)), 85
    files = whole_release().name(metoprolol, "IN", "metoprolol").name(brand, "BN", "Blorbopress")
    imported(files.relate(brand, "tradename_of", metoprolol), tmp_path)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "rxnorm.sqlite"))

    (found,) = Checker.built_in().recognise("Blorbopress 5 mg").recognitions

    assert {"metoprolol", "beta-blocker"} <= {step.id for step in found.path}


def test_a_file_of_the_environment_that_is_not_there_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "gone.sqlite"))

    with pytest.raises(PackError, match="missing file"):
        Checker.built_in()
