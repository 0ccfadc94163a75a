"""An alert as a card."""

import subprocess
import sys
from dataclasses import replace

import pytest

from caveat.rules.level import Level
from caveat.rules.model import Citation, Kind
from caveat.rules.report import Alert, CitedSource, FoldedRule
from caveat.server.cdshooks.cards import LONGEST_SUMMARY, alert_card, card_id, problem_of, summary
from caveat.server.http.body import JsonObject
from tests.server.cdshooks.invariants import broken_by_response
from tests.server.cdshooks.reports import PACK, SOURCE, WORK, alert

UUID = "5e6bf8dd-5e2c-5dd5-9f63-9b8f7c3e8a11"
SERVER = "https://ehr.example/fhir"


def card(shown: Alert, *, evidence: bool = True) -> JsonObject:
    made = alert_card(shown, PACK, UUID, evidence=evidence)
    assert broken_by_response({"cards": [made]}) == []
    return made


@pytest.mark.parametrize(
    ("indicator", "level"),
    [
        ("critical", Level.CONTRAINDICATED),
        ("critical", Level.MAJOR),
        ("warning", Level.MODERATE),
        ("warning", Level.MINOR),
        ("info", Level.INFO),
    ],
)
def test_the_level_decides_how_urgent_a_card_is(indicator: str, level: Level) -> None:
    made = card(alert(level=level))
    assert made["indicator"] == indicator
    assert str(made["detail"]).startswith(f"**{level.word.capitalize()}** · interaction")


def test_a_card_can_be_checked() -> None:
    detail = str(card(alert())["detail"]).split("\n\n")
    assert detail == [
        "**Major** · interaction",
        "**Why:**",
        '- "drug A 5 mg" → drug a → class c\n- weight: 80 kg',
        "**What may follow:** It may do harm.",
        "**How:** They add up.",
        "**What to do:** Consider another.",
        "**Wrong when:** B was stopped.",
        "**Evidence:** trial, by label. Read in part.",
        "**Sources:**",
        "- [A label](<https://label.example/a>): 4.3; 4.5",
        "**Rule:** a-rule, pack pack 2.1.0",
    ]


def test_what_a_weaker_rule_found_is_shown_with_its_path() -> None:
    above = alert()
    folded = FoldedRule(
        *("weaker", Kind.PRECAUTION, Level.INFO, "Weaker", "Less.", "Ask.", above.findings),
        pack_id=above.pack_id,
        evidence=above.evidence,
        sources=above.sources,
    )
    expected = (
        '- info: Weaker (weaker). Less. Ask. ("drug A 5 mg" → drug a → class c; weight: 80 kg)'
    )
    assert expected in str(card(alert(folded=(folded,)))["detail"])


def test_the_view_of_another_pack_names_its_sources() -> None:
    above = alert()
    view = FoldedRule(
        *("view", Kind.PRECAUTION, Level.MINOR, "View", "Less.", "Ask.", above.findings),
        pack_id="another",
        evidence=above.evidence,
        sources=above.sources,
        draft=True,
    )
    detail = str(card(alert(folded=(view,)))["detail"])
    assert "- minor: View (view, a draft, not confirmed in its source). Less. Ask." in detail
    assert ", by [A label](<https://label.example/a>): 4.3; 4.5" in detail


def test_a_submitted_text_stays_text() -> None:
    detail = str(card(alert("[x](javascript:alert(1)) <script>"))["detail"])
    assert r'"\[x\](javascript:alert(1)) &lt;script&gt;"' in detail
    assert "<script>" not in detail


def test_without_evidence_a_card_says_so() -> None:
    made = card(alert(), evidence=False)
    assert "links" not in made
    assert "Sources" not in str(made["detail"])
    assert "left out, as this request asks (show-evidence-support)" in str(made["detail"])


def test_the_first_source_is_the_source_of_the_card() -> None:
    made = card(alert())
    assert made["source"] == {"label": SOURCE.title, "url": SOURCE.url}
    assert made["links"] == [{"label": SOURCE.title, "url": SOURCE.url, "type": "absolute"}]


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "labels/a.pdf"])
def test_what_is_no_web_address_is_no_link(url: str) -> None:
    made = card(alert(sources=(replace(SOURCE, source=replace(WORK, url=url)),)))
    assert made["source"] == {"label": SOURCE.title}
    assert "links" not in made


def test_a_source_without_a_title_is_no_label() -> None:
    untitled = CitedSource(Citation("label"), replace(WORK, title=""))
    assert card(alert(sources=(untitled,)))["source"] == {"label": "Caveat"}


def test_a_summary_has_room_for_names() -> None:
    assert summary("A with B", ("drug A 5 mg", "drug\nB")) == "A with B: drug A 5 mg, drug B"


@pytest.mark.parametrize("names", [("word " * 40,), ("x" * 200,), ("é" * 60, "ü" * 60, "ö" * 60)])
def test_a_summary_is_cut_at_a_word(names: tuple[str, ...]) -> None:
    cut = summary("A with B", names)
    assert len(cut) <= LONGEST_SUMMARY
    assert cut.endswith(" …")
    assert f"A with B: {', '.join(map(str.strip, names))}".startswith(cut.removesuffix(" …"))


def test_the_same_problem_has_the_same_uuid_in_another_process() -> None:
    here = card_id(problem_of(alert(), PACK), "pat-1", SERVER)
    code = (
        "from caveat.server.cdshooks.cards import card_id, problem_of\n"
        "from tests.server.cdshooks.reports import PACK, alert\n"
        f"print(card_id(problem_of(alert(), PACK), 'pat-1', {SERVER!r}), end='')"
    )
    ran = subprocess.run(  # noqa: S603  our own interpreter and code
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert ran.stdout == here


def test_another_problem_has_another_uuid() -> None:
    problem = problem_of(alert(), PACK)
    newer = replace(PACK, digest="e" * 64)
    assert (
        len(
            {
                card_id(problem, "pat-1", SERVER),
                card_id(problem, "pat-2", SERVER),
                card_id(problem, "pat-1", ""),
                card_id(problem_of(alert(id="other"), PACK), "pat-1", SERVER),
                card_id(problem_of(alert(rule_id="other"), PACK), "pat-1", SERVER),
                card_id(problem_of(alert(), newer), "pat-1", SERVER),
            }
        )
        == 6
    )
