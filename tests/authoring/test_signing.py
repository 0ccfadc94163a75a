"""Only packs that somebody vouches for are admitted, where that is asked for."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from caveat.authoring.admission import Demands, admit
from caveat.authoring.signing import new_key, sign, trusted_key
from caveat.rules.seal import MANIFEST, SIGNATURE, seal
from caveat.source.errors import PackError, SettingsError
from tests.rules.small_packs import rule, write_pack

HEART = "between: [ketamine, beta-blocker]"
EXAMPLES = """\
examples:
  - {name: one, given: {medications: [metoprolol]}, expect: alert}
  - {name: two, given: {medications: []}, expect: none}
"""


def good(name: str) -> str:
    """Write a rule whose examples hold."""
    text = rule(name, HEART)
    return text[: text.index("examples:")] + EXAMPLES


@pytest.fixture
def key(tmp_path: Path) -> Path:
    new_key(tmp_path / "release.key")
    return tmp_path / "release.key"


@pytest.fixture
def folder(tmp_path: Path, key: Path) -> Path:
    """Give a pack that is signed."""
    pack = write_pack(tmp_path / "small", good("a"), good("b"))
    sign(pack, key)
    return pack


def public(key: Path) -> Path:
    return key.with_name(f"{key.name}.pub")


def refusal(folder: Path, key: Path) -> str:
    with pytest.raises(PackError) as caught:
        admit([folder], Demands((public(key),)))
    return str(caught.value)


def test_a_signed_pack_is_admitted(folder: Path, key: Path) -> None:
    assert list(admit([folder], Demands((public(key),))).checker.book.rules) == ["a", "b"]


def test_one_of_several_keys_is_enough(folder: Path, key: Path, tmp_path: Path) -> None:
    other = new_key(tmp_path / "other.key")
    assert admit([folder], Demands((other, public(key))))


def test_the_packs_that_come_with_caveat_need_no_signature(key: Path) -> None:
    assert admit((), Demands((public(key),), seal=True))


def unsigned(folder: Path, key: Path) -> None:
    (folder / SIGNATURE).unlink()


def sealed_only(folder: Path, key: Path) -> None:
    shutil.rmtree(folder)
    seal(write_pack(folder, good("a")))


def no_seal(folder: Path, key: Path) -> None:
    (folder / MANIFEST).unlink()


def other_key(folder: Path, key: Path) -> None:
    new_key(folder.parent / "other.key")
    sign(folder, folder.parent / "other.key")


def other_key_by_the_name_of_ours(folder: Path, key: Path) -> None:
    named = (folder / SIGNATURE).read_text().splitlines()[1]
    other_key(folder, key)
    title, _, signature = (folder / SIGNATURE).read_text().splitlines()
    (folder / SIGNATURE).write_text(f"{title}\n{named}\n{signature}\n")


def changed_file(folder: Path, key: Path) -> None:
    (folder / "a.yaml").write_text(good("a").replace("title: a", "title: A"))


def changed_and_sealed_again(folder: Path, key: Path) -> None:
    changed_file(folder, key)
    seal(folder)


def added_file(folder: Path, key: Path) -> None:
    (folder / "c.yaml").write_text(good("c"))


def removed_file(folder: Path, key: Path) -> None:
    (folder / "b.yaml").unlink()


def signature_of_another_pack(folder: Path, key: Path) -> None:
    other = write_pack(folder.parent / "other", good("x"))
    sign(other, key)
    shutil.copy(other / SIGNATURE, folder / SIGNATURE)


def signature_of_another_version(folder: Path, key: Path) -> None:
    before = (folder / SIGNATURE).read_bytes()
    head = folder / "pack.yaml"
    head.write_text(head.read_text().replace("version: 1.0.0", "version: 1.1.0"))
    sign(folder, key)
    (folder / SIGNATURE).write_bytes(before)


def cut_signature(folder: Path, key: Path) -> None:
    (folder / SIGNATURE).write_bytes((folder / SIGNATURE).read_bytes()[:-8])


def no_text(folder: Path, key: Path) -> None:
    (folder / SIGNATURE).write_bytes(b"\xff\x00")


def of_another_kind(folder: Path, key: Path) -> None:
    text = (folder / SIGNATURE).read_text().replace("signature-1", "signature-2")
    (folder / SIGNATURE).write_text(text)


@pytest.mark.parametrize(
    ("tamper", "kind"),
    [
        (unsigned, "unsigned"),
        (sealed_only, "unsigned"),
        (no_seal, "unsigned"),
        (other_key, "unknown key"),
        (other_key_by_the_name_of_ours, "wrong signature"),
        (changed_file, "changed file"),
        (changed_and_sealed_again, "wrong signature"),
        (added_file, "added file"),
        (removed_file, "missing file"),
        (signature_of_another_pack, "wrong signature"),
        (signature_of_another_version, "wrong signature"),
        (cut_signature, "not a signature"),
        (no_text, "not a signature"),
        (of_another_kind, "not a signature"),
    ],
)
def test_what_nobody_vouches_for_is_refused_with_its_reason(
    folder: Path, key: Path, tamper: Callable[[Path, Path], None], kind: str
) -> None:
    tamper(folder, key)
    assert f": {kind}: " in refusal(folder, key)


def test_a_signature_that_is_cut_at_any_byte_is_refused(folder: Path, key: Path) -> None:
    whole = (folder / SIGNATURE).read_bytes()
    for end in range(len(whole) - 1):  # but for the end of the last line
        (folder / SIGNATURE).write_bytes(whole[:end])
        assert refusal(folder, key), end


def test_a_pack_without_a_seal_is_refused_where_one_is_asked_for(tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "small", good("a"))
    assert admit([pack])
    with pytest.raises(PackError, match="unsealed"):
        admit([pack], Demands(seal=True))


def test_a_private_key_is_for_the_user_alone_and_never_overwritten(key: Path) -> None:
    assert key.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        new_key(key)


def test_a_file_that_holds_no_key_is_named(tmp_path: Path, key: Path, folder: Path) -> None:
    with pytest.raises(SettingsError, match=r"release\.key is no public key"):
        trusted_key(key)
    with pytest.raises(SettingsError, match="cannot read"):
        trusted_key(tmp_path / "none")
    with pytest.raises(SettingsError, match="is no private key"):
        sign(folder, public(key))


def test_a_pack_whose_files_change_while_they_are_read_is_refused(tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "small", good("never-kept"), good("b"))
    times = iter(range(100))

    def change(_read: int, _stated: int) -> None:
        (pack / "never-kept.yaml").write_text(good("never-kept") + f"# {next(times)}\n")

    with pytest.raises(PackError, match="unsteady: its files change while they are read"):
        admit([pack], progress=change)
