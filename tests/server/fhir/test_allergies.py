"""What a patient does not tolerate."""

import pytest

from caveat.rules import Checker, Request
from tests.server.fhir.documents import (
    SNOMED,
    Json,
    coding,
    concept,
    patient_of,
    resource,
    status,
)
from tests.server.fhir.refusals import refused_fields


def allergy(code: Json | None = None, /, **members: object) -> Json:
    named: Json = {"code": code} if code is not None else {}
    return resource("AllergyIntolerance", **named, **members)


def texts(*records: Json) -> list[str] | None:
    allergies = patient_of(*records).allergies
    return None if allergies is None else [entry.text for entry in allergies]


KETAMINE = concept("ketamine")
NONE_KNOWN = coding(SNOMED, "716186003", "No known allergy")


def test_an_allergy_is_named_by_its_code() -> None:
    assert texts(allergy(KETAMINE)) == ["ketamine"]


def test_without_a_code_it_is_what_the_patient_reacted_to() -> None:
    reactions = [{"substance": KETAMINE}, {"substance": concept("latex")}, {}]
    assert texts(allergy(reaction=reactions)) == ["ketamine", "latex"]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"clinicalStatus": status("active")}, ["ketamine"]),
        ({"clinicalStatus": status("inactive")}, ["ketamine"]),
        ({"clinicalStatus": status("resolved")}, []),
        ({"verificationStatus": status("unconfirmed")}, ["ketamine"]),
        ({"verificationStatus": status("refuted")}, []),
        ({"verificationStatus": status("entered-in-error")}, None),
    ],
)
def test_the_statuses_say_whether_it_counts(stated: Json, expected: list[str] | None) -> None:
    assert expected == texts(allergy(KETAMINE, **stated))


@pytest.mark.parametrize("code", ["716186003", "409137002", "429625007", "428607008"])
def test_no_known_allergy_is_an_empty_list(code: str) -> None:
    assert texts(allergy(concept("", coding(SNOMED, code, "No known drug allergies")))) == []
    assert texts(allergy(concept("NKDA", coding(SNOMED, code)))) == []


def test_words_that_say_otherwise_are_kept_beside_no_known_allergy() -> None:
    text = "No known allergies except ketamine"
    assert [text] == texts(allergy(concept(text, NONE_KNOWN)))
    reacted = allergy(concept("", NONE_KNOWN), reaction=[{"substance": KETAMINE}])
    assert texts(reacted) == ["ketamine"]


def test_an_allergy_that_names_nothing_is_reported(checker: Checker) -> None:
    report = checker.check(Request(patient_of(allergy())))
    assert [unread.part for unread in report.unrecognised] == ["(no substance is named)"]


@pytest.mark.parametrize("member", ["clinicalStatus", "verificationStatus"])
def test_an_unknown_status_is_refused(member: str) -> None:
    expected = [f"bundle.entry[0].resource.{member}"]
    assert expected == refused_fields(lambda: texts(allergy(KETAMINE, **{member: status("x")})))
