"""How each rule is received."""

from dataclasses import replace
from datetime import timedelta

from caveat.server.feedback.records import Reception, RuleVersion
from caveat.server.feedback.store import FeedbackStore
from tests.server.feedback.examples import ACCEPTED, DAY, NOON, OVERRIDDEN, SERVICE, SHOWN

RULE = RuleVersion("ketamine-opioid", "ketamine-depression", "1.0.0")


def test_showings_and_answers_are_counted_by_rule_and_version(store: FeedbackStore) -> None:
    store.shown([SHOWN, SHOWN, replace(SHOWN, card="newer", pack_version="1.1.0")])
    store.shown([replace(SHOWN, card="other", rule_id="a-rule")])
    store.answered(SERVICE, [ACCEPTED, OVERRIDDEN, replace(OVERRIDDEN, card="newer")])
    expected = (
        Reception(replace(RULE, rule_id="a-rule"), 1, 0, 0, "", 0),
        Reception(RULE, 2, 1, 1, "patient-preference", 1),
        Reception(replace(RULE, pack_version="1.1.0"), 1, 0, 1, "patient-preference", 1),
    )
    assert expected == store.summary()


def test_the_reason_is_the_one_that_overrides_state_most_often(store: FeedbackStore) -> None:
    reasons = ["", "", "", "seldom", "often", "often"]
    agreed = replace(ACCEPTED, reason_code="seldom")
    store.shown([SHOWN])
    store.answered(SERVICE, [agreed, replace(agreed, at=NOON)])
    store.answered(
        SERVICE,
        [
            replace(OVERRIDDEN, reason_code=reason, at=NOON + timedelta(minutes=minute))
            for minute, reason in enumerate(reasons)
        ],
    )
    assert (Reception(RULE, 1, 2, 6, "often", 2),) == store.summary()


def test_a_rule_stays_with_its_answers_when_its_showings_are_removed(store: FeedbackStore) -> None:
    store.shown([SHOWN])
    store.answered(SERVICE, [ACCEPTED])
    store.prune(NOON + DAY)
    assert (Reception(RULE, 0, 1, 0, "", 0),) == store.summary()


def test_an_empty_store_has_no_rules(store: FeedbackStore) -> None:
    assert store.summary() == ()
