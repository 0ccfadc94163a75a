"""The check of a case: what the engine refuses is an error, but no order costs the others."""

import pytest

from caveat.rules import Checker
from caveat.rules.patient import EntryList, Medication, Patient, Proposal, Request
from caveat.server.cdshooks.case import Case
from caveat.server.cdshooks.checking import check
from caveat.source.errors import RequestError

TOO_LONG = Medication("prazosin", dose="a" * 201)


def case(*proposed: str, medications: tuple[Medication, ...] = ()) -> Case:
    request = Request(
        Patient(medications=medications), tuple(Proposal(Medication(text)) for text in proposed)
    )
    addresses = {
        **{(EntryList.PROPOSED, place): f"draft {place}" for place in range(len(proposed))},
        **{(EntryList.MEDICATIONS, place): f"taken {place}" for place in range(len(medications))},
    }
    return Case(request, addresses)


@pytest.mark.parametrize("proposed", [("ketamine",), ("ketamine",) * 11])
def test_what_the_engine_refuses_is_named(checker: Checker, proposed: tuple[str, ...]) -> None:
    with pytest.raises(RequestError) as error:
        check(checker, case(*proposed, medications=(TOO_LONG,)))
    assert [each.field for each in error.value.violations] == ["taken 0"]


def test_three_orders_of_one_medicine_are_all_checked(checker: Checker) -> None:
    checked = check(checker, case("ketamine", "Ketalar", "ketamine 5 mg"))
    texts = {
        traced.entry.text
        for alert in checked.report.alerts
        for finding in alert.findings
        for traced in finding.entries
    }
    assert {"ketamine", "Ketalar", "ketamine 5 mg"} <= texts
    assert len(checked.remarks) == 2


def test_a_repeat_beyond_the_most_that_can_be_proposed_is_checked(checker: Checker) -> None:
    others = [f"unknown {letter}" for letter in "abcdefgh"]
    checked = check(checker, case("ketamine", "ketamine", *others, "prazosin"))
    assert [alert.rule_id for alert in checked.report.alerts][:1] == ["ketamine-heart-medicine"]
    assert [remark.partition(" (")[0] for remark in checked.remarks] == ["order 2", "order 11"]
