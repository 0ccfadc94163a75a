"""A small release of RxNorm in the format of the real one; its codes and names are invented."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from caveat.reading.rxnorm.builder import import_rxnorm
from caveat.reading.rxnorm.directory import RxNormDirectory
from caveat.reading.rxnorm.release import RxNormRelease
from caveat.reading.rxnorm.summary import RxNormSummary

_OFFSET = 99000000
_INVERSE = {
    "has_ingredient": "ingredient_of",
    "has_ingredients": "ingredients_of",
    "has_precise_ingredient": "precise_ingredient_of",
    "consists_of": "constitutes",
    "contains": "contained_in",
    "has_part": "part_of",
    "form_of": "has_form",
    "tradename_of": "has_tradename",
    "isa": "inverse_isa",
    "has_dose_form": "dose_form_of",
    "has_doseformgroup": "doseformgroup_of",
}


def code(number: int) -> str:
    """Give an RxCUI that RxNorm does not use."""
    return str(_OFFSET + number)


@dataclass
class Files:
    """The rows of the three files, each with all of its columns."""

    concepts: list[str] = field(default_factory=list[str])
    relations: list[str] = field(default_factory=list[str])
    attributes: list[str] = field(default_factory=list[str])

    def name(self, number: int, term_type: str, name: str, **changed: str) -> "Files":
        row = {"LAT": "ENG", "SAB": "RXNORM", "CODE": code(number), "SUPPRESS": "N"} | changed
        self.concepts.append(
            f"{code(number)}|{row['LAT']}||||||{number}|||{code(number)}|{row['SAB']}|{term_type}"
            f"|{row['CODE']}|{name}||{row['SUPPRESS']}|4096|"
        )
        return self

    def relate(self, upper: int, rela: str, *lower: int, reverse: bool = False) -> "Files":
        """Relate a concept with what it is made of; in ``reverse``, by the inverse relation."""
        for other in lower:
            one, two, name = code(other), code(upper), rela
            if reverse:
                one, two, name = two, one, _INVERSE[rela]
            self.relations.append(f"{one}||CUI|RO|{two}||CUI|{name}|1||RXNORM||||N|4096|")
        return self

    def ndc(self, number: int, ndc: str, sab: str = "RXNORM", suppress: str = "N") -> "Files":
        rxcui = code(number)
        self.attributes.append(f"{rxcui}|||7|AUI|{rxcui}|||NDC|{sab}|{ndc}|{suppress}|4096|")
        return self

    def without_relation(self, upper: int, lower: int) -> "Files":
        """Take out what relates two concepts."""
        ends = f"{code(lower)}||", f"|{code(upper)}||"
        self.relations = [row for row in self.relations if not all(end in row for end in ends)]
        return self

    def without_name(self, number: int) -> "Files":
        """Take out a concept, but not its relations."""
        self.concepts = [row for row in self.concepts if not row.startswith(code(number))]
        return self

    def ballast(self) -> "Files":
        """Add sound concepts, so that those that are left out are few among them."""
        for number in range(300, 340):
            self.name(number, "PIN", f"gammazole salt {number}").relate(number, "form_of", 3)
        return self

    def write(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in (
            ("RXNCONSO.RRF", self.concepts),
            ("RXNREL.RRF", self.relations),
            ("RXNSAT.RRF", self.attributes),
        ):
            text = "".join(f"{row}\n" for row in rows)
            (folder / name).write_text(text, encoding="utf-8", newline="")
        return folder


_PACK = (
    "{20 (alphadol hydrochloride 5 MG / betacin 20 MG Oral Tablet)"
    " / 8 (gammazole 10 MG Oral Tablet) } Pack"
)
_NAMES = (
    (1, "IN", "alphadol"),
    (2, "IN", "betacin"),
    (3, "IN", "gammazole"),
    (11, "PIN", "alphadol hydrochloride"),
    (21, "MIN", "alphadol / betacin"),
    (31, "SCDC", "alphadol hydrochloride 5 MG"),
    (32, "SCDC", "betacin 20 MG"),
    (33, "SCDC", "gammazole 1 MG/ML"),
    (34, "SCDC", "gammazole 10 MG"),
    (41, "SCDF", "alphadol / betacin Oral Tablet"),
    (42, "SCDF", "gammazole Ophthalmic Solution"),
    (51, "SCDG", "alphadol / betacin Oral Product"),
    (61, "SCDFP", "alphadol hydrochloride / betacin Oral Tablet"),
    (62, "SCDGP", "alphadol hydrochloride / betacin Oral Product"),
    (71, "SCD", "alphadol hydrochloride 5 MG / betacin 20 MG Oral Tablet"),
    (72, "SCD", "gammazole 1 MG/ML Ophthalmic Solution"),
    (73, "SCD", "gammazole 10 MG Oral Tablet"),
    (81, "BN", "Duocet"),
    (82, "BN", "Gamma Drops"),
    (83, "BN", "Tripac"),
    (91, "SBDC", "alphadol hydrochloride 5 MG / betacin 20 MG [Duocet]"),
    (92, "SBDF", "alphadol / betacin Oral Tablet [Duocet]"),
    (93, "SBDG", "Duocet Oral Product"),
    (94, "SBDFP", "alphadol hydrochloride / betacin Oral Tablet [Duocet]"),
    (95, "SBD", "alphadol hydrochloride 5 MG / betacin 20 MG Oral Tablet [Duocet]"),
    (101, "GPCK", _PACK),
    (102, "BPCK", f"{_PACK} [Tripac]"),
    (111, "DF", "Oral Tablet"),
    (112, "DF", "Ophthalmic Solution"),
    (113, "DFG", "Oral Product"),
)
_RELATIONS = (
    (11, "form_of", (1,)),
    (21, "has_part", (1, 2)),
    (31, "has_ingredient", (1,)),
    (31, "has_precise_ingredient", (11,)),
    (32, "has_ingredient", (2,)),
    (33, "has_ingredient", (3,)),
    (34, "has_ingredient", (3,)),
    (41, "has_ingredient", (1, 2)),
    (41, "has_dose_form", (111,)),
    (42, "has_ingredient", (3,)),
    (51, "has_ingredient", (1, 2)),
    (51, "has_doseformgroup", (113,)),
    (61, "isa", (41,)),
    (61, "has_precise_ingredient", (11,)),
    (62, "isa", (51,)),
    (71, "consists_of", (31, 32)),
    (71, "has_ingredients", (21,)),
    (71, "isa", (41,)),
    (71, "has_dose_form", (111,)),
    (72, "consists_of", (33,)),
    (72, "has_dose_form", (112,)),
    (73, "consists_of", (34,)),
    (73, "has_dose_form", (111,)),
    (81, "tradename_of", (1, 2)),
    (81, "has_precise_ingredient", (11,)),
    (82, "tradename_of", (3,)),
    (83, "tradename_of", (1, 2, 3)),
    (91, "tradename_of", (31, 32)),
    (91, "has_ingredient", (81,)),
    (92, "tradename_of", (41,)),
    (92, "has_ingredient", (81,)),
    (93, "tradename_of", (51,)),
    (93, "has_ingredient", (81,)),
    (94, "tradename_of", (61,)),
    (95, "consists_of", (31, 32, 91)),
    (95, "tradename_of", (71,)),
    (95, "has_ingredient", (81,)),
    (95, "has_dose_form", (111,)),
    (101, "contains", (71, 73)),
    (102, "contains", (95, 71, 73)),
    (102, "tradename_of", (101,)),
    (102, "has_ingredient", (83,)),
)


def whole_release(*, reverse: bool = False) -> Files:
    """Give a release with every term type, its relations written one way round or the other."""
    files = Files()
    for number, term_type, name in _NAMES:
        files.name(number, term_type, name)
    for upper, rela, lower in _RELATIONS:
        files.relate(upper, rela, *lower, reverse=reverse)
    return files.ndc(71, "99000000101")


def imported(files: Files, folder: Path) -> RxNormSummary:
    """Import a release into the file ``rxnorm.sqlite`` of a folder."""
    release = RxNormRelease.at(files.write(folder / "release"))
    return import_rxnorm(release, folder / "rxnorm.sqlite")


@contextmanager
def opened(files: Files, folder: Path) -> Generator[RxNormDirectory]:
    """Import a release and open the file."""
    imported(files, folder)
    with RxNormDirectory(folder / "rxnorm.sqlite") as directory:
        yield directory


def ingredients(directory: RxNormDirectory, number: int) -> list[str] | None:
    """Give the names of the ingredients of a concept, or nothing where it was left out."""
    concept = directory.concept(code(number))
    return [ingredient.name for ingredient in concept.ingredients] if concept else None
