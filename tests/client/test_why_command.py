"""``caveat why``: what is said of one rule and one patient, and the exit code."""

import json
from pathlib import Path

import pytest

from caveat.client.render.page import cells
from tests.client.commands import caveat
from tests.rules.small_packs import write_pack

STOPPED = ("-m", "lisinopril, stopped in 2019")
HEART = "ketamine-heart-medicine"


def test_a_stopped_medicine_is_told_as_a_near_miss() -> None:
    result = caveat("why", HEART, *STOPPED)

    assert result.exit_code == 0
    assert result.stdout.startswith("NONE  Ketamine with a heart medicine\n")
    told = " ".join(result.stdout.split())
    assert 'near: "lisinopril, stopped in 2019" -> lisinopril -> ACE inhibitor ->' in told
    assert "its status is stopped, and the rule counts active, planned" in told


def test_a_rule_that_is_not_there_is_told_with_where_it_was_looked_for() -> None:
    alone = " ".join(caveat("why", "our-rule", *STOPPED).stderr.split())
    named = caveat("why", "our-rule", *STOPPED, "--pack", "infusion-consensus").stderr

    assert "among the packs that come with Caveat;" in alone
    assert "a rule of another pack needs --pack." in alone
    assert "--pack" not in named


def test_the_patient_may_come_from_a_file_and_from_standard_input(tmp_path: Path) -> None:
    patient = tmp_path / "patient.yaml"
    patient.write_text("medications: [Minipress 2 mg]\n", "utf-8")

    from_file = caveat("why", HEART, str(patient))
    from_input = caveat("why", HEART, "-", stdin=patient.read_text("utf-8"))

    assert from_file.stdout == from_input.stdout
    assert from_file.stdout.startswith("ALERT  ")


@pytest.mark.parametrize(
    ("rule", "options", "said"),
    [
        (HEART, ("-m", "timolol eye drops"), "Here it is withheld: unless takes heart"),
        (HEART, ("-m", "xyzzyprin"), 'not known of "xyzzyprin": Which medicine is meant'),
        (HEART, ("-m", "xyzzyprin"), 'NOT RECOGNISED: write it another way, or ask - "xyzzyprin"'),
        (HEART, ("--history", "none"), "not asked: Which medicines does the patient"),
        (
            "heart-medicine-in-another-role",
            ("-m", "Minipress 2 mg at night for PTSD nightmares"),
            "Here it is folded under ketamine-heart-medicine",
        ),
        ("ketamine-adults-only", ("--history", "none"), "not known: How old is the patient?"),
        (
            "ketamine-anaesthetic-dose",
            ("--propose", "ketamine 80 mg IV", "--observation", "weight=100 kg"),
            "dose: 0.8 mg/kg (80 mg, 100 kg); the rule wants",
        ),
    ],
)
def test_what_made_it_so_is_said(rule: str, options: tuple[str, ...], said: str) -> None:
    result = caveat("why", rule, *options)

    assert said in " ".join(result.stdout.split())


def test_as_json_the_tree_is_whole() -> None:
    told = json.loads(caveat("why", HEART, *STOPPED, "--format", "json").stdout)

    assert (told["ruleId"], told["verdict"], told["level"]) == (HEART, "none", "major")
    partner = told["tree"]["within"][0]["within"][0]
    assert (partner["truth"], partner["entries"][0]["truth"]) == ("no", "no")
    assert partner["entries"][0]["traced"]["entry"]["list"] == "medications"


def test_a_rule_that_is_not_there_is_answered_with_the_nearest_ids() -> None:
    result = caveat("why", "ketamine-hart-medicine", *STOPPED)

    assert result.exit_code == 2
    assert HEART in result.stderr
    assert result.stdout == ""


def test_without_a_patient_the_help_is_shown() -> None:
    result = caveat("why", HEART)

    assert result.exit_code == 2
    assert "Examples:\n" in result.stderr


def test_a_mistake_in_the_patient_exits_with_2_and_one_in_a_pack_with_5(tmp_path: Path) -> None:
    broken = write_pack(tmp_path / "broken", "id: broken\n")

    assert caveat("why", HEART, "-", stdin="medicines: []").exit_code == 2
    assert caveat("why", HEART, *STOPPED, "--pack", str(broken)).exit_code == 5


def test_all_that_is_said_fits_80_columns() -> None:
    for arguments in (("--help",), (HEART, *STOPPED)):
        assert max(map(cells, caveat("why", *arguments).stdout.splitlines())) <= 80
