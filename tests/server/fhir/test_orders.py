"""Orders are proposals, with the facts of how the medicine is to be given."""

import pytest

from caveat.rules import Medication, Observation, Proposal
from caveat.server.fhir.orders import ORDER_TYPES, read_proposals
from tests.server.fhir.documents import Json, concept, records_of, request, resource, unnamed
from tests.server.fhir.refusals import refusals, refused_fields


def proposals(*orders: Json) -> tuple[Proposal, ...]:
    records = records_of(*orders)
    kinds = {str(order["resourceType"]) for order in orders}
    return read_proposals(records.of(*kinds), records)


def planned(*facts: Json) -> Json:
    return request("ketamine", extension=[{"url": "urn:caveat:plan", "extension": list(facts)}])


def fact(name: str, **value: object) -> Json:
    return {"url": name, **value}


def test_each_order_is_one_proposal_in_the_same_order() -> None:
    found = proposals(request("ketamine"), unnamed(), request("ketamine"), request("morphine"))
    expected = ["ketamine", "(no medicine is named)", "ketamine", "morphine"]
    assert expected == [proposal.medication.text for proposal in found]


def test_the_status_of_an_order_is_not_that_of_a_proposal() -> None:
    (proposal,) = proposals(request("ketamine", status="stopped"))
    assert Proposal(Medication("ketamine")) == proposal


@pytest.mark.parametrize("kind", sorted(ORDER_TYPES))
def test_every_type_that_names_a_medicine_can_be_proposed(kind: str) -> None:
    (proposal,) = proposals(resource(kind, medicationCodeableConcept=concept("ketamine")))
    assert proposal.medication.text == "ketamine"


def test_a_type_that_names_no_medicine_is_refused() -> None:
    assert refused_fields(lambda: proposals(resource("NutritionOrder"))) == [
        "bundle.entry[0].resource"
    ]


def test_the_reason_is_given() -> None:
    order = request(
        "ketamine",
        reasonCode=[concept("depression"), concept("depression"), concept()],
        reasonReference=[{"display": "pain"}, {"reference": "Condition/1"}],
    )
    (proposal,) = proposals(order)
    assert proposal.medication.reason == "depression; pain"


def test_a_plan_is_read_from_the_extension() -> None:
    (proposal,) = proposals(
        planned(
            fact("course-type", valueString="induction"),
            fact("treatments-planned", valueInteger=6),
            fact("course-weeks", valueQuantity={"value": 3, "unit": "wk"}),
            fact("supervised", valueBoolean=True),
        )
    )
    expected = (
        Observation("course-type", "induction"),
        Observation("treatments-planned", 6.0),
        Observation("course-weeks", 3.0, "wk"),
        Observation("supervised", value=True),
    )
    assert expected == proposal.plan


@pytest.mark.parametrize(
    ("order", "field"),
    [
        (planned({"valueBoolean": True}), "extension[0].extension[0]"),
        (planned(fact("supervised")), "extension[0].extension[0]"),
        (
            planned(fact("a", valueInteger=1), fact("a", valueInteger=2)),
            "extension[0].extension[1]",
        ),
        (
            request(extension=[{"url": "urn:caveat:plan"}, {"url": "urn:caveat:plan"}]),
            "extension[1]",
        ),
    ],
)
def test_a_plan_that_cannot_be_read_is_refused(order: Json, field: str) -> None:
    assert [f"bundle.entry[0].resource.{field}"] == refused_fields(lambda: proposals(order))


def test_every_order_that_cannot_be_read_is_named() -> None:
    orders = [
        request(dosageInstruction={}),
        request(),
        unnamed(medicationReference={"reference": "Medication/secret"}),
    ]
    found = refusals(lambda: proposals(*orders))
    expected = [
        "bundle.entry[0].resource.dosageInstruction",
        "bundle.entry[2].resource.medicationReference",
    ]
    assert expected == [each.partition(": ")[0] for each in found]
    assert not any("secret" in each for each in found)
