"""One JSON door for all of its tests."""

from collections.abc import Iterator

import pytest

from caveat.rules import Checker
from caveat.server.rest.routes import routes
from tests.server.http.serving import serving


@pytest.fixture(scope="session")
def url(checker: Checker) -> Iterator[str]:
    """Serve, and give the address."""
    with serving(routes(checker)) as url:
        yield url
