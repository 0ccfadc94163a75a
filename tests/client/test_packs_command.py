"""``caveat packs``, ``status`` and ``reload``."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from caveat.rules import Checker
from caveat.server.settings import Settings
from tests.client.commands import caveat, start
from tests.rules.site_policies import change, write_policy
from tests.rules.small_packs import rule, write_pack
from tests.server.running import running

SHOWN = "  - {name: two, given: {medications: [lithium]}, expect: alert}\n"
RULE = rule("a", "about: lithium") + SHOWN


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "small", RULE)


@pytest.fixture
def server(pack: Path) -> Iterator[str]:
    settings = Settings(port=0, packs=(pack,), drain_seconds=1)
    with running(Checker.load([pack]), settings) as address:
        yield address


def test_a_pack_is_signed_and_verified(pack: Path, tmp_path: Path) -> None:
    key, public = str(tmp_path / "release.key"), str(tmp_path / "release.key.pub")
    assert caveat("packs", "new-key", key).exit_code == 0
    assert caveat("packs", "verify", str(pack)).exit_code == 0
    unsigned = caveat("packs", "verify", str(pack), "--trust", public)
    assert (unsigned.exit_code, "unsigned: the pack has no signature" in unsigned.stderr) == (
        5,
        True,
    )
    assert caveat("packs", "sign", str(pack), "--key", key).stdout.startswith("Signed by key ")
    verified = caveat("packs", "verify", str(pack), "--trust", public)
    assert verified.exit_code == 0
    assert verified.stdout.startswith("small 1.0.0 ")


def test_a_policy_of_an_own_rule_is_verified_with_the_pack_by_either_way(
    pack: Path, tmp_path: Path
) -> None:
    ends = {"date": "2020-01-01", "expires": "2999-01-01"}
    policy = str(write_policy(tmp_path / "site.yaml", change("a", "silence", **ends)))

    alone = caveat("packs", "verify", "--policy", policy)
    named = caveat("packs", "verify", "--policy", policy, "--pack", str(pack))

    assert (alone.exit_code, "unknown rule" in alone.stderr) == (5, True)
    assert named.exit_code == 0
    assert named.stdout == caveat("packs", "verify", str(pack), "--policy", policy).stdout


def test_a_sealed_pack_is_checked_by_every_command(pack: Path) -> None:
    assert "unsealed" in caveat("packs", "verify", "--sealed", str(pack)).stderr
    assert caveat("packs", "seal", str(pack)).stdout == "2 files sealed.\n"
    assert caveat("packs", "verify", "--sealed", str(pack)).exit_code == 0
    (pack / "a.yaml").write_text(RULE.replace("title: a", "title: b"))
    for command in (("test",), ("lint",), ("packs", "verify")):
        refused = caveat(*command, str(pack))
        assert refused.exit_code == 5
        assert "changed file: 'a.yaml' is not the file that was sealed" in refused.stderr


def test_a_key_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    key = str(tmp_path / "release.key")
    assert caveat("packs", "new-key", key).exit_code == 0
    again = caveat("packs", "new-key", key)
    assert again.exit_code == 2
    assert "release.key: File exists" in again.stderr


def test_a_public_key_signs_nothing(pack: Path, tmp_path: Path) -> None:
    caveat("packs", "new-key", str(tmp_path / "release.key"))
    refused = caveat("packs", "sign", str(pack), "--key", str(tmp_path / "release.key.pub"))
    assert refused.exit_code == 2
    assert "is no private key" in refused.stderr


def test_the_status_of_a_service_is_shown(server: str) -> None:
    shown = caveat("status", "--server", server)
    assert shown.exit_code == 0
    assert "small 1.0.0, " in shown.stdout
    told = json.loads(caveat("status", "--server", server, "--format", "json").stdout)
    assert told["packs"][0]["id"] == "small"
    assert "reload" not in told


def test_a_reload_says_how_it_ended(server: str, pack: Path) -> None:
    taken_up = caveat("reload", "--server", server)
    assert taken_up.exit_code == 0
    assert taken_up.stdout.startswith("THE PACKS WERE TAKEN UP\n")
    (pack / "a.yaml").write_text("id: [")
    refused = caveat("reload", "--server", server)
    assert refused.exit_code == 5
    assert refused.stdout.startswith("THE PACKS WERE REFUSED: ")
    assert "small/a.yaml:2:1: not strict YAML" in refused.stdout
    assert "Stale since" in caveat("status", "--server", server).stdout


def test_packs_that_shrink_are_taken_up_where_that_is_allowed(server: str, pack: Path) -> None:
    head = pack / "pack.yaml"
    head.write_text(head.read_text().replace("id: small", "id: other"))
    refused = caveat("reload", "--server", server)
    assert refused.exit_code == 5
    assert "small: gone" in refused.stdout
    assert caveat("reload", "--server", server, "--allow-shrink").exit_code == 0


@pytest.mark.parametrize("command", ["status", "reload"])
def test_a_service_has_to_be_named(command: str) -> None:
    unnamed = caveat(command)
    assert unnamed.exit_code == 2
    assert "--server HOST:PORT says which service." in unnamed.stderr


@pytest.mark.parametrize("command", ["status", "reload"])
def test_a_service_that_cannot_be_reached_is_exit_4(command: str) -> None:
    gone = caveat(command, "--server", "127.0.0.1:1")
    assert gone.exit_code == 4
    assert "NOT CHECKED" in gone.stderr


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_service_does_not_start_with_a_pack_that_nobody_it_trusts_has_signed(
    pack: Path, tmp_path: Path, workers: str
) -> None:
    caveat("packs", "new-key", str(tmp_path / "release.key"))
    trust = ("--trust", str(tmp_path / "release.key.pub"))
    options = ("--port", "0", "--no-http", "--workers", workers, "--pack", str(pack))
    service = start("serve", *options, *trust)
    _, said = service.communicate(timeout=60)
    assert service.returncode == 5
    assert "small/SHA256SUMS.sig:1:1: unsigned: the pack has no signature" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_service_does_not_start_with_a_key_that_is_none(pack: Path, workers: str) -> None:
    options = ("--port", "0", "--no-http", "--workers", workers, "--pack", str(pack))
    service = start("serve", *options, "--trust", str(pack / "pack.yaml"))
    _, said = service.communicate(timeout=60)
    assert service.returncode == 2
    assert "pack.yaml is no public key for Ed25519, in PEM" in said
