"""Asks for a check over FHIR, and reads the answer as a program does."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from caveat.rules import Request
from tests.server.fhir_writing import asked_of, bundle_of, order_of
from tests.server.http.calling import Answer, post

Json: TypeAlias = dict[str, Any]  # a program trusts the shape that FHIR gives an answer

FHIR = {"Content-Type": "application/fhir+json"}


@dataclass(frozen=True, slots=True)
class Told:
    """An answer, taken apart: its OperationOutcome and its DetectedIssues."""

    outcome: Json
    issues: list[Json]

    def said(self, kind: str) -> list[str]:
        """Give the texts of one kind of issue of the outcome."""
        return [
            str(issue["diagnostics"])
            for issue in self.outcome["issue"]
            if code_of(issue, "urn:caveat:issue") == kind
        ]

    def headline(self, system: str) -> str:
        """Give a code of the first issue."""
        return code_of(self.outcome["issue"][0], f"urn:caveat:{system}")


def code_of(issue: Json, system: str) -> str:
    """Give the code that an issue of an outcome has in a system; empty where it has none."""
    codes = (each["code"] for each in issue["details"]["coding"] if each["system"] == system)
    return str(next(codes, ""))


def parameters_of(request: Request) -> Json:
    """Write a request as Parameters: its Bundle, its orders, and the types that were asked."""
    orders = [order_of(each, number) for number, each in enumerate(request.proposed, start=1)]
    return parameters(bundle_of(request), orders, sorted(asked_of(request)))


def parameters(
    bundle: Mapping[str, object],
    orders: Iterable[Mapping[str, object]] = (),
    asked: Iterable[str] = (),
    more: Iterable[Mapping[str, object]] = (),
) -> Json:
    """Write Parameters; ``more`` are parameters as they are."""
    parts: list[Mapping[str, object]] = [{"name": "patient", "resource": bundle}]
    parts.extend({"name": "proposed", "resource": order} for order in orders)
    parts.extend({"name": "asked", "valueCode": kind} for kind in asked)
    return {"resourceType": "Parameters", "parameter": [*parts, *more]}


def ask(base: str, document: object) -> Answer:
    """Post a document to the operation."""
    return post(f"{base}/fhir/$check", document, FHIR)


def told(answer: Answer) -> Told:
    """Read an answer that is one."""
    assert answer.status == 200, answer.body
    assert answer.headers["content-type"] == "application/fhir+json"
    bundle = cast("Json", answer.json)
    first, *others = [entry["resource"] for entry in bundle["entry"]]
    assert first["resourceType"] == "OperationOutcome"
    assert all(issue["resourceType"] == "DetectedIssue" for issue in others)
    return Told(first, others)


def refused(answer: Answer, status: int = 400) -> list[Json]:
    """Read an answer that says why there is none."""
    assert answer.status == status, answer.body
    assert answer.headers["content-type"] == "application/fhir+json"
    outcome = cast("Json", answer.json)
    assert outcome["resourceType"] == "OperationOutcome"
    issues = cast("list[Json]", outcome["issue"])
    assert issues
    assert all(issue["severity"] == "error" for issue in issues)
    return issues
