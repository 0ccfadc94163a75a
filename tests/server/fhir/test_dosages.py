"""The dose and the route, in the words that the engine reads."""

import pytest

from caveat.rules import Checker, Report, Request
from caveat.server.fhir.dosages import NOT_ONE_AMOUNT
from caveat.server.fhir.orders import read_proposals
from tests.server.fhir.documents import (
    SNOMED,
    Json,
    coding,
    concept,
    medication_of,
    records_of,
    request,
    resource,
)
from tests.server.fhir.refusals import refused_fields

UCUM = "http://unitsofmeasure.org"


def amount(value: float, unit: str) -> Json:
    return {"value": value, "unit": unit}


def quantity(value: float, unit: str) -> Json:
    return {"doseAndRate": [{"doseQuantity": amount(value, unit)}]}


def dose(*dosages: Json) -> str:
    medication = medication_of(request(dosageInstruction=list(dosages)))
    return medication.dose


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (40, "mg", "40 mg"),
        (0.5, "mg/kg", "0.5 mg/kg"),
        (56.0, "mg", "56 mg"),
        (0.000025, "g", "0.000025 g"),
        (100, "ug", "100 ug"),
        (1, "{pill}", ""),
        (1, "TAB", ""),
        (1, "", ""),
        (2, "TAB", NOT_ONE_AMOUNT),
        (2, "", NOT_ONE_AMOUNT),
        (1, "mL", NOT_ONE_AMOUNT),
        (1, "mg/kg/h", NOT_ONE_AMOUNT),
        (2, "{device of 28 mg}", NOT_ONE_AMOUNT),
    ],
)
def test_a_dose_is_an_amount_of_the_medicine(value: float, unit: str, expected: str) -> None:
    assert expected == dose(quantity(value, unit))


def test_the_code_of_a_unit_wins_over_its_words() -> None:
    coded = amount(40, "milligrammes each") | {"system": UCUM, "code": "mg"}
    assert dose({"doseAndRate": [{"doseQuantity": coded}]}) == "40 mg"


@pytest.mark.parametrize(
    "dosage",
    [
        {"doseQuantity": amount(40, "mg")},
        {"doseAndRate": {"doseQuantity": amount(40, "mg")}},
        {"text": "40 mg IV over 40 minutes"},
        quantity(1, "TAB") | {"text": "one tablet (40 mg)"},
    ],
)
def test_a_dose_is_read_from_wherever_it_stands(dosage: Json) -> None:
    assert dose(dosage) == "40 mg"


def test_an_ordered_dose_wins_over_one_that_was_calculated_from_it() -> None:
    rates = [
        {"type": concept("", coding("", kind)), "doseQuantity": amount(value, unit)}
        for kind, value, unit in (("calculated", 35, "mg"), ("ordered", 0.5, "mg/kg"))
    ]
    assert dose({"doseAndRate": rates}) == "0.5 mg/kg"


def test_a_dose_without_an_amount_is_none() -> None:
    assert not dose({"text": "as directed"}, {})


def test_instructions_that_agree_give_one_dose() -> None:
    assert dose(quantity(40, "mg"), quantity(40, "mg"), {"text": "with food"}) == "40 mg"


@pytest.mark.parametrize(
    "dosages",
    [
        (quantity(56, "mg"), quantity(84, "mg")),
        ({"doseAndRate": [{"doseRange": {"low": amount(40, "mg"), "high": amount(60, "mg")}}]},),
    ],
)
def test_doses_that_differ_are_none_that_is_known(dosages: tuple[Json, ...]) -> None:
    assert dose(*dosages) == NOT_ONE_AMOUNT


@pytest.mark.parametrize("value", [0, -5, 1e300])
def test_a_dose_that_nobody_can_take_is_refused(value: float) -> None:
    expected = "bundle.entry[0].resource.dosageInstruction[0].doseAndRate[0].doseQuantity"
    assert [expected] == refused_fields(lambda: dose(quantity(value, "mg")))


def report_of(checker: Checker, *dosages: Json) -> Report:
    records = records_of(request("Spravato 28 mg", dosageInstruction=list(dosages)))
    proposals = read_proposals(records.of("MedicationRequest"), records)
    return checker.check(Request(proposed=proposals))


def test_two_devices_are_not_taken_for_the_strength_of_one(checker: Checker) -> None:
    rule = "esketamine-dose-not-described"
    one, two = (report_of(checker, quantity(count, "{device}")) for count in (1, 2))
    assert rule in {alert.rule_id for alert in one.alerts}
    assert rule not in {alert.rule_id for alert in two.alerts}
    assert "dose" in {question.fact for question in two.open_questions}


def route(*routes: Json) -> str:
    dosages = [{"route": each} for each in routes]
    medication = medication_of(request(dosageInstruction=dosages))
    return medication.route


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (concept("", coding(SNOMED, "46713006", "Nasal route (qualifier value)")), "nasal"),
        (concept("by vein", coding(SNOMED, "47625008")), "intravenous"),
        (concept("", coding(SNOMED, "54485002")), "ophthalmic"),
        (concept("Ophthalmic route"), "Ophthalmic"),
        (concept("IV"), "IV"),
        (concept("", coding("http://local.example", "7", "Oral use")), "Oral"),
        (concept(), ""),
    ],
)
def test_a_route_is_named_as_the_engine_names_it(written: Json, expected: str) -> None:
    assert expected == route(written)


def test_two_routes_are_both_written() -> None:
    assert route(concept("oral"), concept("IV")) == "IV, oral"


@pytest.mark.parametrize(
    ("kind", "member"),
    [
        ("MedicationStatement", "dosage"),
        ("MedicationDispense", "dosageInstruction"),
        ("MedicationRequest", "dosageInstruction"),
    ],
)
def test_each_type_has_its_own_name_for_dosages(kind: str, member: str) -> None:
    record = resource(kind, medicationCodeableConcept=concept("x"), **{member: [quantity(5, "mg")]})
    medication = medication_of(record)
    assert medication.dose == "5 mg"


def test_an_administration_has_a_single_dosage() -> None:
    dosage = {"dose": amount(5, "mg"), "route": concept("oral")}
    medicine = concept("oxycodone")
    record = resource("MedicationAdministration", medicationCodeableConcept=medicine, dosage=dosage)
    medication = medication_of(record)
    assert (medication.dose, medication.route) == ("5 mg", "oral")
