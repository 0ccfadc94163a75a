"""What an EHR learns before it calls."""

import re
from typing import cast

from caveat.server.cdshooks.services import discovery
from caveat.server.http.body import JsonObject
from tests.server.cdshooks.calls import NOTHING
from tests.server.http.calling import get, post


def services() -> list[JsonObject]:
    return cast("list[JsonObject]", discovery()["services"])


def codes(service: JsonObject) -> set[str]:
    extension = cast("JsonObject", service["extension"])
    items = cast("list[JsonObject]", extension["pddi-configuration-items"])
    assert all(item["type"] == "boolean" and item["name"] for item in items)
    return {str(item["code"]) for item in items}


def test_discovery_is_served(plain: str) -> None:
    answer = get(f"{plain}/cds-services")
    assert (answer.status, answer.json) == (200, discovery())


def test_there_is_a_service_for_each_hook() -> None:
    found = {service["id"]: service["hook"] for service in services()}
    assert found == {
        "caveat-order-select": "order-select",
        "caveat-order-sign": "order-sign",
        "caveat-patient-view": "patient-view",
        "caveat-medication-verify": "medication-verify",
    }
    assert all(service["title"] and service["description"] for service in services())


def test_templates_hold_no_token_but_the_patient() -> None:
    for service in services():
        templates = cast("dict[str, str]", service["prefetch"])
        assert set(templates) == set(NOTHING)
        for template in templates.values():
            assert re.findall(r"\{\{.*?\}\}", template) == ["{{context.patientId}}"]


def test_medicines_come_with_what_they_refer_to() -> None:
    templates = cast("dict[str, str]", services()[0]["prefetch"])
    for template in templates.values():
        kind = template.partition("?")[0]
        if kind.startswith("Medication"):
            assert f"_include={kind}:medication" in template


def test_each_service_describes_the_options_that_it_takes() -> None:
    always = {"alert-non-serious", "show-evidence-support"}
    found = {str(service["hook"]): codes(service) for service in services()}
    assert found == {
        "order-select": {*always, "cache-for-order-sign-filtering"},
        "order-sign": {*always, "filter-out-repeated-alerts"},
        "patient-view": always,
        "medication-verify": always,
    }


def test_only_the_methods_of_cds_hooks_are_answered(plain: str) -> None:
    assert post(f"{plain}/cds-services", {}).status == 405
    assert get(f"{plain}/cds-services/caveat-order-sign").status == 405
