"""What holds for every patient under every policy of a site."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caveat.rules import Checker, Report, Request, built_in_packs
from caveat.rules.cache import KeptPacks
from caveat.rules.opening import load_kept
from caveat.rules.report import Finding
from tests.rules.drawn_policies import policies
from tests.rules.site_policies import END, TODAY, Calendar
from tests.strategies import requests

EXAMPLES = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def kept(checker: Checker) -> KeptPacks:
    return load_kept(built_in_packs(), checker.book.vocabulary)


@pytest.fixture(scope="module")
def plain(kept: KeptPacks, checker: Checker) -> Checker:
    """Give a checker without any policy."""
    return changed(kept, checker)


def changed(kept: KeptPacks, checker: Checker, calendar: Calendar | None = None) -> Checker:
    """Give a checker by the calendar, which has read what the other one has."""
    days = calendar or Calendar()
    fresh = Checker.of_kept(kept, built_in_packs(), checker.book.vocabulary, days.today)
    return Checker(fresh.book, checker.recogniser.entries, days.today)


def alerting(report: Report) -> Iterator[Finding]:
    for alert in report.alerts:
        yield from alert.findings
        yield from (finding for folded in alert.folded for finding in folded.findings)


@pytest.mark.usefixtures("unmeasured")
@EXAMPLES
@given(data=st.data(), request=requests)
def test_every_finding_of_the_unchanged_book_is_an_alert_folded_or_suppressed_with_a_reason(
    kept: KeptPacks, plain: Checker, data: st.DataObject, request: Request
) -> None:
    policy = data.draw(policies(plain.book))
    before = plain.check(request)
    after = changed(replace(kept, policies=(policy,)), plain).check(request)

    found = {*alerting(before), *(each.finding for each in before.suppressed)}
    said = {each.finding: each for each in after.suppressed if each.change and each.why}
    assert found == {*alerting(after), *(each.finding for each in after.suppressed)}
    assert {*alerting(before)} <= {*alerting(after), *said}
    touched = {entry.rule_id for entry in policy.entries}
    assert {each for each in found if each.rule_id not in touched} >= {*alerting(after)} - {*said}


@pytest.mark.usefixtures("unmeasured")
@EXAMPLES
@given(data=st.data(), request=requests)
def test_no_alert_is_less_grave_than_its_pack_has_it_unless_the_policy_says_so(
    kept: KeptPacks, plain: Checker, data: st.DataObject, request: Request
) -> None:
    policy = data.draw(policies(plain.book))
    after = changed(replace(kept, policies=(policy,)), plain).check(request)

    for alert in after.alerts:
        own = plain.book.rules[alert.rule_id].level
        assert (alert.level is own) is (alert.change is None)
        assert all(folded.level <= alert.level for folded in alert.folded)


@pytest.mark.usefixtures("unmeasured")
@EXAMPLES
@given(data=st.data(), request=requests)
def test_without_a_policy_and_after_it_expired_nothing_is_changed(
    kept: KeptPacks, plain: Checker, checker: Checker, data: st.DataObject, request: Request
) -> None:
    policy = data.draw(policies(plain.book))
    calendar = Calendar(TODAY)
    expiring = changed(replace(kept, policies=(policy,)), plain, calendar)
    loaded = Checker(checker.book, checker.recogniser.entries, calendar.today)

    assert plain.check(request) == loaded.check(request)
    calendar.day = END
    assert replace(expiring.check(request), policies=()) == loaded.check(request)
