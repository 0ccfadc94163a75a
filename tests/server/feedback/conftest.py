"""A database of its own for every test, of each kind."""

from collections.abc import Generator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL

from caveat.server.feedback.store import FeedbackStore
from tests.server.feedback.examples import opened
from tests.server.feedback.postgres import running

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def postgresql() -> Generator[URL]:
    """Start PostgreSQL."""
    with running() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'feedback.sqlite'}"
    server: URL = request.getfixturevalue("postgresql")
    return new_database(server)


@pytest.fixture
def store(url: str) -> Generator[FeedbackStore]:
    """Open a store in an empty database."""
    with opened(url) as store:
        yield store


def new_database(server: URL) -> str:
    """Make an empty database on the server, and give its URL."""
    name = f"feedback_{next(_NUMBERS)}"
    with psycopg.connect(server.render_as_string(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return server.set(database=name).render_as_string()
