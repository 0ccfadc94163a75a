"""Several at once: processes that start, threads that write."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psycopg
from sqlalchemy import URL, make_url

from caveat.server.feedback.store import FeedbackStore
from tests.server.feedback.conftest import new_database
from tests.server.feedback.examples import ACCEPTED, DAY, NOON, SERVICE, SHOWN, opened

_ROOT = Path(__file__).parents[3]
_PROCESSES = 4
_OPEN = """
import sys
from dataclasses import replace
from tests.server.feedback.examples import SHOWN, opened
import alembic.command
print("ready", flush=True)
sys.stdin.readline()
with opened(sys.argv[1]) as store:
    store.shown([replace(SHOWN, card=sys.argv[2])])
"""


def test_processes_that_start_at_once_make_the_tables_together(url: str) -> None:
    processes = [
        subprocess.Popen(  # noqa: S603  our own program
            (sys.executable, "-c", _OPEN, url, f"card-{number}"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=_ROOT,
        )
        for number in range(_PROCESSES)
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [process.communicate()[1] for process in processes] == [""] * _PROCESSES
    with opened(url) as store:
        cards = store.cards_shown(SHOWN.session, NOON)
    assert {f"card-{number}" for number in range(_PROCESSES)} == cards


def test_threads_lose_none_of_what_they_write(store: FeedbackStore) -> None:
    def work(card: str) -> int:
        store.shown([replace(SHOWN, card=card)])
        store.answered(SERVICE, [replace(ACCEPTED, card=card)])
        return len(store.cards_shown(SHOWN.session, NOON))

    cards = [f"card-{number}" for number in range(100)]
    with ThreadPoolExecutor(16) as threads:
        seen = list(threads.map(work, cards))
    assert max(seen) == 100
    assert set(cards) == {row.card for row in store.export()}


def test_the_same_answers_sent_at_once_are_kept_once(store: FeedbackStore) -> None:
    cards = [f"card-{number}" for number in range(20)]
    answers = [replace(ACCEPTED, card=card) for card in cards]
    store.shown([replace(SHOWN, card=card) for card in cards])
    with ThreadPoolExecutor(8) as threads:
        sent = [threads.submit(store.answered, SERVICE, answers) for _ in range(16)]
    assert [each.result() for each in sent] == [None] * 16
    assert sorted(cards) == sorted(row.card for row in store.export())


def test_showings_are_removed_while_others_are_written(store: FeedbackStore) -> None:
    def write(number: int) -> None:
        store.shown([replace(SHOWN, card=f"{number}", shown_at=NOON + DAY)])

    store.shown([SHOWN] * 50)
    with ThreadPoolExecutor(8) as threads:
        written = threads.map(write, range(50))
        removed = [threads.submit(store.prune, NOON + DAY) for _ in range(10)]
    assert sum(each.result() for each in removed) == 50
    assert len(list(written)) == 50
    assert len(store.cards_shown(SHOWN.session, NOON)) == 50


def test_connections_that_the_server_ended_are_replaced(postgresql: URL) -> None:
    url = new_database(postgresql)
    with opened(url) as store:
        store.shown([SHOWN])
        with psycopg.connect(postgresql.render_as_string()) as other:
            name = make_url(url).database
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )
        assert store.cards_shown(SHOWN.session, NOON) == {SHOWN.card}
