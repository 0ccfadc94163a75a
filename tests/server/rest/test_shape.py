"""What is no request: where it is wrong is said, and what stands there is not."""

import pytest

from caveat.server.rest.reading import json_path
from caveat.v1.checker_pb2 import CheckRequest
from tests.server.rest.documents import check, takes, violations

MEDICATION = "patient.medications.items[0]"
STATUSES = ", ".join(
    f"MEDICATION_STATUS_{name}" for name in ("UNSPECIFIED", "ACTIVE", "STOPPED", "PLANNED")
)


def refused(url: str, document: object) -> list[str]:
    """Give the violations of a document."""
    return violations(check(url, document))


@pytest.mark.parametrize("document", [{"patient": []}, {"patient": "x"}, {"patient": False}])
def test_a_message_is_an_object(url: str, document: object) -> None:
    assert refused(url, document) == ["patient: is not an object"]


def test_a_list_of_medications_in_the_place_of_its_message_is_no_empty_one(url: str) -> None:
    document: object = {"patient": {"medications": []}}
    assert refused(url, document) == ["patient.medications: is not an object"]


@pytest.mark.parametrize("items", [None, {}, {"text": "x"}, "prazosin", 0])
def test_a_list_is_a_list_and_never_null(url: str, items: object) -> None:
    document = {"patient": {"medications": {"items": items}}}
    assert refused(url, document) == ["patient.medications.items: is not a list"]


@pytest.mark.parametrize("item", [None, [], "prazosin", 7])
def test_an_entry_is_an_object(url: str, item: object) -> None:
    assert [f"{MEDICATION}: is not an object"] == refused(url, takes(item))


@pytest.mark.parametrize("text", [7, True, ["prazosin"], {"text": "prazosin"}])
def test_a_text_is_a_string(url: str, text: object) -> None:
    assert [f"{MEDICATION}.text: is not a string"] == refused(url, takes({"text": text}))


@pytest.mark.parametrize("status", [1, "active", "MEDICATION_STATUS_active", True, [], {}])
def test_a_word_of_an_enum_is_one_of_its_names(url: str, status: object) -> None:
    document = takes({"text": "prazosin", "status": status})
    assert [f"{MEDICATION}.status: is not one of {STATUSES}"] == refused(url, document)


@pytest.mark.parametrize("number", ["40", "NaN", "Infinity", True, 10**400, [40]])
def test_a_number_is_a_finite_number(url: str, number: object) -> None:
    document = {"patient": {"observations": [{"name": "age", "number": number}]}}
    assert refused(url, document) == ["patient.observations[0].number: is not a number"]


@pytest.mark.parametrize("flag", [1, 0, "true", [True]])
def test_a_flag_is_true_or_false(url: str, flag: object) -> None:
    document = {"patient": {"observations": [{"name": "fasted", "flag": flag}]}}
    assert refused(url, document) == ["patient.observations[0].flag: is not true or false"]


def test_an_observation_has_one_value(url: str) -> None:
    age = {"name": "age", "number": 40, "text": "40"}
    two = refused(url, {"patient": {"observations": [age]}})
    none = refused(url, {"patient": {"observations": [{"name": "age"}]}})
    assert two == ["patient.observations[0].value: has more than one of number, text"]
    assert none == ["patient.observations[0].value: has no value"]


def test_a_field_in_two_spellings_is_refused(url: str) -> None:
    document = takes({"text": "prazosin", "lastTaken": "today", "last_taken": "today"})
    assert [f"{MEDICATION}.lastTaken: is given in two spellings"] == refused(url, document)


def test_a_misspelt_field_is_refused_and_the_known_ones_are_named(url: str) -> None:
    lists = "medications, conditions, observations, allergies, trials"
    document = {"patient": {"medication": {"items": [{"text": "prazosin"}]}}}
    assert [f"patient: has a field that is not one of {lists}"] == refused(url, document)


def test_every_wrong_place_is_named_in_one_answer(url: str) -> None:
    wrong = {"codes": [{"system": "rxnorm", "value": 8629}], "dose": 2}
    document = {"requestId": 1} | takes({"text": "x"}, {"text": "x"}, wrong)
    assert refused(url, document) == [
        "patient.medications.items[2].codes[0].value: is not a string",
        "patient.medications.items[2].dose: is not a string",
        "requestId: is not a string",
    ]


def test_no_more_than_a_hundred_wrong_places_are_named(url: str) -> None:
    assert len(refused(url, takes(*[7] * 150))) == 100


def test_what_the_engine_refuses_is_named_as_the_document_has_it(url: str) -> None:
    medication = {"text": "prazosin", "lastTaken": "x" * 201}
    assert [f"{MEDICATION}.lastTaken: longer than 200 characters"] == refused(
        url, takes(medication)
    )


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("request_id", "requestId"),
        ("proposed[1].plan[2].number", "proposed[1].plan[2].number"),
        ("patient.medications", "patient.medications"),
        ("patient.allergies[3].codes[0].system", "patient.allergies.items[3].codes[0].system"),
        (
            "patient.trials[0].medication.last_taken",
            "patient.trials.items[0].medication.lastTaken",
        ),
        ("patient.observations[0].value", "patient.observations[0].value"),
    ],
)
def test_a_path_of_the_contract_is_written_as_the_document_has_it(path: str, expected: str) -> None:
    assert expected == json_path(path, CheckRequest.DESCRIPTOR)


def test_no_word_of_the_document_is_in_the_problem(url: str) -> None:
    document = {
        "requestId": ["sertraline"],
        "sertraline": {"sertraline": "sertraline"},
        "patient": {
            "conditions": {"items": [{"text": "", "status": "sertraline"}]},
            "medications": {"sertraline": [], "items": [["sertraline"]]},
        },
    }
    answer = check(url, document)
    assert answer.status == 400
    assert b"sertraline" not in answer.body
