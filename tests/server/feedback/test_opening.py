"""Opening: the tables are made once, and what cannot be opened is said to the operator."""

import os
import shutil
import sqlite3
import stat
import sys
import tempfile
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

from caveat.server.feedback.place import VARIABLE, default_url
from caveat.server.feedback.revision import REVISIONS, VERSION_TABLE
from caveat.server.feedback.store import FeedbackStore
from caveat.server.feedback.tables import METADATA
from caveat.source.errors import SettingsError
from tests.server.feedback.examples import ACCEPTED, SERVICE, SHOWN, opened

_NOBODY = 65534


@contextmanager
def connected(url: str) -> Generator[Connection]:
    """Connect beside the store."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        yield connection
    engine.dispose()


@contextmanager
def without_privilege() -> Generator[None]:
    """Be somebody whom file modes bind."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def public() -> Generator[Path]:
    """Make a folder that anybody can look into."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def refusal(url: str, *, create: bool = True) -> str:
    """Give the words with which a URL is refused."""
    with pytest.raises(SettingsError) as caught, closing(FeedbackStore.open(url, create=create)):
        pass
    return str(caught.value)


def test_the_migrations_make_the_tables_that_the_store_uses(url: str) -> None:
    with opened(url), connected(url) as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, METADATA) == []


def test_the_revisions_are_those_of_the_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", "caveat.server.feedback:migrations")
    scripts = ScriptDirectory.from_config(config).walk_revisions()
    assert list(REVISIONS) == list(reversed([script.revision for script in scripts]))


def test_opening_again_leaves_what_is_kept(url: str) -> None:
    with opened(url) as store:
        store.shown([SHOWN])
        store.answered(SERVICE, [ACCEPTED])
        kept = list(store.export())
    with opened(url) as store:
        assert kept == list(store.export())


def test_what_a_newer_caveat_wrote_is_refused_and_left_alone(url: str) -> None:
    with opened(url) as store:
        store.shown([SHOWN])
    with connected(url) as connection:
        connection.execute(text("UPDATE feedback_revision SET version_num = '9999'"))
    assert "written by a newer Caveat" in refusal(url)
    with connected(url) as connection:
        assert connection.execute(text("SELECT count(*) FROM shown")).scalar_one() == 1


def test_tables_of_somebody_else_are_refused_and_left_alone(url: str) -> None:
    with connected(url) as connection:
        connection.execute(text("CREATE TABLE feedback (mine INTEGER)"))
    assert "already exists" in refusal(url)
    with connected(url) as connection:
        columns = connection.execute(text("SELECT * FROM feedback")).keys()
        assert list(columns) == ["mine"]
        tables = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert tables.get_current_heads() == ()


def test_an_empty_database_is_not_made_a_store_by_one_who_only_reads(url: str) -> None:
    with connected(url):
        pass
    assert "no feedback was ever kept" in refusal(url, create=False)


def test_a_file_that_is_not_there_is_not_made_by_one_who_only_reads(tmp_path: Path) -> None:
    path = tmp_path / "feedback.sqlite"
    assert f"no feedback was ever kept in {path}" == refusal(f"sqlite:///{path}", create=False)
    assert not path.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "feedback.sqlite"
    with opened(f"sqlite:///{path}") as store:
        store.shown([SHOWN])
        modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
    assert {path.name: 0o600, f"{path.name}-wal": 0o600, f"{path.name}-shm": 0o600} == modes


def test_the_file_is_written_ahead(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'feedback.sqlite'}"
    with opened(url), connected(url) as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"


def test_opening_waits_for_one_who_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "feedback.sqlite"
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("CREATE TABLE notes (note)")
        writer.execute("BEGIN IMMEDIATE")

        def end_instead_of_sleeping(seconds: float) -> None:
            writer.rollback()

        monkeypatch.setattr("time.sleep", end_instead_of_sleeping)
        with opened(f"sqlite:///{path}") as store:
            assert store.summary() == ()


def test_a_directory_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    assert f"feedback cannot be kept in {tmp_path}: it is no file" == refusal(
        f"sqlite:///{tmp_path}"
    )


def test_a_file_in_place_of_the_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "feedback cannot be kept in" in refusal(f"sqlite:///{tmp_path / 'file' / 'feedback'}")


def test_a_file_of_another_kind_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("some notes " * 100)
    assert "file is not a database" in refusal(f"sqlite:///{path}")
    assert path.read_text() == "some notes " * 100


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_a_file_that_may_only_be_read_is_refused(public: Path) -> None:
    path = public / "feedback.sqlite"
    with opened(f"sqlite:///{path}"):
        pass
    path.chmod(0o444)
    with without_privilege():
        assert "it may not be written" in refusal(f"sqlite:///{path}")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_a_folder_that_may_only_be_read_is_refused(public: Path) -> None:
    public.chmod(0o555)
    with without_privilege():
        assert "Permission denied" in refusal(f"sqlite:///{public / 'feedback.sqlite'}")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://u:s3cret@host/db", "begin with sqlite: or postgresql:"),
        ("postgresql+asyncpg://u:s3cret@host/db", "begin with sqlite: or postgresql:"),
        ("s3cret", "cannot be read"),
        ("postgresql://u:s3cret", "cannot be read"),
        ("postgresql://u:x@s3cret@host/db", "@ in a password as %40"),
        ("sqlite://", "name a file"),
        ("sqlite:///:memory:", "name a file"),
        ("sqlite:///file:s3cret?mode=memory&uri=true", "name a file"),
        ("postgresql://u:s3cret@127.0.0.1:1/db", "cannot be opened"),
        ("postgresql://u@127.0.0.1:1/db?password=s3cret", "cannot be opened"),
        ("postgresql+psycopg://u:s3cret@127.0.0.1:1/db", "cannot be opened"),
    ],
)
def test_a_url_of_no_use_is_refused_without_its_password(url: str, words: str) -> None:
    told = refusal(url)
    assert words in told
    assert "s3cret" not in told


def test_postgresql_without_psycopg_is_refused_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert "pip install 'caveat[postgresql]'" in refusal("postgresql://u:s3cret@host/db")


def test_feedback_is_kept_in_the_data_folder_unless_the_environment_says_where(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.delenv(VARIABLE, raising=False)
    assert f"sqlite:///{tmp_path / 'caveat' / 'feedback.sqlite'}" == default_url()
    monkeypatch.setenv(VARIABLE, "postgresql://somewhere/else")
    assert default_url() == "postgresql://somewhere/else"
