"""A panel of made-up patients, as ``caveat screen`` takes it."""

import json
from collections.abc import Iterable
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from caveat.reading.codes import Code
from caveat.rules import Condition, Medication, Request


def write_panel(path: Path, patients: Iterable[Request], size: int) -> None:
    """Write so many patients, a line each: the given ones, again and again."""
    with path.open("w", encoding="utf-8") as file:
        for number, request in enumerate(islice(cycle(patients), size)):
            line = {"request-id": f"line-{number}", **_plain(request)}
            file.write(json.dumps(line) + "\n")


def _plain(request: Request) -> dict[str, Any]:
    """Give what the made-up patients state as a patient file."""
    patient = request.patient
    return {
        "medications": [_medication(each) for each in patient.medications or ()],
        "history": [_condition(each) for each in patient.conditions or ()],
        "allergies": [],
        "observations": {fact.name: fact.value for fact in patient.observations},
        "trials": [],
    }


def _medication(each: Medication) -> dict[str, Any]:
    stated = {"dose": each.dose, "route": each.route}
    return {"text": each.text, "codes": _codes(each.codes)} | {
        key: value for key, value in stated.items() if value
    }


def _condition(each: Condition) -> dict[str, Any]:
    status = {"status": each.status.value} if each.status else {}
    return {"text": each.text, "codes": _codes(each.codes)} | status


def _codes(codes: Iterable[Code]) -> list[dict[str, str]]:
    return [{"system": code.system, "value": code.value} for code in codes]
