"""``caveat audit``: verifying, showing and exporting the decision log."""

import csv
import io
import json
from pathlib import Path

import msgspec
import pytest

from caveat.client.cli.audit_options import AuditOptions
from caveat.client.local import Audit
from caveat.server.audit.entries import Activation
from caveat.server.audit.opening import open_audit
from caveat.server.audit.place import VARIABLE
from tests.client.commands import caveat, start
from tests.server.audit.examples import DECISION, EAGER, FEEDBACK, segments_of

CONTENT = '{"medications":["ZZCANARY 40 mg"]}'
LATER = msgspec.structs.replace(
    DECISION, id="check-1", at="2026-03-02T09:00:00.000Z", caller="=HYPERLINK(1)", level="minor"
)
ACTIVATION = Activation("a-1", "2026-03-01T11:00:00.000Z", "operator", "ab", (("p", "1", "ef"),))


@pytest.fixture
def place(tmp_path: Path) -> str:
    """Write one entry of each kind, and a decision of the next day with its content."""
    opened = open_audit(Audit(str(tmp_path / "log")), EAGER)
    sealed = opened.key.seal("check-1", CONTENT.encode())
    with_content = msgspec.structs.replace(LATER, content=sealed)
    for entry in (ACTIVATION, DECISION, FEEDBACK, with_content):
        assert opened.log.record_and_wait(entry)
    opened.log.close_and_wait()
    return str(tmp_path / "log")


def test_a_sound_log_is_said_to_be_sound_and_how_far_that_is_known(place: str) -> None:
    result = caveat("audit", "verify", place)
    assert result.exit_code == 0
    assert result.stderr == ""
    stream, verdict = result.stdout.splitlines()
    assert "5 records, the last is 5; checkpoint at 5, " in stream
    assert stream.endswith("what was written after it may have been cut off")
    assert verdict == "Sound: 1 stream, 5 records."


def test_what_was_changed_is_named_and_exits_with_6(place: str) -> None:
    (path,) = segments_of(Path(place))
    path.write_bytes(path.read_bytes().replace(b"ward-3", b"ward-9"))
    result = caveat("audit", "verify", place)
    assert result.exit_code == 6
    assert result.stderr.splitlines() == [
        f"{path.name}:3: edited or forged: the MAC is not that of this text",
        "caveat: NOT SOUND: 1 finding in 1 stream, 5 records",
    ]
    assert "Sound" not in result.stdout


def test_without_a_checkpoint_it_is_said_that_a_cut_end_would_not_be_seen(place: str) -> None:
    for path in Path(place).glob("*.checkpoints"):
        path.unlink()
    assert (
        "no checkpoint, so a cut end would not be seen" in caveat("audit", "verify", place).stdout
    )


def test_checkpoints_of_another_folder_are_held_against_it(place: str, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for path in Path(place).glob("*.checkpoints"):
        path.rename(elsewhere / path.name)
    (path,) = segments_of(Path(place))
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:3]))
    assert caveat("audit", "verify", place).exit_code == 0
    result = caveat("audit", "verify", place, "--checkpoints", str(elsewhere))
    assert result.exit_code == 6
    assert "records 4 to 5 are gone from the end" in result.stderr


def test_a_log_that_is_not_there_is_a_mistake_in_the_options(tmp_path: Path) -> None:
    for command in ("verify", "show", "export"):
        result = caveat("audit", command, str(tmp_path / "nowhere"))
        assert result.exit_code == 2
        assert "no decision log is kept in" in result.stderr


def test_without_its_key_a_log_cannot_be_verified_but_read(place: str) -> None:
    (Path(place) / "key").unlink()
    result = caveat("audit", "verify", place)
    assert result.exit_code == 2
    assert "the key" in result.stderr
    assert not (Path(place) / "key").exists()
    assert "5 records." in caveat("audit", "show", place).stdout


@pytest.mark.parametrize("command", ["show", "export"])
def test_a_line_that_is_no_record_is_not_passed_over_in_silence(place: str, command: str) -> None:
    (path,) = segments_of(Path(place))
    path.write_bytes(path.read_bytes().replace(b'"type":"check"', b'"type":"chock"', 1))
    result = caveat("audit", command, place)
    assert result.exit_code == 0
    assert result.stderr == (
        f"{path.name}:3: no record that can be read; see caveat audit verify\n"
    )
    assert "check-0" not in result.stdout


