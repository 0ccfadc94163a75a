"""Doors without a place of their own for it say all the same what a site has changed."""

from typing import cast

import pytest
from msgspec import json

from caveat.rules import Checker, request_of
from caveat.server.audit.chain import Record
from caveat.server.knowledge import packs_of
from caveat.server.operation.outcome import outcome_of
from caveat.server.recording.comparing import Change, ChangeKind, compare
from caveat.server.recording.decided import of_report
from caveat.server.rxnav.checked import check_rxcuis
from caveat.server.rxnav.listing import Listing
from caveat.server.rxnav.notices import notices_of
from tests.rules.site_policies import built_in_with, change
from tests.server.audit.examples import DECISION

KETAMINE, PRAZOSIN = "6130", "8629"
HEART = "ketamine-heart-medicine"


@pytest.fixture(scope="module")
def site(checker: Checker, tmp_path_factory: pytest.TempPathFactory) -> Checker:
    """Silence one rule, and try another."""
    changes = (change(HEART, "silence"), change("ketamine-opioid", "shadow"))
    return built_in_with(checker, tmp_path_factory.mktemp("site") / "p.yaml", *changes)


def asked() -> dict[str, object]:
    return {"proposed": ["ketamine 40 mg IV"], "medications": ["prazosin 2 mg", "oxycodone 5 mg"]}


def test_an_operation_outcome_warns_of_what_is_silenced(site: Checker) -> None:
    outcome = outcome_of(site.check(request_of(asked())), {})

    issues = cast("list[dict[str, str]]", outcome["issue"])
    silenced = next(each for each in issues if "silenced by the policy" in each["diagnostics"])
    assert silenced["severity"] == "warning"
    assert silenced["diagnostics"].startswith(
        "Changed by this site: Ketamine with a heart medicine"
    )
    assert any(each["diagnostics"].startswith("Policy of st-mary, 2 rules") for each in issues)


def test_a_program_of_rxnav_is_not_told_that_there_is_nothing(site: Checker) -> None:
    rxcuis = (KETAMINE, PRAZOSIN)
    checked = check_rxcuis(rxcuis, site)

    notices = list(notices_of(Listing(rxcuis, ()), checked))
    (notice,) = (each for each in notices if each.text.startswith("CHANGED BY THIS SITE"))
    assert notice.rxcuis == rxcuis
    assert "(major, rule ketamine-heart-medicine): silenced by the policy of st-mary" in notice.text


def test_the_decision_log_tells_silenced_and_shadowed_rules_apart(
    site: Checker, checker: Checker
) -> None:
    before = of_report(checker.check(request_of(asked())))
    after = of_report(site.check(request_of(asked())))

    assert (after.silenced, after.shadowed) == ((HEART,), ("ketamine-opioid",))
    changes = compare(before, after)
    assert Change(ChangeKind.ALERT_GONE, HEART, "major", "silenced") in changes
    assert Change(ChangeKind.ALERT_GONE, "ketamine-opioid", "major", "shadowed") in changes


def test_records_of_before_there_were_policies_are_read() -> None:
    old = json.encode(Record(1, "", 0, "", DECISION, ""))
    for name in (b'"silenced":[],', b'"shadowed":[],'):
        assert name in old
        old = old.replace(name, b"")
    assert json.decode(old, type=Record).entry == DECISION


def test_packs_are_listed_with_the_policies_that_change_them(site: Checker) -> None:
    (policy,) = packs_of(site.book).policies
    assert list(policy.changed) == [HEART, "ketamine-opioid"]
