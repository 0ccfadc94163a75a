"""One patient, and many at once, as JSON."""

from threading import Thread

from caveat.server.rest.limits import MOST_BYTES
from tests.server.http.calling import call, get, post
from tests.server.rest.documents import (
    KETAMINE,
    PRAZOSIN,
    batch,
    check,
    error,
    members,
    report,
    results,
    takes,
    violations,
)


def test_a_heart_medicine_raises_an_alert(url: str) -> None:
    answer = report(check(url, {"requestId": "patient 1"} | takes(PRAZOSIN)))
    assert (answer["requestId"], answer["outcome"]) == ("patient 1", "OUTCOME_ALERTS")
    assert "ketamine-heart-medicine" in str(answer["alerts"])


def test_what_is_false_or_empty_stands_in_the_answer(url: str) -> None:
    answer = report(check(url, {"proposed": [{"medication": {"text": "amoxicillin"}}]}))
    assert answer["complete"] is False
    assert answer["alerts"] == []
    assert (answer["level"], answer["requestId"]) == ("LEVEL_UNSPECIFIED", "")


def test_a_list_that_is_absent_or_null_was_not_asked_and_an_empty_one_was(url: str) -> None:
    absent = report(check(url, {"proposed": [KETAMINE]}))
    null = report(check(url, {"proposed": [KETAMINE], "patient": {"medications": None}}))
    empty = report(check(url, takes()))
    assert "'fact': 'medications'" in str(absent["openQuestions"])
    assert absent == null
    assert "'fact': 'medications'" not in str(empty["openQuestions"])


def test_both_spellings_of_fields_are_read(url: str) -> None:
    camel = takes(PRAZOSIN | {"lastTaken": "yesterday"})
    snake = takes(PRAZOSIN | {"last_taken": "yesterday"})
    assert report(check(url, camel)) == report(check(url, snake))


def test_a_field_that_is_null_is_not_given(url: str) -> None:
    age = {"name": "age", "number": 40, "text": None, "unit": None}
    given = {"name": "age", "number": 40}
    expected = report(check(url, {"patient": {"observations": [given]}}))
    assert expected == report(check(url, {"patient": {"observations": [age]}}))


def test_a_batch_answers_each_patient_as_a_single_check_does(url: str) -> None:
    patients = [{"requestId": str(number)} | takes(PRAZOSIN) for number in range(5)]
    expected = [members(check(url, patient)) for patient in patients]
    found = results(batch(url, *patients))
    assert [each["report"] for each in expected] == [each["report"] for each in found]
    assert list("01234") == [each["requestId"] for each in found]


def test_a_patient_that_cannot_be_used_or_read_spoils_no_other(url: str) -> None:
    good = {"requestId": "good"} | takes(PRAZOSIN)
    empty = {"requestId": "empty"} | takes({"text": " "})
    misspelt = {"request_id": "misspelt", "patient": {"medication": PRAZOSIN}}
    found = results(batch(url, good, empty, misspelt, None, good))
    assert [each["requestId"] for each in found] == ["good", "empty", "misspelt", "", "good"]
    assert found[0] == found[4]
    assert [error(each)["code"] for each in found[1:4]] == [3, 3, 3]
    assert error(found[1])["violations"] == [
        {
            "field": "patient.medications.items[0]",
            "description": "has neither a text nor a code",
        }
    ]


def test_an_empty_batch_has_no_answers(url: str) -> None:
    assert {"results": []} == members(batch(url)) == members(post(f"{url}/v1/check:batch", {}))


def test_a_batch_of_more_than_a_thousand_is_refused(url: str) -> None:
    assert violations(batch(url, *[None] * 1001)) == ["requests: more than 1000 patients"]


def test_what_is_no_batch_is_refused_whole(url: str) -> None:
    address = f"{url}/v1/check:batch"
    assert violations(post(address, {"requests": {}})) == ["requests: is not a list"]
    assert violations(post(address, {"requests": None})) == ["requests: is not a list"]
    assert violations(post(address, takes(PRAZOSIN))) == [
        "request: has a field that is not one of requests"
    ]


def test_a_long_batch_lets_other_calls_through(url: str) -> None:
    long = Thread(target=batch, args=(url, *[takes(PRAZOSIN)] * 300))
    long.start()
    answered = 0
    while long.is_alive():
        report(check(url, takes(PRAZOSIN)))
        answered += 1
    assert answered > 5  # one before the batch, one after it, and those that waited for neither


def test_another_method_type_or_size_is_refused(url: str) -> None:
    address = f"{url}/v1/check"
    assert get(address).status == 405
    assert call("PUT", address, b"{}").status == 405
    assert call("POST", address, b"{}", {"Content-Type": "text/plain"}).status == 415
    assert call("POST", address, b" " * (MOST_BYTES + 1)).status == 413


def test_json_that_is_ambiguous_is_refused(url: str) -> None:
    twice = b'{"patient": {}, "patient": {"medications": {}}}'
    assert call("POST", f"{url}/v1/check", twice).status == 400
    assert call("POST", f"{url}/v1/check", b"[]").status == 400
    assert call("POST", f"{url}/v1/check", b'{"requestId": "\xff"}').status == 400
