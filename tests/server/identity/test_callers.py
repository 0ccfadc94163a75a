"""The file in which an operator lists callers."""

from datetime import UTC, datetime
from math import inf
from pathlib import Path

import pytest

from caveat.server.identity.api_keys import digest_of, entry_of, find_key, new_key
from caveat.server.identity.caller import Caller, Role
from caveat.server.identity.callers import read_callers
from caveat.source.errors import SettingsError
from tests.server.identity.showing import entry

PATH = "callers.yaml"
GOOD = f"""\
keys:
{entry("ward-7", "check", expires="2027-01-31")}\
certificates:
  - name: spiffe://hospital.example/pharmacy
    roles: [check, knowledge]
"""


def test_a_file_lists_keys_and_certificates_with_roles() -> None:
    callers = read_callers(GOOD.encode(), PATH)
    (key,) = callers.keys
    assert key.caller == Caller("ward-7", frozenset({Role.CHECK}))
    assert key.ends == datetime(2027, 2, 1, tzinfo=UTC).timestamp()
    pharmacy = "spiffe://hospital.example/pharmacy"
    roles = frozenset({Role.CHECK, Role.KNOWLEDGE})
    assert callers.certificates == {pharmacy: Caller(pharmacy, roles)}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("users: []", "callers.yaml:1:1: unknown key"),
        ("keys: {name: x}", "wrong type: expected a list"),
        ("keys: [{name: x, sha256: abc, roles: [check]}]", "expected a SHA-256 as 64 hex digits"),
        (f"keys: [{{name: x, sha256: '{'A' * 64}', roles: [check]}}]", "expected a SHA-256"),
        ("keys:\n" + entry("a", "chek"), "unknown word: 'chek'; did you mean 'check'?"),
        ("keys:\n" + entry("a", "check", expires="tomorrow"), "expected a day"),
        ("keys:\n" + entry("a", "check", expires="2027-02-30"), "expected a day"),
        ("keys:\n" + entry("a", "check") + entry("a", "admin"), "callers.yaml:3:5: listed twice"),
        ("certificates: [{roles: [check]}]", "missing key: name"),
        ('certificates: [{name: "a\\nb", roles: []}]', "expected a printable name"),
        ("certificates: [{name: a, roles: []}, {name: a, roles: [admin]}]", "listed twice"),
        ("keys: &all []", "not strict YAML"),
        ("", "empty"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_place(text: str, problem: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_callers(text.encode(), PATH)
    assert problem in str(caught.value)
    assert str(caught.value).startswith(PATH)


def test_a_new_key_is_found_by_the_entry_that_is_written_for_it() -> None:
    key = new_key()
    text = "keys:\n" + entry_of('ward "7": #1', key, ["check", "feedback"], None)
    callers = read_callers(text.encode(), PATH)
    found = find_key(key, callers.keys)
    assert found
    assert found.caller == Caller('ward "7": #1', frozenset({Role.CHECK, Role.FEEDBACK}))
    assert found.ends == inf
    assert key not in text


def test_the_example_can_be_read() -> None:
    path = Path(__file__).parents[3] / "examples" / "callers.yaml"
    callers = read_callers(path.read_bytes(), path.name)
    assert [key.caller.name for key in callers.keys] == ["ward-7", "dashboard"]
    assert len(callers.certificates) == 2


def test_a_key_has_256_random_bits() -> None:
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    assert {len(key) for key in keys} == {len("caveat_") + 43}


def test_one_letter_makes_another_key() -> None:
    key = new_key()
    callers = read_callers(b"keys:\n" + entry_of("a", key, ["check"], None).encode(), PATH)
    assert find_key(key + "A", callers.keys) is None
    assert find_key(key.lower(), callers.keys) is None
    assert digest_of("\ud800") == digest_of("?")
