"""Every case through every door: the expected alerts, and the same report."""

import json
from collections.abc import Iterator

import pytest
from google.protobuf.json_format import MessageToDict, Parse

from caveat.client import Client
from caveat.rules import Checker, Level, Report
from caveat.server.convert.messages import message_of_request
from caveat.server.convert.reports import message_of_report
from caveat.v1 import report_pb2
from tests.case_files import Case, read_cases
from tests.client.commands import caveat
from tests.server.running import running

CASES = [pytest.param(case, id=case.slug) for case in read_cases()]


@pytest.fixture(scope="module")
def client(checker: Checker) -> Iterator[Client]:
    """Open a client of a real service."""
    with running(checker) as address, Client(address, timeout=30) as client:
        yield client


def raised(report: Report) -> dict[str, Level]:
    """Give every rule that found something, in an alert of its own or folded under one."""
    folded = [rule for alert in report.alerts for rule in alert.folded]
    own = {alert.rule_id: alert.level for alert in report.alerts}
    return own | {rule.rule_id: rule.level for rule in folded}


@pytest.mark.parametrize("case", CASES)
def test_a_case_raises_what_it_must(case: Case, checker: Checker) -> None:
    report = checker.check(case.request)

    levels = {rule: level.word for rule, level in raised(report).items()}
    assert case.expected.alerts.items() <= levels.items()
    assert case.expected.outcome == report.outcome.value
    assert case.expected.level == (report.level.word if report.level else None)


@pytest.mark.parametrize("case", CASES)
def test_a_case_raises_nothing_that_it_must_not(case: Case, checker: Checker) -> None:
    found = raised(checker.check(case.request))

    assert found.keys().isdisjoint(case.expected.absent)
    bound = Level[case.expected.nothing_else_above.upper()]
    others = {rule for rule, level in found.items() if level > bound}
    assert others <= case.expected.alerts.keys()


@pytest.mark.parametrize("case", CASES)
def test_a_case_says_what_is_open(case: Case, checker: Checker) -> None:
    report = checker.check(case.request)

    assert case.expected.complete in {None, report.complete}
    assert {question.fact for question in report.open_questions}.issuperset(case.expected.questions)


@pytest.mark.usefixtures("unmeasured")
@pytest.mark.parametrize("case", CASES)
def test_a_case_has_one_report_through_every_door(
    case: Case, checker: Checker, client: Client
) -> None:
    expected = message_of_report(checker.check(case.request))

    assert expected == client.check(message_of_request(case.request))
    assert MessageToDict(expected) == MessageToDict(by_command_line(case))


def by_command_line(case: Case) -> report_pb2.Report:
    """Check a case as a person at a terminal does."""
    result = caveat("check", "-", "--format", "json", stdin=json.dumps(case.given))
    return Parse(result.stdout, report_pb2.Report())
