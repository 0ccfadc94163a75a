"""What could not be settled, as one card."""

import pytest

from caveat.rules.level import Level, Outcome
from caveat.rules.patient import EntryList
from caveat.rules.report import (
    Assumption,
    AssumptionKind,
    EntryRef,
    Suppressed,
    SuppressedKind,
    Unrecognised,
)
from caveat.server.cdshooks.uncertain import counts, uncertain_card
from caveat.server.http.body import JsonObject
from tests.server.cdshooks.invariants import broken_by_response
from tests.server.cdshooks.reports import alert, question, report

ENTRY = EntryRef(EntryList.MEDICATIONS, 1, "blor [fium] 5 mg")
ABSENT = Assumption(AssumptionKind.READ_AS_ABSENT, "psychosis is read as absent", ENTRY)


def card(made: JsonObject | None) -> JsonObject:
    assert made is not None
    assert broken_by_response({"cards": [made]}) == []
    return made


def test_a_report_that_is_whole_gives_no_needless_card() -> None:
    assert uncertain_card(report(), ()) is None
    assert uncertain_card(report(open_questions=(question(Level.MINOR),)), ()) is None


def test_what_was_taken_as_given_is_shown() -> None:
    made = card(uncertain_card(report(assumptions=(ABSENT,)), ()))
    assert made["indicator"] == "info"
    assert "- medication 2: psychosis is read as absent" in str(made["detail"])


def test_a_remark_is_shown_though_all_was_checked() -> None:
    made = card(uncertain_card(report(), ("2 info alerts left out",)))
    assert "- 2 info alerts left out" in str(made["detail"])
    assert made["indicator"] == "info"


@pytest.mark.parametrize(
    ("indicator", "level"),
    [
        ("warning", Level.CONTRAINDICATED),
        ("warning", Level.MAJOR),
        ("info", Level.MODERATE),
    ],
)
def test_a_question_that_could_reach_far_warns(indicator: str, level: Level) -> None:
    asked = (question(Level.MINOR), question(level))
    made = card(uncertain_card(report(complete=False, open_questions=asked), ()))
    assert made["indicator"] == indicator
    assert made["summary"] == f"Not fully checked: 2 open questions, could reach {level.word}"


def test_the_gravest_questions_stand_first_and_the_least_are_counted() -> None:
    levels = (Level.INFO, Level.MODERATE, Level.MINOR, Level.MAJOR, Level.INFO)
    asked = tuple(question(level, f"{level.word} question?") for level in levels)
    detail = str(card(uncertain_card(report(complete=False, open_questions=asked), ()))["detail"])
    assert detail.split("\n\n")[2].splitlines() == [
        "- **major**: major question?",
        "- **moderate**: moderate question?",
        "- and 1 minor and 2 info questions",
    ]


def test_what_was_not_recognised_is_named_with_what_may_be_meant() -> None:
    unread = (Unrecognised(ENTRY, "fium", "names no medicine known", ("folium", "a_b")),)
    made = card(uncertain_card(report(complete=False, unrecognised=unread), ()))
    assert made["summary"] == "Not fully checked: 1 entry not recognised"
    expected = (
        r'- "fium" in "blor \[fium\] 5 mg" (medication 2): names no medicine known. '
        r"Perhaps folium or a\_b?"
    )
    assert expected in str(made["detail"])


def test_what_was_read_with_doubt_is_not_fully_checked() -> None:
    made = card(uncertain_card(report(complete=False), ()))
    assert made["summary"] == "Not fully checked: some of it was read with doubt"


def test_silence_of_rules_that_speak_of_no_medicine_is_no_safety() -> None:
    made = card(uncertain_card(report(complete=False, outcome=Outcome.OUT_OF_SCOPE), ()))
    assert made["summary"] == "Not checked: no loaded rule concerns a medicine of this patient"
    assert "nothing was checked" in str(made["detail"])


def test_the_packs_are_named_with_version_and_digest() -> None:
    detail = str(card(uncertain_card(report(complete=False), ()))["detail"])
    assert f"- pack 2.1.0, reviewed 2026-01-01, digest {'d' * 64}" in detail


def test_what_a_rule_excepts_itself_is_shown_and_what_was_folded_is_not() -> None:
    finding = alert().findings[0]
    withheld = (
        Suppressed(
            *(finding, Level.MINOR, "Excepted", "", "unless topical"), SuppressedKind.EXCEPTION
        ),
        Suppressed(finding, Level.INFO, "Folded", "a-rule", "covered", SuppressedKind.COVERED),
    )
    detail = str(card(uncertain_card(report(complete=False, suppressed=withheld), ()))["detail"])
    assert "- minor: Excepted (unless topical)" in detail
    assert "Folded" not in detail


def test_things_are_counted_by_level() -> None:
    assert counts([Level.INFO], "alert") == "1 info alert"
    some = [Level.INFO, Level.MAJOR, Level.MINOR, Level.INFO]
    assert counts(some, "alert") == "1 major, 1 minor and 2 info alerts"
