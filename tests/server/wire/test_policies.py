"""The short way says what the ordinary way says of what a site has changed, on every day."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn

from caveat.rules import Checker, Request
from caveat.server.convert.messages import message_of_request
from caveat.server.recording.decided import of_checked, of_report
from caveat.server.wire.answers import Answers, report_on
from caveat.v1.report_pb2 import Report
from caveat.wire.v1 import envelope_pb2
from tests.rules.site_policies import END, Calendar, built_in_with, change
from tests.strategies import requests

CHANGES = (
    change("ketamine-psychosis", "silence"),
    change("ketamine-heart-medicine", "lower", "minor"),
    change("heart-medicine-in-another-role", "raise", "major"),
    change("ketamine-opioid", "shadow"),
    change("ketamine-under-age", "lower", "info"),
)
EXAMPLES = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def changed(checker: Checker, tmp_path_factory: pytest.TempPathFactory) -> Checker:
    known = [each for each in CHANGES if rule_of(each) in checker.book.rules]
    assert len(known) >= 4
    return built_in_with(checker, tmp_path_factory.mktemp("site") / "p.yaml", *known)


def rule_of(text: str) -> str:
    return text.split("\n", 1)[0].removeprefix("  - rule: ")


def short(answers: Answers, request: Request) -> tuple[Report, object]:
    raw = message_of_request(request).SerializeToString()
    answer = answers.answer(envelope_pb2.CheckRequest.FromString(raw))
    return Report.FromString(answer.report), answer.decided()


@pytest.mark.usefixtures("unmeasured")
@EXAMPLES
@drawn(request=requests)
def test_what_a_site_has_changed_is_written_alike(changed: Checker, request: Request) -> None:
    report, decided = short(Answers(changed), request)

    assert report == report_on(message_of_request(request), changed)
    assert decided == of_report(changed.check(request))
    engine = changed.engine
    checked = engine.decide(engine.recogniser.read(request))
    assert decided == of_checked(checked, engine.book.rules_digest)


def test_answers_know_that_the_rules_of_the_day_are_others(
    checker: Checker, tmp_path: Path
) -> None:
    calendar = Calendar()
    site = built_in_with(checker, tmp_path / "p.yaml", *CHANGES[:1], today=calendar.today)
    answers = Answers(site)

    assert answers.is_current
    calendar.day = END
    assert not answers.is_current
    following = answers.following()
    assert following.is_current
    assert following.memory.medication is answers.memory.medication
