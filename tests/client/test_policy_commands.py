"""A site's policy at the command line: what is shown, and what is refused."""

import json
from pathlib import Path

import msgspec
import pytest

from caveat.client.cli.audit_text import record_text
from caveat.client.render.page import Page
from caveat.server.audit.chain import Record
from caveat.server.audit.entries import Activation
from tests.client.commands import ROOT, caveat
from tests.rules.site_policies import change, write_policy
from tests.server.audit.examples import DECISION
from tests.server.screening.panels import patient, write_panel

HEART = "ketamine-heart-medicine"
PATIENT = ("--propose", "ketamine 40 mg IV", "-m", "Minipress 2 mg", "--history", "schizophrenia")
ALWAYS = {"date": "2020-01-01", "expires": "2999-01-01"}


@pytest.fixture
def policy(tmp_path: Path) -> str:
    """Write a policy that lowers a warning and silences a contraindication."""
    lowered = change(HEART, "lower", "minor", **ALWAYS)
    silenced = change("ketamine-psychosis", "silence", **ALWAYS)
    return str(write_policy(tmp_path / "st-mary.yaml", lowered, silenced))


def test_a_check_shows_what_the_site_has_changed_and_at_the_top_what_it_hides(policy: str) -> None:
    told = caveat("check", *PATIENT, "--policy", policy).stdout

    head = " ".join(told.split("\n\n")[0].split())
    assert "1 contraindicated silenced by the site; 1 major lowered by the site" in head
    assert "MINOR  Ketamine with a heart medicine\n  Site         lowered from major to" in told
    section = " ".join(told[told.index("CHANGED BY THE SITE") :].split("\n\n")[0].split())
    assert "contraindicated Ketamine or esketamine with psychosis" in section
    assert (
        "by the policy of st-mary: We watch them (A. Person and B. Person, 2020-01-01;" in section
    )
    assert ", 2 rules changed, the first until 2999-01-01" in " ".join(told.split())


def test_a_policy_counts_for_what_makes_a_script_fail(policy: str) -> None:
    arguments = ("check", *PATIENT, "--fail-on", "major")

    assert caveat(*arguments).exit_code == 1
    assert caveat(*arguments, "--policy", policy).exit_code == 3


def test_a_clear_patient_of_whom_the_site_silences_a_warning_is_told_so(policy: str) -> None:
    clear = str(ROOT / "examples" / "clear.yaml")
    told = caveat("check", clear, "--history", "schizophrenia", "--policy", policy).stdout

    assert told.startswith("CLEAR")
    assert "1 contraindicated silenced by the site" in told.split("\n\n")[0]


def test_rules_and_explain_show_a_change(policy: str) -> None:
    listed = caveat("rules", "--policy", policy).stdout
    explained = " ".join(caveat("explain", HEART, "--policy", policy).stdout.split())
    as_json = json.loads(caveat("rules", "--policy", policy, "--format", "json").stdout)

    assert "* silenced by the policy of st-mary" in listed
    assert explained.startswith("MINOR Ketamine with a heart medicine Site lowered from major to")
    (rule,) = (each for each in as_json["rules"] if each["id"] == HEART)
    assert (rule["level"], rule["change"]["ownLevel"]) == ("LEVEL_MINOR", "LEVEL_MAJOR")


def test_every_mistake_in_a_policy_is_told_and_exits_with_5(tmp_path: Path) -> None:
    wrong = change("ketamine-psychosis", "silence", second="", **ALWAYS)
    unknown = change("ketamine-psychosi", "mute", **ALWAYS)
    policy = write_policy(tmp_path / "p.yaml", wrong, unknown)

    result = caveat("check", *PATIENT, "--policy", str(policy))
    assert result.exit_code == 5
    assert [line.split(": ")[1] for line in result.stderr.splitlines()] == [
        "missing second name",
        "unknown rule",
        "unknown word",
        "NOT CHECKED",
    ]


def test_a_service_has_policies_of_its_own(policy: str) -> None:
    result = caveat("check", *PATIENT, "--policy", policy, "--server", "127.0.0.1:1")
    assert result.exit_code == 2
    assert "the service has policies of its own" in result.stderr


def test_a_panel_is_screened_with_a_policy_which_a_later_run_has_to_have_too(
    tmp_path: Path, policy: str
) -> None:
    panel, out = tmp_path / "panel.ndjson", tmp_path / "alerts.ndjson"
    write_panel(panel, [patient(1, "Minipress 2 mg")])
    arguments = ("screen", str(panel), "--out", str(out), "--processes", "1")

    caveat(*arguments, "--policy", policy)
    (answer,) = (json.loads(line) for line in out.read_bytes().splitlines())
    assert {each["rule"]: each["level"] for each in answer["alerts"]}[HEART] == "minor"
    (changed,) = answer["changed"]
    assert (changed["rule"], changed["level"], changed["became"]) == (HEART, "major", "lowered")


def test_a_policy_is_signed_and_verified(tmp_path: Path, policy: str) -> None:
    key = str(tmp_path / "release.key")
    caveat("packs", "new-key", key)
    unsigned = caveat("packs", "verify", "--trust", f"{key}.pub", "--policy", policy)
    signed = caveat("packs", "sign-policy", policy, "--key", key)
    verified = caveat("packs", "verify", "--trust", f"{key}.pub", "--policy", policy)

    assert unsigned.exit_code == 5
    assert "st-mary.yaml.sig:1:1: unsigned: the policy has no signature" in unsigned.stderr
    assert signed.stdout.startswith("Signed by key ")
    assert verified.exit_code == 0
    assert verified.stdout.endswith(": to be served.\n")


def test_the_decision_log_shows_silenced_and_shadowed_rules_apart() -> None:
    decision = msgspec.structs.replace(DECISION, silenced=("a-rule",), shadowed=("b-rule",))
    shown = "\n".join(record_text(Record(1, "", 0, "", decision, ""), Page()))
    assert "  silenced     a-rule\n  shadowed     b-rule\n" in shown


def test_the_decision_log_shows_with_which_policy_packs_were_taken_up() -> None:
    entry = Activation("a", "", "operator", "ab", (("p", "1", "ef"),), (("st-mary", "0123"),))
    shown = "\n".join(record_text(Record(1, "", 0, "", entry, ""), Page()))
    assert "  policy       st-mary 0123\n" in shown


def test_why_says_that_the_site_keeps_a_rule_from_alerting(policy: str) -> None:
    told = caveat("why", "ketamine-psychosis", *PATIENT, "--policy", policy).stdout

    assert told.startswith("SILENCED  Ketamine or esketamine with psychosis")
    assert "silenced by the policy of st-mary: We watch them" in " ".join(told.split())


def test_diff_has_the_policy_on_both_sides(tmp_path: Path, policy: str) -> None:
    panel = write_panel_of_one(tmp_path)
    pack = "ketamine-depression"
    arguments = ("diff", pack, pack, "--patients", panel, "--processes", "1", "--policy", policy)

    assert caveat(*arguments, "--fail-on-change").exit_code == 0


def write_panel_of_one(folder: Path) -> str:
    write_panel(folder / "panel.ndjson", [patient(1, "Minipress 2 mg")])
    return str(folder / "panel.ndjson")
