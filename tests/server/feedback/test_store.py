"""What is kept of showings and answers, the same in both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from caveat.server.feedback.store import FeedbackStore, Row, UnknownCardError
from tests.server.feedback.examples import (
    ACCEPTED,
    DAY,
    HOUR,
    NOON,
    OVERRIDDEN,
    SERVICE,
    SHOWN,
    opened,
)

MANILA = timezone(timedelta(hours=8))


def test_an_answer_is_kept_under_the_rule_and_its_version(store: FeedbackStore) -> None:
    store.shown([SHOWN])
    store.answered(SERVICE, [OVERRIDDEN])
    expected = Row(
        rule_id="ketamine-opioid",
        pack_id="ketamine-depression",
        pack_version="1.0.0",
        level="major",
        outcome="overridden",
        reason_code="patient-preference",
        reason_system="urn:example:reasons",
        comment="Discussed; she wants to go on.",
        accepted_suggestions=(),
        user="Practitioner/8",
        at=NOON + HOUR,
        location="Ward 4",
        received_at=NOON + DAY,
        service=SERVICE,
        card="card-1",
    )
    assert [expected] == list(store.export())


def test_who_and_where_come_from_the_last_showing_if_the_answer_leaves_them_open(
    store: FeedbackStore,
) -> None:
    store.shown([SHOWN])
    store.shown([replace(SHOWN, user="Practitioner/9", location="Ward 5", pack_version="1.1.0")])
    store.answered(SERVICE, [ACCEPTED])
    (row,) = store.export()
    assert (row.user, row.location) == ("Practitioner/9", "Ward 5")
    assert row.pack_version == "1.1.0"


def test_accepted_suggestions_come_back_in_their_order(store: FeedbackStore) -> None:
    store.shown([SHOWN])
    store.answered(SERVICE, [ACCEPTED])
    (row,) = store.export()
    assert row.accepted_suggestions == ("suggestion-1", "suggestion-2")


def test_the_cards_of_a_session_are_those_shown_since(store: FeedbackStore) -> None:
    store.shown(
        [
            replace(SHOWN, card="early", shown_at=NOON - HOUR),
            replace(SHOWN, card="at noon"),
            replace(SHOWN, card="late", shown_at=NOON + HOUR),
            replace(SHOWN, card="other", session="another session"),
        ]
    )
    assert {"at noon", "late"} == store.cards_shown(SHOWN.session, NOON)


def test_nothing_shown_and_nothing_answered_writes_nothing(store: FeedbackStore) -> None:
    store.shown([])
    store.answered(SERVICE, [])
    assert frozenset() == store.cards_shown(SHOWN.session, NOON)
    assert list(store.export()) == []


def test_a_card_that_was_never_shown_keeps_every_answer_out(store: FeedbackStore) -> None:
    store.shown([SHOWN])
    unknown = replace(ACCEPTED, card="card-2")
    with pytest.raises(UnknownCardError) as caught:
        store.answered(SERVICE, [ACCEPTED, unknown, unknown])
    assert caught.value.cards == ("card-2",)
    assert "card-2" not in str(caught.value)
    assert list(store.export()) == []


def test_a_card_of_another_service_is_unknown(store: FeedbackStore) -> None:
    store.shown([SHOWN])
    with pytest.raises(UnknownCardError):
        store.answered("another-service", [ACCEPTED])


def test_the_same_answer_sent_again_is_kept_once(url: str) -> None:
    with opened(url) as store:
        store.shown([SHOWN])
        store.answered(SERVICE, [OVERRIDDEN, OVERRIDDEN])
    again = replace(OVERRIDDEN, at=OVERRIDDEN.at.astimezone(MANILA), comment="changed")
    with opened(url, now=NOON + 2 * DAY) as store:
        store.answered(SERVICE, [again])
        (row,) = store.export()
    assert (OVERRIDDEN.comment, NOON + DAY) == (row.comment, row.received_at)


def test_another_outcome_and_another_time_are_other_answers(store: FeedbackStore) -> None:
    store.shown([SHOWN])
    later = replace(OVERRIDDEN, at=OVERRIDDEN.at + HOUR)
    store.answered(SERVICE, [ACCEPTED, OVERRIDDEN, later])
    assert [row.outcome for row in store.export()] == ["accepted", "overridden", "overridden"]


def test_more_cards_than_a_statement_holds_are_answered_at_once(store: FeedbackStore) -> None:
    cards = [f"card-{number}" for number in range(1_201)]
    store.shown([replace(SHOWN, card=card) for card in cards])
    store.answered(SERVICE, [replace(ACCEPTED, card=card) for card in cards])
    assert cards == [row.card for row in store.export()]


def test_times_come_back_in_utc_whatever_zone_they_were_told_in(store: FeedbackStore) -> None:
    told = datetime(2026, 3, 1, 21, 30, 15, 123456, tzinfo=MANILA)
    store.shown([SHOWN])
    store.answered(SERVICE, [replace(ACCEPTED, at=told)])
    (row,) = store.export()
    assert datetime(2026, 3, 1, 13, 30, 15, 123456, tzinfo=UTC) == row.at
    assert (row.at.tzinfo, row.received_at.tzinfo) == (UTC, UTC)


def test_a_bound_in_another_zone_is_the_same_moment(store: FeedbackStore) -> None:
    store.shown([SHOWN])
    assert {"card-1"} == store.cards_shown(SHOWN.session, NOON.astimezone(MANILA))
    after = NOON.astimezone(MANILA) + timedelta(microseconds=1)
    assert frozenset() == store.cards_shown(SHOWN.session, after)


def test_an_export_begins_with_what_was_received_since(url: str) -> None:
    with opened(url, now=NOON) as store:
        store.shown([SHOWN])
        store.answered(SERVICE, [ACCEPTED])
    with opened(url, now=NOON + DAY) as store:
        store.answered(SERVICE, [OVERRIDDEN])
        assert [row.outcome for row in store.export(NOON + DAY)] == ["overridden"]
        assert [row.outcome for row in store.export(NOON)] == ["accepted", "overridden"]


def test_an_export_goes_on_while_answers_arrive(store: FeedbackStore) -> None:
    answers = [replace(ACCEPTED, at=NOON + timedelta(seconds=each)) for each in range(1_501)]
    store.shown([SHOWN])
    store.answered(SERVICE, answers)
    rows = store.export()
    first = next(rows)
    store.answered(SERVICE, [OVERRIDDEN])
    times = [answer.at for answer in answers]
    assert times == [first.at, *(row.at for row in rows)]


def test_an_export_that_is_given_up_leaves_nothing_open(store: FeedbackStore) -> None:
    store.shown([SHOWN])
    store.answered(SERVICE, [ACCEPTED, OVERRIDDEN])
    for _ in range(30):  # more than there are connections
        rows = store.export()
        assert next(rows).outcome == "accepted"
        del rows


def test_pruning_removes_old_showings_and_no_answer(store: FeedbackStore) -> None:
    store.shown([replace(SHOWN, shown_at=NOON - HOUR), replace(SHOWN, card="card-2")])
    store.answered(SERVICE, [OVERRIDDEN])
    before = list(store.export())
    assert store.prune(NOON) == 1
    assert before == list(store.export())
    assert {"card-2"} == store.cards_shown(SHOWN.session, NOON - DAY)


@pytest.mark.parametrize("comment", ["a\0b", "a\ud800b"])
def test_what_no_database_can_keep_does_not_keep_the_answer_out(
    store: FeedbackStore, comment: str
) -> None:
    store.shown([SHOWN])
    store.answered(SERVICE, [replace(OVERRIDDEN, comment=comment)])
    (row,) = store.export()
    assert row.comment == "a?b"


@pytest.mark.parametrize("comment", ["'; DROP TABLE feedback; --", "ओंकार 😀", "%s :x ? \\"])
def test_a_comment_comes_back_as_it_was_written(store: FeedbackStore, comment: str) -> None:
    store.shown([SHOWN])
    store.answered(SERVICE, [replace(OVERRIDDEN, comment=comment)])
    (row,) = store.export()
    assert comment == row.comment
