"""What concepts are made of: every ingredient, or the concept is left out."""

from pathlib import Path

import pytest

from tests.reading.rxnorm.releases import code, imported, ingredients, opened, whole_release

BOTH = ["alphadol", "betacin"]
ALL = ["alphadol", "betacin", "gammazole"]
CONTENTS = {
    1: ["alphadol"],
    11: ["alphadol"],
    21: BOTH,
    31: ["alphadol"],
    41: BOTH,
    51: BOTH,
    61: BOTH,
    62: BOTH,
    71: BOTH,
    72: ["gammazole"],
    81: BOTH,
    82: ["gammazole"],
    91: BOTH,
    92: BOTH,
    93: BOTH,
    94: BOTH,
    95: BOTH,
    101: ALL,
    102: ALL,
}
CONTRADICTORY = "concepts whose relations contradict each other"
NONE = "concepts that lead to no ingredient"


@pytest.mark.parametrize("reverse", [False, True])
def test_every_term_type_leads_to_its_ingredients_whichever_way_relations_are_written(
    tmp_path: Path, *, reverse: bool
) -> None:
    with opened(whole_release(reverse=reverse), tmp_path) as directory:
        assert {number: ingredients(directory, number) for number in CONTENTS} == CONTENTS
        assert directory.summary.left_out == {}


def test_relations_written_both_ways_are_one(tmp_path: Path) -> None:
    files = whole_release()
    files.relations += whole_release(reverse=True).relations
    with opened(files, tmp_path) as directory:
        assert {number: ingredients(directory, number) for number in CONTENTS} == CONTENTS


def test_a_concept_has_its_type_its_name_and_the_codes_of_its_ingredients(tmp_path: Path) -> None:
    with opened(whole_release(), tmp_path) as directory:
        concept = directory.concept(code(95))
    assert concept is not None
    assert concept.rxcui == code(95)
    assert concept.term_type == "SBD"
    assert concept.name == "alphadol hydrochloride 5 MG / betacin 20 MG Oral Tablet [Duocet]"
    assert [each.rxcui for each in concept.ingredients] == [code(1), code(2)]


@pytest.mark.parametrize(
    ("number", "route"),
    [
        *((71, "oral"), (72, "ophthalmic"), (41, "oral"), (51, "oral"), (95, "oral")),
        *((102, "oral"), (1, ""), (42, ""), (81, "")),
    ],
)
def test_a_product_has_the_route_of_its_dose_form(tmp_path: Path, number: int, route: str) -> None:
    with opened(whole_release(), tmp_path) as directory:
        concept = directory.concept(code(number))
    assert concept is not None
    assert concept.route == route


def test_a_pack_whose_parts_are_taken_differently_has_no_route(tmp_path: Path) -> None:
    files = whole_release().name(
        103, "GPCK", "{1 (gammazole 1 MG/ML Ophthalmic Solution) / 8 (gammazole 10 MG) } Pack"
    )
    with opened(files.relate(103, "contains", 72, 73), tmp_path) as directory:
        concept = directory.concept(code(103))
    assert concept is not None
    assert concept.route == ""


@pytest.mark.parametrize(
    ("upper", "lower", "lost"),
    [
        (21, 2, {21}),
        (32, 2, {32, 71, 91, 95, 101, 102}),
        (71, 32, {71, 101, 102}),
        (91, 32, {91, 95, 102}),
        (41, 2, {41, 61, 92, 94}),
        (101, 73, {101}),
        (102, 73, {102}),
        (81, 2, {81}),
        (11, 1, {11, 31, 71, 91, 95, 101, 102}),
        (92, 41, set[int]()),
        (93, 51, set[int]()),
    ],
)
def test_a_broken_chain_leaves_out_all_that_hangs_on_it_and_shortens_nothing(
    tmp_path: Path, upper: int, lower: int, lost: set[int]
) -> None:
    with opened(whole_release().without_relation(upper, lower), tmp_path) as directory:
        found = {number: ingredients(directory, number) for number in CONTENTS}
    assert found == {number: None if number in lost else CONTENTS[number] for number in CONTENTS}


@pytest.mark.parametrize(
    ("missing", "lost"),
    [
        (2, {2, 21, 32, 41, 51, 61, 62, 71, 81, 83, 91, 92, 93, 94, 95, 101, 102}),
        (32, {71, 91, 95, 101, 102}),
        (31, {31, 71, 91, 95, 101, 102}),
    ],
)
def test_a_part_that_is_not_here_leaves_out_what_needs_it(
    tmp_path: Path, missing: int, lost: set[int]
) -> None:
    files = whole_release().without_name(missing).ballast()
    with opened(files, tmp_path) as directory:
        found = {number: ingredients(directory, number) for number in CONTENTS}
    assert found == {number: None if number in lost else CONTENTS[number] for number in CONTENTS}


def test_a_suppressed_part_leaves_out_what_needs_it(tmp_path: Path) -> None:
    files = whole_release().without_name(34).name(34, "SCDC", "gammazole 10 MG", SUPPRESS="O")
    with opened(files, tmp_path) as directory:
        assert ingredients(directory, 73) is None
        assert ingredients(directory, 101) is None