def test_a_record_is_shown_with_all_that_it_says(place: str) -> None:
    result = caveat("audit", "show", place, "check-0")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "2026-03-01T12:00:00.000Z  check check-0",
        "  caller       ward-3",
        "  by           grpc",
        f"  rules        {DECISION.rules_digest}",
        "  outcome      alerts, major, NOT complete",
        "  alert        ketamine-opioid (major)",
        "  folded       ketamine-sedative",
        "  withheld     ketamine-eye-drops",
        "  not known    age (up to moderate)",
        "  unrecognised medications[2]",
        f"  request      {DECISION.request}",
        "",
        "1 record.",
    ]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), ["opened", "activation", "check", "feedback", "check"]),
        (("--since", "2026-03-02"), ["opened", "check"]),
        (("--until", "2026-03-01T12:00:00Z"), ["activation"]),
        (("--caller", "ward-3"), ["check"]),
        (("--rule", "ketamine-opioid"), ["check", "check"]),
        (("--rule", "ketamine-eye-drops"), ["check", "check"]),
        (("--rule", "another"), []),
        (("--level", "minor"), ["check", "check"]),
        (("--level", "major"), ["check"]),
        (("--level", "contraindicated"), []),
        (("--level", "minor", "--since", "2026-03-02"), ["check"]),
    ],
)
def test_records_are_chosen(place: str, options: tuple[str, ...], expected: list[str]) -> None:
    result = caveat("audit", "export", place, *options)
    assert result.exit_code == 0
    assert [json.loads(line)["entry"]["type"] for line in result.stdout.splitlines()] == expected


def test_content_is_shown_where_it_is_asked_for_only(place: str) -> None:
    assert "ZZCANARY" not in caveat("audit", "show", place).stdout
    assert "ZZCANARY 40 mg" in caveat("audit", "show", place, "check-1", "--content").stdout
    assert "ZZCANARY" not in caveat("audit", "export", place).stdout


def test_content_does_not_open_with_another_key(place: str, tmp_path: Path) -> None:
    other = str(tmp_path / "other")
    assert caveat("audit", "new-key", other).exit_code == 0
    result = caveat("audit", "show", place, "--content", "--key-file", other)
    assert result.exit_code == 2
    assert "does not open with this key" in result.stderr


def test_a_formula_in_a_cell_is_taken_its_power(place: str) -> None:
    result = caveat("audit", "export", place, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["type"] for row in rows] == ["opened", "activation", "check", "feedback", "check"]
    assert rows[2]["alerts"] == "ketamine-opioid:major"
    assert rows[2]["complete"] == "false"
    assert rows[4]["caller"] == "'=HYPERLINK(1)"
    assert "content" not in rows[4]


def test_the_environment_may_state_the_place(place: str) -> None:
    process = start("audit", "verify", **{VARIABLE: place})
    output, _ = process.communicate()
    assert process.returncode == 0
    assert "Sound: 1 stream" in output


def test_a_control_character_in_a_name_cannot_steer_a_terminal(tmp_path: Path) -> None:
    opened = open_audit(Audit(str(tmp_path)), EAGER)
    assert opened.log.record_and_wait(msgspec.structs.replace(DECISION, caller="a\x1b[2Jb"))
    opened.log.close_and_wait()
    assert "\x1b" not in caveat("audit", "show", str(tmp_path)).stdout


def test_a_new_key_is_never_written_over_another(tmp_path: Path) -> None:
    path = tmp_path / "key"
    assert caveat("audit", "new-key", str(path)).exit_code == 0
    result = caveat("audit", "new-key", str(path))
    assert result.exit_code == 2
    assert "File exists" in result.stderr


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--audit", "off", "--audit-log", "x"), "--audit off"),
        (("--audit-content",), "--audit-content needs --audit-key"),
        (("--audit", "maybe"), "'maybe' is not one of"),
        (("--audit-key", "nowhere"), "does not exist"),
    ],
)
def test_options_that_contradict_each_other_are_refused(
    options: tuple[str, ...], told: str
) -> None:
    result = caveat("serve", *options)
    assert result.exit_code == 2
    assert told in result.stderr


def test_the_options_become_the_settings_of_the_log() -> None:
    key, folder = Path("key"), Path("checkpoints")
    options = AuditOptions("required", "place", key, audit_content=True, audit_checkpoints=folder)
    assert options.settings() == Audit("place", True, key, True, folder)  # noqa: FBT003  as it stands there
    assert AuditOptions("on", "", None, False, None).settings() == Audit()  # noqa: FBT003  see above
    assert AuditOptions("off", "", None, False, None).settings() is None  # noqa: FBT003  see above
