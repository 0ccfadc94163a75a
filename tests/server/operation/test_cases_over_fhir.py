"""Every case as FHIR resources: the same alerts and questions as from the library."""

from collections.abc import Iterator
from datetime import date

import pytest

from caveat.rules import Checker, Report
from caveat.server.operation.routes import routes
from tests.case_files import Case, read_cases
from tests.server.http.serving import serving
from tests.server.operation.asking import Told, ask, code_of, parameters_of, told

TODAY = date(2026, 11, 23)

CASES = [pytest.param(case, id=case.slug) for case in read_cases()]


@pytest.fixture(scope="module")
def base(checker: Checker) -> Iterator[str]:
    with serving(routes(checker, today=lambda: TODAY)) as base:
        yield base


def alerts_of(report: Report) -> dict[str, str]:
    return {alert.id: alert.level.word for alert in report.alerts}


def alerts_told(answer: Told) -> dict[str, str]:
    return {issue["id"]: issue["extension"][0]["valueCode"] for issue in answer.issues}


def questions_of(report: Report) -> list[tuple[str, str]]:
    return [(question.fact, question.level.word) for question in report.open_questions]


def questions_told(answer: Told) -> list[tuple[str, str]]:
    return [
        (code_of(issue, "urn:caveat:fact"), code_of(issue, "urn:caveat:level"))
        for issue in answer.outcome["issue"]
        if code_of(issue, "urn:caveat:issue") == "open-question"
    ]


@pytest.mark.parametrize("case", CASES)
def test_a_case_has_the_same_alerts_over_fhir(case: Case, checker: Checker, base: str) -> None:
    report = checker.check(case.request)
    answer = told(ask(base, parameters_of(case.request)))

    assert alerts_of(report) == alerts_told(answer)
    assert (report.level.word if report.level else "") == answer.headline("level")
    assert report.outcome.value.replace(" ", "-") == answer.headline("outcome")
    assert questions_of(report) == questions_told(answer)
    assert len(report.unrecognised) == len(answer.said("unrecognised"))