def test_a_combination_that_says_something_else_contradicts(tmp_path: Path) -> None:
    files = whole_release().name(22, "MIN", "alphadol / gammazole").relate(22, "has_part", 1, 3)
    files.without_relation(71, 21).relate(71, "has_ingredients", 22)
    summary = imported(files, tmp_path)
    assert summary.left_out[CONTRADICTORY] == 1


def test_a_brand_that_lacks_what_its_product_has_is_left_out(tmp_path: Path) -> None:
    files = whole_release().without_relation(81, 2)
    with opened(files, tmp_path) as directory:
        assert directory.by_name("duocet") is None
        assert ingredients(directory, 95) == BOTH
        assert directory.summary.left_out[CONTRADICTORY] == 1


def test_a_brand_whose_broken_product_lists_more_is_left_out(tmp_path: Path) -> None:
    files = whole_release().without_relation(81, 2).without_relation(32, 2)
    files.without_relation(41, 2).without_relation(51, 2).ballast()
    with opened(files, tmp_path) as directory:
        assert directory.by_name("duocet") is None


def test_a_brand_may_hold_more_than_one_of_its_products(tmp_path: Path) -> None:
    files = whole_release().name(96, "SBD", "gammazole 10 MG Oral Tablet [Tripac]")
    files.relate(96, "tradename_of", 73).relate(96, "has_ingredient", 83)
    with opened(files, tmp_path) as directory:
        assert ingredients(directory, 96) == ["gammazole"]
        assert ingredients(directory, 83) == ALL


def test_a_product_without_other_relations_has_the_contents_of_its_brand(tmp_path: Path) -> None:
    files = whole_release().name(97, "SBDG", "Duocet Pill").relate(97, "has_ingredient", 81)
    with opened(files, tmp_path) as directory:
        assert ingredients(directory, 97) == BOTH


def test_the_brand_does_for_no_product_that_lists_more(tmp_path: Path) -> None:
    files = whole_release().name(97, "SBD", "alphadol 1 MG / betacin 1 MG Gel [Gamma Drops]")
    with opened(files.relate(97, "has_ingredient", 82), tmp_path) as directory:
        assert ingredients(directory, 97) is None
        assert ingredients(directory, 82) is None


def test_a_pack_does_not_count_one_part_twice(tmp_path: Path) -> None:
    files = whole_release().without_relation(102, 73).without_relation(102, 101)
    with opened(files, tmp_path) as directory:
        assert ingredients(directory, 102) is None


def test_two_salts_of_one_substance_are_two_parts_and_one_ingredient(tmp_path: Path) -> None:
    files = whole_release().name(12, "PIN", "alphadol sulfate").relate(12, "form_of", 1)
    files.name(22, "MIN", "alphadol hydrochloride / alphadol sulfate")
    with opened(files.relate(22, "has_part", 11, 12), tmp_path) as directory:
        assert ingredients(directory, 22) == ["alphadol"]


def test_a_salt_and_its_base_do_not_make_up_for_a_missing_part(tmp_path: Path) -> None:
    files = whole_release().name(22, "MIN", "alphadol hydrochloride / betacin")
    with opened(files.relate(22, "has_part", 11, 1), tmp_path) as directory:
        assert ingredients(directory, 22) is None


def test_concepts_without_relations_are_counted(tmp_path: Path) -> None:
    files = whole_release().name(84, "BN", "Nothing").name(12, "PIN", "alphadol sulfate")
    assert imported(files, tmp_path).left_out == {
        NONE: 2,
        "names of concepts that are left out": 2,
    }


def test_relations_that_change_the_contents_are_not_followed(tmp_path: Path) -> None:
    files = whole_release()
    for rela in ("reformulated_to", "reformulation_of", "quantified_form_of", ""):
        files.relate(82, rela, 81, 1)
    with opened(files, tmp_path) as directory:
        assert ingredients(directory, 82) == ["gammazole"]


def test_relations_of_other_sources_and_of_mere_names_are_not_followed(tmp_path: Path) -> None:
    files = whole_release()
    one, two = code(1), code(82)
    files.relations += [
        f"{one}||CUI|RO|{two}||CUI|tradename_of|1||MTHSPL||||N|4096|",
        f"{one}||CUI|RO|{two}||CUI|tradename_of|1||RXNORM||||O|4096|",
        "|12|AUI|SY||13|AUI|tradename_of|1||RXNORM||||N|4096|",
        "|12|AUI|SY||13|AUI|has_ingredient|1||MTHSPL||||N|4096|",
    ]
    with opened(files, tmp_path) as directory:
        assert ingredients(directory, 82) == ["gammazole"]


def test_term_types_that_are_not_looked_up_are_passed_over(tmp_path: Path) -> None:
    files = whole_release().name(201, "DFG", "Pill").name(202, "XYZ", "something")
    with opened(files, tmp_path) as directory:
        assert directory.concept(code(201)) is None
        assert directory.concept(code(202)) is None
