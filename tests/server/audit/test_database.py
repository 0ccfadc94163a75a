"""The decision log in PostgreSQL: only added to, by many at once, and verified like files."""

import subprocess
import sys
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url, text

from caveat.server.audit.database.engine import engine_for
from caveat.server.audit.database.revision import REVISIONS, VERSION_TABLE
from caveat.server.audit.database.table import METADATA
from caveat.server.audit.entries import Decision
from caveat.server.audit.journal import Journal
from caveat.server.audit.opening import open_log, open_reader
from caveat.server.audit.reading import records
from caveat.server.audit.verifying import Finding, verify
from caveat.source.errors import SettingsError
from tests.server.audit.examples import DECISION, EAGER, FEEDBACK, KEY, decision, until
from tests.server.audit.faults import ROOT

_PROCESSES = 3
_WRITER = """
import sys
from caveat.server.audit.opening import open_log
from tests.server.audit.examples import EAGER, KEY, decision
log = open_log(sys.argv[1], KEY, limits=EAGER)
number = 0
while number < int(sys.argv[3]):
    if log.record_and_wait(decision(number)):
        print(f"{sys.argv[2]} check-{number}", flush=True)
    number += 1
log.close_and_wait()
"""


@contextmanager
def opened(url: str, checkpoint_to: Path | None = None) -> Generator[Journal]:
    """Open a log in PostgreSQL, and close it."""
    log = open_log(url, KEY, checkpoint_to, EAGER)
    try:
        yield log
    finally:
        log.close_and_wait()


@contextmanager
def connected(url: str) -> Generator["psycopg.Connection[tuple[object, ...]]"]:
    """Connect beside the log."""
    with psycopg.connect(url) as connection:
        yield connection


@contextmanager
def unguarded(url: str) -> Generator["psycopg.Connection[tuple[object, ...]]"]:
    """Connect as one who owns the table, and has taken its guard away."""
    with connected(url) as connection:
        connection.execute("ALTER TABLE decision_log DISABLE TRIGGER ALL")
        yield connection


def findings(url: str, checkpoint_to: Path | None = None) -> list[str]:
    """Verify the log."""
    outcomes = verify(open_reader(url, checkpoint_to), KEY)
    return [f"{each.where}: {each.what}" for each in outcomes if isinstance(each, Finding)]


def ids(url: str) -> list[str]:
    """Give the ids of the decisions."""
    entries = (each.entry for each in records(open_reader(url)))
    return [entry.id for entry in entries if isinstance(entry, Decision)]


def write(url: str, count: int, checkpoint_to: Path | None = None) -> None:
    """Write so many decisions, and end well."""
    with opened(url, checkpoint_to) as log:
        assert all(log.record_and_wait(decision(number)) for number in range(count))


def test_what_is_recorded_is_read_again(url: str) -> None:
    with opened(url) as log:
        assert log.record_and_wait(DECISION)
        assert log.record_and_wait(FEEDBACK)
    _, *rest = records(open_reader(url))
    assert [each.entry for each in rest] == [DECISION, FEEDBACK]
    assert findings(url) == []


def test_the_migrations_make_the_table_that_is_used(url: str) -> None:
    write(url, 1)
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_commits_wait_for_the_disk_whatever_the_database_is_set_to(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        name = str(make_url(url).database)
        connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = off".encode())
    engine = engine_for(url)
    with engine.connect() as connection:
        assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == "on"
    engine.dispose()


def test_the_revisions_are_those_of_the_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", "caveat.server.audit.database:migrations")
    scripts = ScriptDirectory.from_config(config).walk_revisions()
    assert list(REVISIONS) == list(reversed([script.revision for script in scripts]))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE decision_log SET line = ''",
        "UPDATE decision_log SET line = '' WHERE false",
        "DELETE FROM decision_log",
        "TRUNCATE decision_log",
    ],
)
def test_the_table_refuses_whatever_is_no_addition(url: str, change: str) -> None:
    write(url, 1)
    with connected(url) as connection, pytest.raises(psycopg.errors.RaiseException) as caught:
        connection.execute(change.encode())
    assert "the decision log is only added to" in str(caught.value)
    assert ids(url) == ["check-0"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            "UPDATE decision_log SET line = overlay(line placing 'X' from 9) WHERE seq = 3",
            "edited",
        ),
        ("DELETE FROM decision_log WHERE seq = 3", "record 3 is missing before record 4"),
        ("DELETE FROM decision_log WHERE seq = 1", "record 1 is missing before record 2"),
        ("UPDATE decision_log SET seq = 9 WHERE seq = 3", "out of place: this is record 3"),
        ("INSERT INTO decision_log SELECT stream, 8, line FROM decision_log WHERE seq = 4", "out"),
        ("DELETE FROM decision_log WHERE seq >= 4", "records 4 to 6 are gone from the end"),
        ("DELETE FROM decision_log", "records 1 to 6 are gone from the end"),
    ],
)
def test_what_the_owner_of_the_table_changes_is_found(
    url: str, tmp_path: Path, change: str, told: str
) -> None:
    write(url, 5, tmp_path)
    assert findings(url, tmp_path) == []
    with unguarded(url) as connection:
        connection.execute(change.encode())
    assert any(told in each for each in findings(url, tmp_path))


