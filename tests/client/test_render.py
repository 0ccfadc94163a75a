"""What a person reads of a report."""

import pytest

from caveat.client.render.page import Page, cells, clean, fold
from caveat.client.render.report import report_text
from caveat.v1.report_pb2 import (
    Alert,
    Assumption,
    CitedSource,
    EntryList,
    EntryRef,
    Evidence,
    Finding,
    FoldedRule,
    Kind,
    Level,
    OpenQuestion,
    Outcome,
    PackUse,
    Report,
    Step,
    StepKind,
    Suppressed,
    TracedEntry,
    Unrecognised,
    UsedFact,
)

WIDE = Page(width=100)
MINIPRESS = "Minipress 2 mg at night for PTSD nightmares"


def step(kind: str, label: str) -> Step:
    return Step(kind=StepKind.Value(f"STEP_KIND_{kind}"), label=label)


def taken(text: str, *path: Step, index: int = 0) -> TracedEntry:
    entry = EntryRef(list=EntryList.ENTRY_LIST_MEDICATIONS, index=index, text=text)
    return TracedEntry(entry=entry, path=path)


def proposed(text: str = "ketamine 40 mg IV", index: int = 0) -> TracedEntry:
    entry = EntryRef(list=EntryList.ENTRY_LIST_PROPOSED, index=index, text=text)
    return TracedEntry(entry=entry, path=[step("INGREDIENT", "ketamine")])


def prazosin(text: str = MINIPRESS) -> TracedEntry:
    path = (
        step("NAME", "Minipress"),
        step("INGREDIENT", "prazosin"),
        step("CLASS", "alpha-1 blocker"),
        step("CLASS", "heart medicine"),
    )
    return taken(text, *path)


def heart_alert(*findings: Finding) -> Alert:
    return Alert(
        rule_id="ketamine-heart-medicine",
        kind=Kind.KIND_INTERACTION,
        level=Level.LEVEL_MAJOR,
        title="Ketamine with a heart medicine",
        findings=findings or [Finding(entries=[proposed(), prazosin()])],
        consequence="Blood pressure may swing either way.",
        mechanism="Both act on the circulation.",
        management="Ask the prescriber.",
        serious=True,
    )


def compatible_alert() -> Alert:
    path = (step("INGREDIENT", "sertraline"), step("CLASS", "antidepressant"))
    return Alert(
        kind=Kind.KIND_COMPATIBLE,
        level=Level.LEVEL_INFO,
        title="Antidepressant may go on",
        findings=[Finding(entries=[proposed(), taken("Zoloft 100", *path)])],
        consequence="None is known.",
    )


def alerting(*raised: Alert) -> Report:
    return Report(
        outcome=Outcome.OUTCOME_ALERTS,
        complete=True,
        level=max(alert.level for alert in raised),
        alerts=raised,
    )


def asking(*levels: Level.ValueType) -> Report:
    questions = (
        OpenQuestion(fact=f"fact-{number}", text=f"Question {number}?", level=level)
        for number, level in enumerate(levels, start=1)
    )
    return Report(outcome=Outcome.OUTCOME_INCOMPLETE, open_questions=questions)


def headline(report: Report) -> str:
    return report_text(report, WIDE).splitlines()[0]


def test_the_headline_of_alerts_names_the_gravest_level_and_completeness() -> None:
    report = alerting(heart_alert())
    assert headline(report) == "ALERTS · gravest: major · complete"
    report.complete = False
    assert headline(report) == "ALERTS · gravest: major · incomplete"


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (
            Outcome.OUTCOME_CLEAR,
            "CLEAR · nothing above info, and everything that matters could be checked",
        ),
        (
            Outcome.OUTCOME_INCOMPLETE,
            "INCOMPLETE · nothing above info, but not everything could be checked",
        ),
        (
            Outcome.OUTCOME_OUT_OF_SCOPE,
            "OUT OF SCOPE · NOT CHECKED: no loaded rule concerns a medicine submitted",
        ),
    ],
)
def test_the_headline_says_what_an_outcome_without_alerts_means(
    outcome: Outcome.ValueType, expected: str
) -> None:
    assert headline(Report(outcome=outcome)) == expected


def test_the_second_line_counts_alerts_questions_and_unrecognised_entries() -> None:
    report = alerting(heart_alert(), compatible_alert())
    report.open_questions.add(text="How old is the patient?", level=Level.LEVEL_MAJOR)
    report.unrecognised.add(part="Foozle")
    assert (
        report_text(report, WIDE).splitlines()[1]
        == "  1 major, 1 info; 1 open question; 1 entry not recognised"
    )


def test_an_alert_shows_the_path_then_what_may_happen_and_what_to_do() -> None:
    text = report_text(alerting(heart_alert()), WIDE)
    assert (
        "\n\nMAJOR  Ketamine with a heart medicine\n"
        f'  Why          "{MINIPRESS}" -> Minipress -> prazosin -> alpha-1\n'
        "               blocker -> heart medicine\n"
        '               "ketamine 40 mg IV" -> ketamine\n'
        "  Consequence  Blood pressure may swing either way.\n"
        "  What to do   Ask the prescriber.\n"
        "  Rule         ketamine-heart-medicine, interaction, serious\n"
    ) in text


