"""Measures the doors over HTTP: how long a hook, a check and a whole patient wait for an answer.

One caller, one connection that is kept, as an EHR has it; the median and the 99th percentile of
the requests count. Every answer is looked at: one that is no answer ends the measurement.
"""

import http.client
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from typing import TypeAlias
from uuid import uuid4

REQUESTS = 1000
WHOLE = 200
ENTRIES = 1000
CAVEAT = (sys.executable, "-m", "caveat.client")
Json: TypeAlias = dict[str, object]

PATIENT = {"reference": "Patient/p1"}
TAKEN = (
    "sertraline 100 mg daily",
    "lisinopril 10 mg",
    "Minipress 2 mg at night",
    "omeprazole 20 mg",
    "lorazepam 1 mg as needed",
    "levothyroxine 50 mcg",
    "metformin 500 mg twice a day",
    "acetaminophen 500 mg",
)
HELD = (
    "severe depression",
    "post-traumatic stress disorder",
    "essential hypertension",
    "hypothyroidism",
    "type 2 diabetes mellitus",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: where it goes, what writes its body, and what every answer to it holds."""

    name: str
    path: str
    document: Callable[[], Json]
    holds: bytes
    number: int = REQUESTS


def main() -> None:
    """Measure and print, a line each."""
    sign = "/cds-services/caveat-order-sign"
    heart = b"ketamine-heart-medicine"
    with service() as connection:
        for asked in (
            Asked(f"POST {sign}", sign, order_sign, b'"indicator":"critical"'),
            Asked("POST /v1/check", "/v1/check", check, heart),
            Asked(f"POST /fhir/$check, {ENTRIES} entries", "/fhir/$check", whole, heart, WHOLE),
        ):
            waits = [seconds(connection, asked) for _ in range(asked.number)]
            cuts = [1e3 * cut for cut in quantiles(waits, n=100)]
            print(f"{asked.name:40} median {cuts[49]:6.1f} ms, 99th percentile {cuts[98]:6.1f} ms")


def seconds(connection: http.client.HTTPConnection, asked: Asked) -> float:
    """Send the request and give the seconds until the whole answer is there."""
    body = json.dumps(asked.document()).encode()
    start = time.perf_counter()
    connection.request("POST", asked.path, body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    answer = response.read()
    elapsed = time.perf_counter() - start
    if response.status != http.HTTPStatus.OK or asked.holds not in answer:
        raise RuntimeError(f"{asked.path} answered {response.status}: {answer[:300]!r}")
    return elapsed


def order_sign() -> Json:
    """Write an order for ketamine that is about to be signed, with all data prefetched."""
    return {
        "hook": "order-sign",
        "hookInstance": str(uuid4()),
        "context": {
            "userId": "Practitioner/d1",
            "patientId": "p1",
            "draftOrders": bundle([order("ketamine 40 mg IV", "draft")]),
        },
        "prefetch": {
            "patient": {"resourceType": "Patient", "id": "p1", "birthDate": "1980-05-01"},
            "medicationRequests": bundle(order(text, "active") for text in TAKEN),
            "medicationStatements": None,
            "medicationDispenses": None,
            "medicationAdministrations": None,
            "conditions": bundle(condition(text) for text in HELD),
            "allergies": bundle([]),
            "observations": bundle([weight()]),
            "familyHistory": None,
        },
    }


def check() -> Json:
    """Write the same patient for the JSON door."""
    return {
        "proposed": [{"medication": {"text": "ketamine 40 mg IV"}}],
        "patient": {
            "medications": {"items": [{"text": text} for text in TAKEN]},
            "conditions": {"items": [{"text": text} for text in HELD]},
            "allergies": {},
            "observations": [{"name": "age", "number": 46}, {"name": "weight", "number": 80}],
        },
    }


def whole() -> Json:
    """Write a whole patient as an export gives it, most of it encounters."""
    medicines = [order("ketamine 40 mg IV", "draft"), *(order(text, "active") for text in TAKEN)]
    read = [*medicines, *map(condition, HELD), weight()]
    visits: list[Json] = [
        {"resourceType": "Encounter", "id": f"e{number}"} for number in range(ENTRIES)
    ]
    return bundle([*read, *visits])


def bundle(resources: Iterable[Json]) -> Json:
    """Put resources together."""
    entries: list[Json] = [{"resource": resource} for resource in resources]
    kind: Json = {"resourceType": "Bundle", "type": "collection"}
    return {**kind, "entry": entries} if entries else kind


def order(text: str, status: str) -> Json:
    """Write a medication request."""
    return {
        "resourceType": "MedicationRequest",
        "id": uuid4().hex,
        "status": status,
        "intent": "order",
        "medicationCodeableConcept": {"text": text},
        "subject": PATIENT,
    }


def condition(text: str) -> Json:
    """Write an active condition."""
    system = "http://terminology.hl7.org/CodeSystem/condition-clinical"
    return {
        "resourceType": "Condition",
        "clinicalStatus": {"coding": [{"system": system, "code": "active"}]},
        "code": {"text": text},
        "subject": PATIENT,
    }


def weight() -> Json:
    """Write the weight of this day."""
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
        "subject": PATIENT,
        "effectiveDateTime": datetime.now(UTC).date().isoformat(),
        "valueQuantity": {"value": 80, "system": "http://unitsofmeasure.org", "code": "kg"},
    }


@contextmanager
def service() -> Generator[http.client.HTTPConnection, None, None]:
    """Start the service with a feedback store of its own, and give a connection to it."""
    with tempfile.TemporaryDirectory() as folder:
        store = f"sqlite:///{Path(folder) / 'feedback.sqlite'}"
        command = (*CAVEAT, "serve", "--port", "0", "--http-port", "0", "--feedback", store)
        with subprocess.Popen(  # noqa: S603  our own program
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as process:
            try:
                connection = http.client.HTTPConnection(address_of(process), timeout=60)
                yield connection
                connection.close()
            finally:
                process.terminate()


def address_of(process: "subprocess.Popen[str]") -> str:
    """Give the address that the service says its page has."""
    for line in process.stdout or ():
        if found := re.search(r"http://([\d.]+:\d+)/", line):
            return found.group(1)
    raise RuntimeError("the service did not say where it listens")


if __name__ == "__main__":
    main()
