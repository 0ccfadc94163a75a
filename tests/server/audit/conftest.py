"""A PostgreSQL for the tests of the decision log, and a database of its own for every test."""

from collections.abc import Generator
from itertools import count

import psycopg
import pytest
from sqlalchemy import URL

from tests.server.feedback.postgres import running

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def postgresql() -> Generator[URL]:
    """Start PostgreSQL."""
    with running() as url:
        yield url


@pytest.fixture
def url(postgresql: URL) -> str:
    """Make an empty database, and give its URL."""
    name = f"decisions_{next(_NUMBERS)}"
    with psycopg.connect(postgresql.render_as_string(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return postgresql.set(database=name).render_as_string()
