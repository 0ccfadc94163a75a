"""The interaction list of RxNav, as the programs that still ask for it see it."""

from collections.abc import Iterator
from typing import cast

import pytest

from caveat.rules import Checker
from caveat.server.rxnav.routes import routes
from tests.server.http.calling import Answer, get
from tests.server.http.serving import serving
from tests.server.rxnav.programs import NOTHING, Document, Shown, shown_by_page, shown_by_record

KETAMINE, METOPROLOL, PRAZOSIN, ATORVASTATIN = "6130", "6918", "8629", "83367"
ROSUVASTATIN, SERTRALINE, PHENELZINE, OMEPRAZOLE = "301542", "36437", "8123", "7646"
ESKETAMINE = "2119365"
AZILSARTAN, AZILSARTAN_MEDOXOMIL = "1091642", "1091643"
UNKNOWN = "99999999"


@pytest.fixture(scope="module")
def base(checker: Checker) -> Iterator[str]:
    with serving(routes(checker)) as base:
        yield base


def asked(base: str, rxcuis: str) -> Answer:
    return get(f"{base}/REST/interaction/list.json?rxcuis={rxcuis}")


def read(answer: Answer) -> Document:
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json"
    return cast("Document", answer.json)


def shown(base: str, rxcuis: str) -> list[Shown]:
    entries = shown_by_record(read(asked(base, rxcuis)))
    assert isinstance(entries, list), NOTHING
    return entries


def pairs(entries: list[Shown]) -> list[tuple[str, str, str]]:
    return [
        (entry.first, entry.second, entry.severity) for entry in entries if not is_notice(entry)
    ]


def notices(entries: list[Shown]) -> list[str]:
    return [entry.comment for entry in entries if is_notice(entry)]


def is_notice(entry: Shown) -> bool:
    assert entry.comment.startswith("NOT CHECKED") == (entry.severity == "N/A")
    return entry.severity == "N/A"


def test_an_interaction_is_a_pair_with_its_consequence(base: str) -> None:
    entries = shown(base, f"{KETAMINE}+{METOPROLOL}")

    assert pairs(entries) == [("ketamine", "metoprolol", "high")]
    assert "Blood pressure and heart rate may swing" in entries[0].description
    assert "rxnorm 6918 -> metoprolol -> beta blocker" in entries[0].comment


def test_the_medicine_under_review_may_stand_anywhere(base: str) -> None:
    first = asked(base, f"{KETAMINE}+{METOPROLOL}+{PRAZOSIN}").json
    last = asked(base, f"{METOPROLOL}+{PRAZOSIN}+{KETAMINE}").json

    assert first == last


def test_each_interacting_medicine_is_a_pair_of_its_own(base: str) -> None:
    entries = shown(base, f"{KETAMINE}+{METOPROLOL}+{ATORVASTATIN}+{PRAZOSIN}")

    assert pairs(entries) == [
        ("ketamine", "metoprolol", "high"),
        ("ketamine", "prazosin", "high"),
    ]


def test_a_page_that_reads_every_pair_shows_the_same_with_a_link(base: str) -> None:
    answer = read(asked(base, f"{KETAMINE}+{METOPROLOL}"))
    first, second, source, url, description = shown_by_page(answer)[0]

    assert (first, second, source) == ("ketamine", "metoprolol", "metoprolol")
    assert url.startswith("https://")
    assert "Blood pressure" in description


@pytest.mark.parametrize("separator", ["+", "%20", "%2B", ",", ",%20", "%20%2C%20"])
def test_codes_are_parted_as_programs_part_them(base: str, separator: str) -> None:
    entries = shown(base, separator.join((KETAMINE, METOPROLOL)))

    assert pairs(entries) == [("ketamine", "metoprolol", "high")]
    assert not any("holds no RxCUI" in notice for notice in notices(entries))


@pytest.mark.parametrize("rxcuis", [f"{KETAMINE}+{METOPROLOL}+", f"+{KETAMINE}+{METOPROLOL}"])
def test_a_separator_at_either_end_is_no_code(base: str, rxcuis: str) -> None:
    assert not any("holds no RxCUI" in notice for notice in notices(shown(base, rxcuis)))


def test_what_nobody_was_asked_is_summed_up_in_one_entry(base: str) -> None:
    [notice] = notices(shown(base, f"{KETAMINE}+{METOPROLOL}"))

    assert "only medicines were submitted" in notice
    assert "up to contraindicated" in notice
    assert "What is in the patient's history" in notice


@pytest.mark.parametrize("rxcuis", [f"{METOPROLOL}+{ROSUVASTATIN}", METOPROLOL])
def test_a_list_that_no_pack_speaks_for_is_not_shown_as_free_of_interactions(
    base: str, rxcuis: str
) -> None:
    [entry] = shown(base, rxcuis)

    assert entry.first == "metoprolol"
    assert "NOT CHECKED: no loaded pack speaks for any of these medicines" in entry.comment
    assert entry.comment == entry.description


def test_a_pair_without_ketamine_is_answered(base: str) -> None:
    entries = shown(base, f"{METOPROLOL}+{PHENELZINE}+{SERTRALINE}")

    assert [(each.first, each.second, each.severity) for each in entries] == [
        ("sertraline", "phenelzine", "high")
    ]
    assert "ssri-with-mao-inhibitor" in entries[0].comment


