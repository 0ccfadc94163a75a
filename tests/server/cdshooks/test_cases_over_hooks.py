"""Every case that an EHR can put as a hook has the cards of the library's report."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import uuid4

import pytest

from caveat.rules import Checker, Request
from caveat.server.cdshooks.cards import alert_card, card_id, problem_of
from caveat.server.cdshooks.routes import routes
from caveat.server.cdshooks.templates import PATIENT, TEMPLATES
from caveat.server.cdshooks.uncertain import uncertain_card
from caveat.server.http.body import JsonObject
from tests.case_files import Case, read_cases
from tests.server.cdshooks.calls import cards
from tests.server.fhir_writing import Resource, order_of, resources_of
from tests.server.http.serving import serving

KEYS = {template.partition("?")[0]: key for key, template in TEMPLATES.items()}


def can_be_told(case: Case) -> bool:
    """Say whether a hook can tell the case: every list was asked, and no list of trials is empty.

    An EHR that answers every key has asked for every list, and has no way to say "none tried".
    """
    patient = case.request.patient
    asked = (patient.medications, patient.conditions, patient.allergies)
    return None not in asked and patient.trials != ()


CASES = [pytest.param(case, id=case.slug) for case in read_cases() if can_be_told(case)]


@pytest.fixture(scope="module")
def base(checker: Checker) -> Iterator[str]:
    with serving(routes(checker, today=lambda: date(2026, 11, 23))) as url:
        yield url


def call_of(request: Request) -> JsonObject:
    """Write a request as an EHR calls: orders that are signed, or a patient who is viewed."""
    orders = [order_of(each, number) for number, each in enumerate(request.proposed, start=1)]
    context: JsonObject = {"userId": "Practitioner/1", "patientId": "p1"}
    if orders:
        context["draftOrders"] = bundle(orders)
    return {
        "hook": "order-sign" if orders else "patient-view",
        "hookInstance": str(uuid4()),
        "context": context,
        "prefetch": prefetch_of(request),
    }


def prefetch_of(request: Request) -> JsonObject:
    found: dict[str, list[Resource]] = {key: [] for key in TEMPLATES if key != PATIENT}
    person, *others = resources_of(request.patient)
    for each in others:
        found[KEYS[str(each["resourceType"])]].append(each)
    return {PATIENT: person, **{key: bundle(resources) for key, resources in found.items()}}


def bundle(resources: Sequence[Resource]) -> JsonObject:
    entries = [{"resource": resource} for resource in resources]
    whole: JsonObject = {"resourceType": "Bundle", "type": "collection"}
    return {**whole, "entry": entries} if entries else whole


@pytest.mark.parametrize("case", CASES)
def test_a_case_has_the_same_cards(case: Case, checker: Checker, base: str) -> None:
    report = checker.check(case.request)
    packs = {pack.id: pack for pack in report.packs}

    drafts = {n: f"MedicationRequest/order-{n + 1}" for n in range(len(case.request.proposed))}
    expected: list[object] = []
    for alert in report.alerts:
        pack = packs[alert.pack_id]
        card = card_id(problem_of(alert, pack), "p1", "")
        expected.append(alert_card(alert, pack, card, drafts=drafts))
    if uncertain := uncertain_card(report, ()):
        expected.append(uncertain)

    assert expected == cards(base, call_of(case.request))