def test_three_heart_medicines_in_one_alert_show_the_proposed_medicine_once() -> None:
    findings = (
        Finding(entries=[proposed(), taken(name, step("CLASS", "heart medicine"), index=index)])
        for index, name in enumerate(("metoprolol", "lisinopril", "prazosin"))
    )
    text = report_text(alerting(heart_alert(*findings)), WIDE)
    assert text.count("ketamine 40 mg IV") == 1
    assert text.index('"metoprolol"') < text.index('"lisinopril"') < text.index('"prazosin"')
    assert text.index('"prazosin"') < text.index('"ketamine 40 mg IV"')


def test_a_path_does_not_repeat_the_words_that_were_submitted() -> None:
    entry = taken("prazosin", step("INGREDIENT", "prazosin"), step("CLASS", "heart medicine"))
    text = report_text(alerting(heart_alert(Finding(entries=[entry]))), WIDE)
    assert '"prazosin" -> heart medicine\n' in text


def test_a_status_stands_behind_the_condition_that_has_it() -> None:
    path = (step("CONDITION", "schizophrenia"), step("STATUS", "past"))
    finding = Finding(entries=[taken("h/o schizophrenia", *path)])
    text = report_text(alerting(heart_alert(finding)), WIDE)
    assert '"h/o schizophrenia" -> schizophrenia (past)\n' in text


def test_an_entry_without_text_starts_at_its_code() -> None:
    entry = taken("", step("CODE", "rxnorm 6918"), step("INGREDIENT", "metoprolol"))
    text = report_text(alerting(heart_alert(Finding(entries=[entry]))), WIDE)
    assert "  Why          rxnorm 6918 -> metoprolol\n" in text


def test_a_medicine_that_nobody_proposed_is_called_assumed() -> None:
    finding = Finding(entries=[proposed("ketamine", index=-1)])
    assert "  Why          ketamine (assumed)\n" in report_text(
        alerting(heart_alert(finding)), WIDE
    )


def test_facts_are_shown_once_with_their_values() -> None:
    fact = UsedFact(name="age", title="age", value="17 year")
    alert = heart_alert(Finding(facts=[fact]), Finding(facts=[fact]))
    assert "  Facts        age: 17 year\n" in report_text(alerting(alert), WIDE)


def test_a_folded_rule_is_one_line_and_in_full_when_verbose() -> None:
    alert = heart_alert()
    alert.folded.append(
        FoldedRule(
            rule_id="another-role",
            level=Level.LEVEL_INFO,
            title="In another role",
            consequence="It lowers pressure too.",
        )
    )
    report = alerting(alert)
    assert "  Also         info: In another role (another-role)\n" in report_text(report, WIDE)
    assert "It lowers pressure too." not in report_text(report, WIDE)
    assert "It lowers pressure too." in report_text(report, WIDE, verbose=True)


def test_the_first_sources_are_named_and_the_others_counted() -> None:
    alert = heart_alert()
    alert.evidence.CopyFrom(
        Evidence(
            grade="label",
            sources=[
                CitedSource(id="A", title="Article", section="Risks", url="https://a.example"),
                CitedSource(id="B", title="Label"),
                CitedSource(id="C"),
                CitedSource(id="D", title="Guideline"),
            ],
        )
    )
    assert (
        "  Source       Article: Risks\n"
        "               Label\n"
        "               C\n"
        "               and 1 more\n"
    ) in report_text(alerting(alert), WIDE)


def test_a_verbose_alert_has_its_mechanism_and_the_address_of_each_source() -> None:
    alert = heart_alert()
    source = CitedSource(title="Article", url="https://a.example")
    alert.evidence.CopyFrom(
        Evidence(grade="label", basis="article", note="They agree.", sources=[source])
    )
    text = report_text(alerting(alert), WIDE, verbose=True)
    assert "  Mechanism    Both act on the circulation.\n" in text
    assert "  Evidence     label, by article. They agree.\n" in text
    assert "  Source       Article\n               https://a.example\n" in text


def test_what_is_good_to_know_is_one_line_each_and_in_full_when_verbose() -> None:
    report = alerting(heart_alert(), compatible_alert())
    brief = report_text(report, WIDE)
    assert "  - Antidepressant may go on: sertraline (compatible)\n" in brief
    assert "None is known." not in brief
    full = report_text(report, WIDE, verbose=True)
    assert "\nINFO  Antidepressant may go on\n" in full
    assert "None is known." in full


def test_five_questions_are_shown_with_the_level_they_could_reach_and_the_rest_is_counted() -> None:
    report = asking(Level.LEVEL_CONTRAINDICATED, *[Level.LEVEL_MAJOR] * 6)
    text = report_text(report, WIDE)
    assert "  contraindicated  Question 1?\n  major            Question 2?\n" in text
    assert "  major            Question 5?\n  2 more questions, shown by -v\n" in text
    assert "Question 6?" not in text