def test_where_nothing_is_found_the_medicines_that_no_pack_speaks_for_are_named(base: str) -> None:
    [entry] = shown(base, f"{METOPROLOL}+{SERTRALINE}")

    assert f"NOT CHECKED: no loaded pack speaks for RxCUI {METOPROLOL} (loaded" in entry.comment


def test_a_list_that_the_packs_speak_for_may_be_free_of_interactions(base: str) -> None:
    answer = read(asked(base, f"{SERTRALINE}+{OMEPRAZOLE}"))

    assert shown_by_record(answer) == NOTHING


def test_an_unknown_code_is_named_beside_what_was_found(base: str) -> None:
    entries = shown(base, f"{KETAMINE}+{UNKNOWN}+{METOPROLOL}")

    assert pairs(entries) == [("ketamine", "metoprolol", "high")]
    assert f"not recognised as a medicine: RxCUI {UNKNOWN}" in notices(entries)[0]


@pytest.mark.parametrize("rxcuis", [UNKNOWN, f"{UNKNOWN}+{METOPROLOL}", f"{UNKNOWN}+88888888"])
def test_an_unknown_code_is_named_where_nothing_is_found(base: str, rxcuis: str) -> None:
    first = notices(shown(base, rxcuis))[0]

    assert "not recognised" in first
    assert UNKNOWN in first


@pytest.mark.parametrize(
    ("rxcuis", "place"),
    [
        (f"{KETAMINE}++{METOPROLOL}", "place 2"),
        (f"{KETAMINE}+null+{METOPROLOL}", "place 2"),
        (f"{KETAMINE}+{METOPROLOL}+{'9' * 30}", "place 3"),
        ("+", "place 1"),
        ("", "place 1"),
        ("Array", "place 1"),
    ],
)
def test_a_place_without_a_code_is_told_and_not_refused(base: str, rxcuis: str, place: str) -> None:
    answer = asked(base, rxcuis)

    assert any(f"no RxCUI in {place}" in notice for notice in notices(shown(base, rxcuis)))
    assert b"null" not in answer.body
    assert b"Array" not in answer.body


def test_one_code_twice_is_one_medicine(base: str) -> None:
    once = asked(base, f"{KETAMINE}+{METOPROLOL}").json
    twice = asked(base, f"{KETAMINE}+{METOPROLOL}+{KETAMINE}+{METOPROLOL}").json

    assert once == twice


def test_each_medicine_that_a_pack_speaks_for_is_checked(base: str) -> None:
    found = pairs(shown(base, f"{KETAMINE}+{ESKETAMINE}+{METOPROLOL}"))

    assert ("ketamine", "metoprolol", "high") in found
    assert ("esketamine", "metoprolol", "high") in found


def test_two_codes_of_one_ingredient_are_two_pairs_and_no_mistake(base: str) -> None:
    entries = shown(base, f"{AZILSARTAN}+{KETAMINE}+{AZILSARTAN_MEDOXOMIL}")

    assert pairs(entries) == [("ketamine", "azilsartan", "high")] * 2


def test_one_medicine_alone_is_not_shown_as_free_of_interactions(base: str) -> None:
    [entry] = shown(base, KETAMINE)

    assert (entry.first, entry.second) == ("ketamine", "(none)")
    assert is_notice(entry)


def test_a_list_as_long_as_a_patient_can_have_is_answered(base: str) -> None:
    codes = [KETAMINE, METOPROLOL, *(str(90_000_000 + n) for n in range(198))]

    assert pairs(shown(base, "+".join(codes))) == [("ketamine", "metoprolol", "high")]


@pytest.mark.parametrize("query", ["", "?rxcui=6130", "?rxcuis=" + "+".join(map(str, range(201)))])
def test_no_list_and_a_list_without_end_are_refused(base: str, query: str) -> None:
    answer = get(f"{base}/REST/interaction/list.json{query}")

    assert answer.status == 400
    assert answer.headers["content-type"] == "application/problem+json"


def test_names_of_parameters_have_no_case_and_others_are_ignored(base: str) -> None:
    usual = asked(base, f"{KETAMINE}+{METOPROLOL}").json
    query = f"sources=ONCHigh&RXCUIS={KETAMINE}+{METOPROLOL}&scope=1"

    assert usual == get(f"{base}/REST/interaction/list.json?{query}").json


def test_the_answer_says_whose_it_is(base: str) -> None:
    answer = read(asked(base, f"{KETAMINE}+{METOPROLOL}"))
    [group] = answer["fullInteractionTypeGroup"]

    assert "not from the National Library of Medicine" in answer["nlmDisclaimer"]
    assert group["sourceName"].startswith("Caveat: ")
    assert "ketamine-depression " in group["sourceName"]


@pytest.mark.parametrize("path", ["list", "list.xml", "interaction.json"])
def test_only_the_list_in_json_is_there(base: str, path: str) -> None:
    assert get(f"{base}/REST/interaction/{path}?rxcuis=6130").status == 404
