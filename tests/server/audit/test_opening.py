"""Opening by a place: what the operator is to mend stops the start."""

from pathlib import Path

import pytest

from caveat.server.audit.opening import open_audit, open_reader
from caveat.server.audit.place import VARIABLE, default_place, key_of
from caveat.server.settings import Audit
from caveat.source.errors import SettingsError
from tests.server.audit.examples import DECISION, EAGER, findings, ids


def test_settings_open_a_log_with_a_key_of_its_own(tmp_path: Path) -> None:
    place = tmp_path / "a" / "decisions"
    opened = open_audit(Audit(str(place)), EAGER)
    assert opened.log.record_and_wait(DECISION)
    opened.log.close_and_wait()
    assert ids(place) == ["check-0"]
    assert (place / "key").stat().st_mode & 0o777 == 0o600
    assert findings(place, key=opened.key) == []
    assert repr(opened.key) not in repr(opened)


def test_checkpoints_go_where_the_settings_say(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    opened = open_audit(Audit(str(tmp_path / "log"), checkpoint_to=elsewhere), EAGER)
    assert opened.log.record_and_wait(DECISION)
    opened.log.close_and_wait()
    assert len(list(elsewhere.iterdir())) == 1
    assert not list((tmp_path / "log").glob("*.checkpoints"))


def test_the_environment_may_state_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "/srv/decisions")
    assert default_place() == "/srv/decisions"
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert default_place() == "/data/caveat/decisions"


def test_a_user_without_a_home_is_asked_for_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setattr(Path, "home", home)
    with pytest.raises(SettingsError, match="name a place for the decision log"):
        open_audit(Audit())


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError):
        open_audit(Audit(str(tmp_path / "file")))


def test_a_folder_that_may_not_be_written_is_refused(tmp_path: Path) -> None:
    key = tmp_path / "key"
    open_audit(Audit(str(tmp_path / "log"))).log.close_and_wait()
    (tmp_path / "log" / "key").rename(key)
    for path in (tmp_path / "log").glob("*.lock"):
        path.unlink()
        path.mkdir()
    with pytest.raises(SettingsError, match="the decision log cannot be kept in"):
        open_audit(Audit(str(tmp_path / "log"), key_file=key))


def test_a_url_of_another_kind_is_refused() -> None:
    with pytest.raises(SettingsError, match="begins with postgresql:"):
        open_audit(Audit("mysql://u:s3cret@host/db"))


def test_a_database_needs_a_key_of_ones_own() -> None:
    with pytest.raises(SettingsError, match="needs a key"):
        key_of("postgresql://host/db")


def test_a_log_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    for place in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(SettingsError, match="no decision log is kept in"):
            open_reader(str(place))
    assert not (tmp_path / "nowhere").exists()
    assert not any(tmp_path.iterdir())
