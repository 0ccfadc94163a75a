"""What the service knows, as JSON: the answers of the library's own rule book."""

from urllib.parse import urlencode

import pytest

from caveat.rules import Checker
from tests.server.http.calling import Answer, get, post
from tests.server.rest.documents import listed, members, violations


def recognise(url: str, **query: str) -> Answer:
    """Ask by a query."""
    return get(f"{url}/v1/recognise?{urlencode(query)}")


def test_the_packs_are_listed(url: str, checker: Checker) -> None:
    packs = listed(get(f"{url}/v1/packs"), "packs")
    assert [pack.digest for pack in checker.book.packs] == [each["digest"] for each in packs]


def test_the_rules_are_listed_by_id(url: str, checker: Checker) -> None:
    rules = listed(get(f"{url}/v1/rules"), "rules")
    assert sorted(checker.book.rules) == [rule["id"] for rule in rules]


def test_the_rules_of_one_pack_are_listed(url: str) -> None:
    everything = listed(get(f"{url}/v1/rules"), "rules")
    of_one = listed(get(f"{url}/v1/rules?pack_id=ketamine-depression"), "rules")
    assert of_one == [rule for rule in everything if rule["packId"] == "ketamine-depression"]
    assert of_one
    assert members(get(f"{url}/v1/rules?pack_id=none")) == {"rules": []}


def test_a_rule_is_given_with_its_evidence(url: str) -> None:
    rule = members(get(f"{url}/v1/rules/ketamine-heart-medicine"))["rule"]
    assert "'kind': 'KIND_INTERACTION'" in str(rule)
    assert "'sources': [{'id': " in str(rule)


def test_an_unknown_rule_is_not_found(url: str) -> None:
    answer = get(f"{url}/v1/rules/no-such-rule")
    assert answer.status == 404
    assert members(answer)["type"] == "urn:caveat:problem:not-found"


def test_the_facts_that_can_be_stated_are_listed(url: str) -> None:
    observations = listed(get(f"{url}/v1/observations"), "observations")
    assert {"age", "weight"} <= {each["name"] for each in observations}


def test_a_text_is_recognised_alike_by_query_and_by_body(url: str) -> None:
    by_query = recognise(url, text="Minipress 2 mg", read_as="RECOGNISE_AS_MEDICATION")
    document = {"text": "Minipress 2 mg", "readAs": "RECOGNISE_AS_MEDICATION"}
    assert members(by_query) == members(post(f"{url}/v1/recognise", document))
    assert "prazosin" in str(members(by_query)["recognitions"])


def test_a_code_is_recognised_alike_by_query_and_by_body(url: str) -> None:
    by_query = recognise(url, code_system="atc", code="C02CA01")
    document = {"code": {"system": "atc", "value": "C02CA01"}}
    assert members(by_query) == members(post(f"{url}/v1/recognise", document))
    assert "prazosin" in str(members(by_query)["recognitions"])


def test_a_reading_that_is_not_known_is_refused(url: str) -> None:
    names = "RECOGNISE_AS_UNSPECIFIED, RECOGNISE_AS_MEDICATION, RECOGNISE_AS_CONDITION"
    assert [f"read_as: is not one of {names}"] == violations(
        recognise(url, text="x", read_as="both")
    )
    assert [f"readAs: is not one of {names}"] == violations(
        post(f"{url}/v1/recognise", {"text": "x", "readAs": "both"})
    )


def test_nothing_to_recognise_is_refused(url: str) -> None:
    assert violations(recognise(url)) == ["text: there is neither a text nor a code"]
    assert violations(post(f"{url}/v1/recognise", {})) == [
        "text: there is neither a text nor a code"
    ]


@pytest.mark.parametrize(
    "address", ["packs?x=1", "rules?pack=1", "rules/ketamine-opioid?x=", "observations?x=1"]
)
def test_a_parameter_that_is_not_known_is_refused(url: str, address: str) -> None:
    assert violations(get(f"{url}/v1/{address}")) == ["query: has a parameter that is not known"]


def test_a_parameter_that_is_given_twice_is_refused(url: str) -> None:
    assert violations(get(f"{url}/v1/recognise?text=a&text=b")) == ["text: is given twice"]
