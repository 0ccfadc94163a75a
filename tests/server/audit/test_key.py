"""Keys: for their owner alone, one secret with several uses."""

from pathlib import Path

import pytest

from caveat.server.audit.key import Key, SealedError, is_kept, new_key, own_key, read_key
from caveat.source.errors import SettingsError
from tests.server.audit.examples import KEY, OTHER_KEY


def test_a_new_key_is_for_its_owner_alone_and_no_other(tmp_path: Path) -> None:
    one, two = tmp_path / "a" / "key", tmp_path / "b"
    new_key(one)
    new_key(two)
    assert one.stat().st_mode & 0o777 == 0o600
    assert read_key(one).id == read_key(one).id
    assert read_key(one).id != read_key(two).id
    assert sorted(each.name for each in tmp_path.rglob("*")) == ["a", "b", "key"]


def test_a_key_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "key"
    new_key(path)
    before = path.read_text()
    with pytest.raises(SettingsError, match="File exists"):
        new_key(path)
    assert path.read_text() == before


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o777])
def test_a_key_that_others_may_have_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "key"
    new_key(path)
    path.chmod(mode)
    with pytest.raises(SettingsError, match="may be read by others: chmod 600"):
        read_key(path)


@pytest.mark.parametrize("mode", [0o400, 0o440, 0o640, 0o100440])
def test_a_group_may_read_what_root_hands_to_a_service(mode: int) -> None:
    assert is_kept(mode, owner=0, user=10001)


@pytest.mark.parametrize(
    ("mode", "owner", "user"),
    [
        (0o440, 0, 0),
        (0o440, 10001, 10001),
        (0o440, 10002, 10001),
        (0o440, 10001, 0),
        (0o460, 0, 10001),
        (0o450, 0, 10001),
        (0o444, 0, 10001),
        (0o442, 0, 10001),
    ],
)
def test_in_no_other_way_may_a_group_or_others_have_a_key(mode: int, owner: int, user: int) -> None:
    assert not is_kept(mode, owner, user)


@pytest.mark.parametrize("text", [b"", b"00", b"x" * 64, b"\xff" * 64, b"0" * 66])
def test_what_is_no_key_is_refused(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "key"
    path.write_bytes(text)
    path.chmod(0o600)
    with pytest.raises(SettingsError, match="is not one"):
        read_key(path)


def test_a_log_makes_its_own_key_once(tmp_path: Path) -> None:
    path = tmp_path / "key"
    with pytest.raises(SettingsError, match="No such file"):
        own_key(path, create=False)
    assert own_key(path).id == own_key(path).id


def test_content_opens_with_its_key_and_for_its_record_only() -> None:
    sealed = KEY.seal("check-1", b"what was submitted")
    assert b"submitted" not in sealed
    assert KEY.unseal("check-1", sealed) == b"what was submitted"
    for key, record, content in (
        (KEY, "check-2", sealed),
        (OTHER_KEY, "check-1", sealed),
        (KEY, "check-1", sealed[:-1] + bytes([sealed[-1] ^ 1])),
        (KEY, "check-1", b""),
    ):
        with pytest.raises(SealedError):
            key.unseal(record, content)


def test_the_same_content_is_never_sealed_alike() -> None:
    assert KEY.seal("check-1", b"text") != KEY.seal("check-1", b"text")


def test_a_request_has_the_same_digest_under_the_same_key_only() -> None:
    assert KEY.digest(b"request") == Key(bytes(range(32))).digest(b"request")
    assert KEY.digest(b"request") != OTHER_KEY.digest(b"request")
    assert len(KEY.digest(b"request")) == 64
