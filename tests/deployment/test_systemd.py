"""The unit starts what there is, and shuts it in."""

import shlex

import pytest

from caveat.client.cli.serve import serve
from tests.deployment.locked import ROOT

TEXT = (ROOT / "deploy" / "systemd" / "caveat.service").read_text(encoding="utf-8")
LINES = [
    line.partition("=")
    for line in TEXT.replace("\\\n", " ").splitlines()
    if "=" in line and not line.startswith("#")
]


def values(name: str) -> list[str]:
    return [value for key, _, value in LINES if key == name]


def test_the_command_line_knows_every_option() -> None:
    program, command, *arguments = shlex.split(values("ExecStart")[0])
    known = {name for each in serve.params for name in (*each.opts, *each.secondary_opts)}
    assert (program, command) == ("/opt/caveat/bin/caveat", "serve")
    assert {each for each in arguments if each.startswith("--")} <= known


def test_every_credential_that_is_used_is_loaded() -> None:
    loaded = {value.partition(":")[0] for value in values("LoadCredential")}
    arguments = shlex.split(values("ExecStart")[0])
    assert loaded == {each.removeprefix("%d/") for each in arguments if each.startswith("%d/")}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DynamicUser", "yes"),
        ("CapabilityBoundingSet", ""),
        ("NoNewPrivileges", "yes"),
        ("ProtectSystem", "strict"),
        ("ProtectHome", "yes"),
        ("PrivateTmp", "yes"),
        ("PrivateDevices", "yes"),
        ("RestrictNamespaces", "yes"),
        ("MemoryDenyWriteExecute", "yes"),
        ("SystemCallArchitectures", "native"),
    ],
)
def test_the_service_is_shut_in(name: str, value: str) -> None:
    assert values(name) == [value]


def test_calls_in_flight_have_time_to_end() -> None:
    arguments = shlex.split(values("ExecStart")[0])
    drain = int(arguments[arguments.index("--drain") + 1])
    assert int(values("TimeoutStopSec")[0]) >= drain + 5
