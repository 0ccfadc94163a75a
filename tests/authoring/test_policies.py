"""Packs are admitted as they are, and a policy only where somebody vouches for it, if asked to."""

from pathlib import Path

import pytest

from caveat.authoring.admission import Demands, admit
from caveat.authoring.signing import new_key, sign, sign_policy
from caveat.source.errors import PackError
from tests.authoring.test_signing import good
from tests.rules.site_policies import Calendar, change, write_policy
from tests.rules.small_packs import rule, write_pack

TODAY = Calendar().today


@pytest.fixture
def key(tmp_path: Path) -> Path:
    new_key(tmp_path / "release.key")
    return tmp_path / "release.key"


@pytest.fixture
def folder(tmp_path: Path, key: Path) -> Path:
    pack = write_pack(tmp_path / "small", good("a"), good("b"))
    sign(pack, key)
    return pack


@pytest.fixture
def policy(tmp_path: Path, key: Path) -> Path:
    written = write_policy(tmp_path / "st-mary.yaml", change("a", "silence"))
    sign_policy(written, key)
    return written


def trusting(key: Path) -> Demands:
    return Demands((key.with_name(f"{key.name}.pub"),))


def refusal(folder: Path, policy: Path, demands: Demands) -> str:
    with pytest.raises(PackError) as caught:
        admit([folder], demands, policies=[policy], today=TODAY)
    return str(caught.value)


def test_examples_are_run_as_the_pack_states_them(folder: Path, policy: Path) -> None:
    admitted = admit([folder], policies=[policy], today=TODAY)

    assert admitted.checker.book.silenced == {"a"}
    assert admitted.kept.policies[0].site == "st-mary"


def test_a_policy_hides_no_example_that_fails(folder: Path, policy: Path, tmp_path: Path) -> None:
    broken = good("a").replace("expect: alert", "expect: none")
    pack = write_pack(tmp_path / "other", broken, good("b"))

    refused = refusal(pack, policy, Demands())
    assert "failed example" in refused
    assert "missing example" in refused


def test_mistakes_of_packs_and_policies_are_told_together(tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "other", rule("a", "about: ketamin"))
    wrong = write_policy(tmp_path / "st-mary.yaml", change("a", "mute"))

    refused = refusal(pack, wrong, Demands())
    assert "unknown class or ingredient" in refused
    assert "unknown word: 'mute'" in refused


def test_a_signed_policy_is_admitted_where_packs_have_to_be_signed(
    folder: Path, policy: Path, key: Path
) -> None:
    admitted = admit([folder], trusting(key), policies=[policy], today=TODAY)

    assert admitted.checker.book.changed == {"a"}


def test_a_policy_without_a_signature_is_refused_where_packs_have_to_be_signed(
    folder: Path, policy: Path, key: Path
) -> None:
    policy.with_name("st-mary.yaml.sig").unlink()

    refused = refusal(folder, policy, trusting(key))
    assert refused.endswith("st-mary.yaml.sig:1:1: unsigned: the policy has no signature")


def test_a_policy_that_was_changed_after_it_was_signed_is_refused(
    folder: Path, policy: Path, key: Path
) -> None:
    policy.write_text(policy.read_text().replace("silence", "shadow"))

    assert "st-mary.yaml.sig:1:1: wrong signature" in refusal(folder, policy, trusting(key))


def test_a_policy_that_was_signed_by_another_key_is_refused(
    folder: Path, policy: Path, key: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.key"
    new_key(other)
    sign_policy(policy, other)

    assert "unknown key" in refusal(folder, policy, trusting(key))


def test_the_signature_of_a_pack_is_none_of_a_policy(folder: Path, policy: Path, key: Path) -> None:
    (folder / "SHA256SUMS.sig").replace(policy.with_name("st-mary.yaml.sig"))
    sign(folder, key)

    assert "wrong signature" in refusal(folder, policy, trusting(key))
