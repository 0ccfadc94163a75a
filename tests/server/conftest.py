"""One service for all tests of the server."""

from collections.abc import Iterator

import grpc
import pytest

from caveat.client import Client
from caveat.rules import Checker
from tests.server.running import running


@pytest.fixture(scope="session")
def address(checker: Checker) -> Iterator[str]:
    """Serve, and give the address."""
    with running(checker) as address:
        yield address


@pytest.fixture(scope="session")
def channel(address: str) -> Iterator[grpc.Channel]:
    """Open a plain channel."""
    options = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]
    with grpc.insecure_channel(address, options) as channel:
        yield channel


@pytest.fixture(scope="session")
def client(address: str) -> Iterator[Client]:
    """Open the client that users have."""
    with Client(address, timeout=30) as client:
        yield client