def test_all_questions_are_shown_when_verbose() -> None:
    text = report_text(asking(*[Level.LEVEL_MAJOR] * 7), WIDE, verbose=True)
    assert "Question 7?" in text
    assert "more question" not in text


def test_an_unrecognised_entry_is_named_with_its_place_and_what_may_have_been_meant() -> None:
    entry = EntryRef(list=EntryList.ENTRY_LIST_MEDICATIONS, index=2, text="Klonadine 1 mg")
    unknown = Unrecognised(
        entry=entry,
        part="Klonadine",
        reason="no medicine has this name",
        suggestions=["clonidine", "clonazepam"],
    )
    assert (
        '  - "Klonadine" in "Klonadine 1 mg" (medication 3): no medicine has this name.\n'
        "    Perhaps clonidine or clonazepam?\n"
    ) in report_text(Report(unrecognised=[unknown]), Page(80))


def test_an_assumption_names_the_entry_that_it_is_about() -> None:
    entry = EntryRef(list=EntryList.ENTRY_LIST_CONDITIONS, index=1, text="denies psychosis")
    assumption = Assumption(text="Read as absent.", entry=entry)
    assert "  - condition 2: Read as absent.\n" in report_text(
        Report(assumptions=[assumption]), WIDE
    )


def test_an_assumption_about_no_entry_stands_alone() -> None:
    assumption = Assumption(text="Ketamine was taken as proposed.")
    assert "  - Ketamine was taken as proposed.\n" in report_text(
        Report(assumptions=[assumption]), WIDE
    )


def test_a_withheld_finding_leaves_its_level_and_the_reason() -> None:
    entry = taken("timolol eye drops", step("INGREDIENT", "timolol"))
    withheld = Suppressed(
        finding=Finding(entries=[entry]),
        level=Level.LEVEL_MAJOR,
        title="Ketamine with a heart medicine",
        why="the route is ophthalmic",
    )
    assert (
        "  - Ketamine with a heart medicine: timolol (major): the route is ophthalmic\n"
    ) in report_text(Report(suppressed=[withheld]), WIDE)


def test_the_last_lines_name_the_packs_and_whom_the_report_supports() -> None:
    pack = PackUse(id="p", version="1.0.0", reviewed="2026-11-23", digest="0123456789abcdef")
    assert report_text(Report(packs=[pack]), WIDE).splitlines()[-2:] == [
        "Packs: p 1.0.0, reviewed 2026-11-23, digest 0123456789ab.",
        "Caveat supports a professional, who can check the basis of every alert; it replaces none.",
    ]


def test_a_level_of_a_newer_service_is_shown_as_its_number() -> None:
    newer = Report.FromString(b"\x10\x01\x20\x09")
    assert headline(newer) == "ALERTS · gravest: 9 · incomplete"


def test_control_characters_of_an_entry_cannot_steer_the_terminal() -> None:
    hostile = "prazosin\x1b[2J\x9b31m\u202e\r\nCLEAR"
    text = report_text(alerting(heart_alert(Finding(entries=[taken(hostile)]))), WIDE)
    assert '"prazosin\ufffd[2J\ufffd31m\ufffd CLEAR"' in text
    assert all(line.isprintable() for line in text.splitlines())


def test_an_entry_too_long_to_read_is_visibly_cut() -> None:
    finding = Finding(entries=[taken("x" * 2000)])
    text = report_text(alerting(heart_alert(finding)), WIDE)
    assert text.count("x") < 200
    assert ' ..."\n' in text


@pytest.mark.parametrize("width", [40, 60, 80, 100])
@pytest.mark.parametrize("text", [MINIPRESS, "x" * 150, "哌唑嗪" * 50, "é" * 150])
def test_no_line_is_wider_than_the_page(width: int, text: str) -> None:
    report = alerting(heart_alert(Finding(entries=[prazosin(text)])), compatible_alert())
    report.MergeFrom(asking(Level.LEVEL_CONTRAINDICATED))
    lines = report_text(report, Page(width), verbose=True).splitlines()
    assert max(map(cells, lines)) <= width


def test_without_colour_there_is_no_escape_character() -> None:
    assert "\x1b" not in report_text(alerting(heart_alert()), WIDE)


def test_colour_changes_no_word_and_the_level_stands_in_words() -> None:
    report = alerting(heart_alert())
    coloured = report_text(report, Page(100, colour=True))
    assert "\x1b[1;31mMAJOR  \x1b[0m" in coloured
    plain = coloured
    for style in ("\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[1;31m"):
        plain = plain.replace(style, "")
    assert plain == report_text(report, WIDE)


def test_a_word_wider_than_a_line_is_broken_and_nothing_is_lost() -> None:
    lines = fold("ab " + "x" * 25, 10)
    assert lines == ["ab", "x" * 10, "x" * 10, "x" * 5]


def test_an_empty_text_is_one_empty_line() -> None:
    assert fold("", 10) == [""]


def test_a_combining_accent_takes_no_column_and_a_wide_letter_two() -> None:
    assert cells("e\u0301") == 1
    assert cells("嗪") == 2


def test_clean_keeps_what_is_printed() -> None:
    assert clean("Müller · 0.5 µg") == "Müller · 0.5 µg"
