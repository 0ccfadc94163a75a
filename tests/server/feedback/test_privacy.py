"""What goes wrong is told without what was written."""

import logging
import traceback
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from caveat.server.feedback.store import FeedbackStore, UnknownCardError
from caveat.source.errors import UnavailableError
from tests.server.feedback.examples import NOON, OVERRIDDEN, SERVICE, SHOWN, opened
from tests.server.feedback.test_opening import connected

PRIVATE = "Zebedee"
TOLD = replace(OVERRIDDEN, comment=PRIVATE, user=PRIVATE, location=PRIVATE)

_STRICTER = """
CREATE TABLE feedback (
    card TEXT, service TEXT, outcome TEXT, reason_code TEXT, reason_system TEXT, comment TEXT,
    accepted_suggestions TEXT, "user" TEXT, location TEXT, at TIMESTAMP, received_at TIMESTAMP,
    rule_id TEXT, pack_id TEXT, pack_version TEXT, level TEXT, id SERIAL,
    CHECK (comment = 'none')
)
"""


@pytest.fixture(autouse=True)
def everything_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Log all that is ever logged."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, logger="sqlalchemy")


def test_no_log_line_carries_what_is_written(url: str, caplog: pytest.LogCaptureFixture) -> None:
    with opened(url) as store:
        store.shown([replace(SHOWN, user=PRIVATE)])
        store.answered(SERVICE, [TOLD])
        assert next(store.export()).comment == PRIVATE
    assert "INSERT INTO feedback" in caplog.text
    assert PRIVATE not in caplog.text


def test_a_database_that_refuses_a_row_is_unavailable_and_quotes_nothing(
    url: str, store: FeedbackStore, caplog: pytest.LogCaptureFixture
) -> None:
    store.shown([SHOWN])
    with connected(url) as connection:
        connection.execute(text("DROP TABLE feedback"))
        connection.execute(text(_STRICTER))
    with pytest.raises(UnavailableError) as caught:
        store.answered(SERVICE, [TOLD])
    assert "IntegrityError" in str(caught.value)
    assert PRIVATE not in "".join(traceback.format_exception(caught.value))
    assert PRIVATE not in caplog.text


def test_a_time_without_a_zone_is_a_mistake_of_ours_and_quotes_nothing(
    store: FeedbackStore,
) -> None:
    store.shown([SHOWN])
    with pytest.raises(StatementError, match="a time needs a zone") as caught:
        store.answered(SERVICE, [replace(TOLD, at=NOON.replace(tzinfo=None))])
    assert PRIVATE not in "".join(traceback.format_exception(caught.value))
    assert list(store.export()) == []


def test_unknown_cards_quote_nothing(store: FeedbackStore) -> None:
    with pytest.raises(UnknownCardError) as caught:
        store.answered(SERVICE, [TOLD])
    assert PRIVATE not in "".join(traceback.format_exception(caught.value))
