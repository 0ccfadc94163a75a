"""What of a check stands in the log."""

import pytest

from caveat.rules import Checker, request_of
from caveat.rules.intake import check_request
from caveat.server.audit.entries import FoundRule, OpenFact
from caveat.server.recording.decided import Decided, of_checked, of_report
from tests.case_files import Case, read_cases


def decided(checker: Checker, **lists: object) -> Decided:
    return of_report(checker.check(request_of(lists)))


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case.slug)
def test_a_report_and_what_it_was_written_from_say_the_same(checker: Checker, case: Case) -> None:
    check_request(case.request)
    engine = checker.engine
    checked = engine.decide(engine.recogniser.read(case.request))

    expected = of_report(checker.check(case.request))

    assert expected == of_checked(checked, engine.book.rules_digest)


def test_alerts_folded_and_withheld_rules_are_named(checker: Checker) -> None:
    found = decided(
        checker,
        proposed=["ketamine 40 mg IV"],
        medications=["prazosin 2 mg", "timolol 0.5% eye drops"],
    )

    assert FoundRule("ketamine-heart-medicine", "major") in found.alerts
    assert (found.level, found.outcome, found.complete) == ("major", "alerts", False)
    assert "heart-medicine-in-another-role" not in {rule.rule_id for rule in found.alerts}
    assert found.rules_digest == checker.book.rules_digest


def test_a_fact_is_named_once_with_the_worst_that_it_could_lead_to(checker: Checker) -> None:
    found = decided(checker, proposed=["ketamine"], medications=["xyzzyprin", "plughex"])

    facts = [fact for fact, _ in found.open_facts]
    assert len(facts) == len(set(facts))
    assert OpenFact("allergies", "contraindicated") in found.open_facts


def test_what_was_not_read_is_named_by_its_place_alone(checker: Checker) -> None:
    found = decided(checker, medications=["prazosin", "xyzzyprin"], allergies=["plughex"])

    assert found.unrecognised == ("medications[1]", "allergies[0]")
    assert "xyzzyprin" not in str(found)