def test_a_stream_that_is_gone_was_seen_by_one_that_began_later(url: str) -> None:
    write(url, 5)
    write(url, 1)
    with unguarded(url) as connection:
        connection.execute(
            "DELETE FROM decision_log WHERE stream IN"
            " (SELECT stream FROM decision_log GROUP BY stream HAVING count(*) = 6)"
        )
    (found,) = findings(url)
    assert "another stream saw its record 6, which is gone" in found


def test_processes_that_start_at_once_write_a_stream_each(url: str) -> None:
    processes = [_start(url, str(number), 50) for number in range(_PROCESSES)]
    said = [process.communicate()[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0] * _PROCESSES
    assert all(len(lines) == 100 for lines in said)
    assert sorted(ids(url)) == sorted(f"check-{n}" for n in range(50) for _ in range(_PROCESSES))
    assert len(open_reader(url).streams()) == _PROCESSES
    assert findings(url) == []


def test_a_process_that_is_killed_loses_nothing_that_it_acknowledged(url: str) -> None:
    process = _start(url, "0", 1_000_000)
    assert process.stdout
    lines = [process.stdout.readline() for _ in range(200)]
    process.kill()
    lines += process.stdout.readlines()
    process.communicate()
    acked = [line.split()[1] for line in lines if line.endswith("\n")]
    assert len(acked) >= 200
    assert set(acked) <= set(ids(url))
    assert findings(url) == []


def _start(url: str, name: str, count: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603  our own program
        (sys.executable, "-c", _WRITER, url, name, str(count)),
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def test_connections_that_the_server_ends_lose_nothing(url: str) -> None:
    with opened(url) as log:
        assert log.record_and_wait(decision(0))
        with connected(url) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'caveat decision log' AND datname = %s",
                [make_url(url).database],
            )
        log.record_and_wait(decision(1))
        until(lambda: not log.state.error and not log.state.waiting)
        assert log.record_and_wait(decision(2))
    assert ids(url) == ["check-0", "check-1", "check-2"]
    assert findings(url) == []


def test_while_the_table_cannot_be_written_entries_wait(url: str) -> None:
    with opened(url) as log:
        assert log.record_and_wait(decision(0))
        with connected(url) as other:
            other.execute("ALTER TABLE decision_log RENAME TO gone")
        assert not log.record_and_wait(decision(1))
        assert log.state.error == "PostgreSQL: ProgrammingError"
        with connected(url) as other:
            other.execute("ALTER TABLE gone RENAME TO decision_log")
        until(lambda: not log.state.error)
    assert ids(url) == ["check-0", "check-1"]
    assert findings(url) == []


def test_a_server_that_is_not_there_stops_nothing(tmp_path: Path) -> None:
    with opened(f"postgresql://caveat:s3cret@/decisions?host={tmp_path}") as log:
        until(lambda: bool(log.state.error))
        assert not log.record_and_wait(DECISION)
        assert "s3cret" not in log.state.error
        assert log.state.waiting == 1


def test_a_table_of_a_newer_caveat_is_left_alone(url: str) -> None:
    write(url, 1)
    with connected(url) as connection:
        connection.execute("UPDATE decision_log_revision SET version_num = '9999'")
    with opened(url) as log:
        until(lambda: "newer Caveat" in log.state.error)
        assert not log.record_and_wait(DECISION)
    assert ids(url) == ["check-0"]


def test_a_database_without_a_log_cannot_be_read(url: str) -> None:
    with pytest.raises(SettingsError, match="no decision log was ever kept"):
        open_reader(url)


def test_one_who_may_only_add_and_read_can_write_and_verify(url: str) -> None:
    write(url, 1)
    with connected(url) as connection:
        connection.execute(
            "DO $$ BEGIN CREATE ROLE adder LOGIN; EXCEPTION WHEN duplicate_object THEN END $$"
        )
        connection.execute("GRANT INSERT, SELECT ON decision_log TO adder")
        connection.execute("GRANT SELECT ON decision_log_revision TO adder")
    theirs = make_url(url).set(username="adder").render_as_string()
    write(theirs, 2)
    assert findings(theirs) == []
    assert sorted(ids(theirs)) == ["check-0", "check-0", "check-1"]


def test_threads_write_together_into_one_chain(url: str) -> None:
    with opened(url) as log, ThreadPoolExecutor(16) as threads:
        assert all(threads.map(log.record_and_wait, map(decision, range(200))))
    assert sorted(ids(url)) == sorted(f"check-{number}" for number in range(200))
    assert findings(url) == []
