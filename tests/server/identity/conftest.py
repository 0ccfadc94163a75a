"""Callers of every role, in a file."""

from pathlib import Path

import pytest

from caveat.server.identity.caller import Role
from tests.server.identity.showing import entry, write_callers


@pytest.fixture(scope="module")
def callers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("identity") / "callers.yaml"
    certificates = "  - {name: caveat-test-client, roles: [check]}\n"
    listed = [entry(role.value, role.value) for role in Role]
    return write_callers(path, *listed, entry("none"), certificates=certificates)
