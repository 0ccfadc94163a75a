"""What a person reads of a rule, of many rules, and of a reading."""

from caveat.client.render.page import Page, cells
from caveat.client.render.recognition import recognition_text
from caveat.client.render.rule import rule_table, rule_text
from caveat.v1.knowledge_pb2 import (
    Example,
    RecogniseAs,
    RecogniseResponse,
    Recognition,
    Rule,
    RuleSummary,
)
from caveat.v1.report_pb2 import (
    Background,
    CitedSource,
    Evidence,
    Kind,
    Level,
    Review,
    Step,
    StepKind,
)

PAGE = Page(80)
PSYCHOSIS = RuleSummary(
    id="ketamine-psychosis",
    pack_id="ketamine-depression",
    kind=Kind.KIND_CONTRAINDICATION,
    level=Level.LEVEL_CONTRAINDICATED,
    title="Ketamine with psychosis, past, present or suspected",
)
AGE = RuleSummary(
    id="ketamine-adults-only",
    kind=Kind.KIND_ELIGIBILITY,
    level=Level.LEVEL_MAJOR,
    title="Patient is under 18",
)


def test_rules_are_listed_gravest_first_in_two_lines_each() -> None:
    assert rule_table([AGE, PSYCHOSIS], PAGE) == (
        "contraindicated  ketamine-psychosis (contraindication)\n"
        "                 Ketamine with psychosis, past, present or suspected\n"
        "major            ketamine-adults-only (eligibility)\n"
        "                 Patient is under 18\n"
        "\n"
        "2 rules."
    )


def test_the_table_of_rules_is_no_wider_than_the_page() -> None:
    long = RuleSummary(id="x" * 70, kind=Kind.KIND_MONITORING, title="word " * 40)
    assert max(map(cells, rule_table([long], PAGE).splitlines())) <= 80


def test_a_rule_is_explained_with_its_criteria_sources_and_examples() -> None:
    rule = Rule(
        summary=PSYCHOSIS,
        about="ketamine-therapy",
        when=["the patient has psychosis"],
        unless=["it was ruled out"],
        covers=["ketamine-psychosis-family-history"],
        consequence="Psychosis may come back.",
        mechanism="Ketamine causes like symptoms.",
        management="Choose another treatment.",
        serious=True,
        evidence=Evidence(
            grade="label",
            basis="article",
            sources=[
                CitedSource(
                    title="Article",
                    section="Risks",
                    url="https://a.example",
                    edition="7th",
                    read="second-hand",
                )
            ],
        ),
        wrong_when="It was ruled out.",
        background=Background(context="More so in the young.", exposure="not known"),
        review=Review(author="A. Writer", reviewed="2026-11-23", next_review="2027-11-23"),
        examples=[Example(name="schizophrenia", expect="alert"), Example(expect="none")],
    )
    assert rule_text(rule, PAGE) == (
        "CONTRAINDICATED  Ketamine with psychosis, past, present or suspected\n"
        "  About        ketamine-therapy\n"
        "  When         the patient has psychosis\n"
        "  Unless       it was ruled out\n"
        "  Covers       ketamine-psychosis-family-history\n"
        "  Consequence  Psychosis may come back.\n"
        "  Mechanism    Ketamine causes like symptoms.\n"
        "  What to do   Choose another treatment.\n"
        "  Wrong when   It was ruled out.\n"
        "  Context      More so in the young.\n"
        "  Not known    exposure, harm\n"
        "  Evidence     label, by article.\n"
        "  Source       Article, 7th: Risks (second hand)\n"
        "               https://a.example\n"
        "  Examples     alert: schizophrenia\n"
        "               none:\n"
        "  Review       written by A. Writer, reviewed 2026-11-23, next by 2027-11-23\n"
        "  Rule         ketamine-psychosis, contraindication, serious, pack\n"
        "               ketamine-depression"
    )


def test_an_interaction_names_both_of_its_terms() -> None:
    rule = Rule(summary=AGE, between=["ketamine-therapy", "opioid"])
    assert "  Between      ketamine-therapy and opioid\n" in rule_text(rule, PAGE)


def test_a_reading_shows_the_path_and_what_else_was_read() -> None:
    read = Recognition(
        read_as=RecogniseAs.RECOGNISE_AS_MEDICATION,
        path=[
            Step(kind=StepKind.STEP_KIND_NAME, label="Minipress"),
            Step(kind=StepKind.STEP_KIND_INGREDIENT, label="prazosin"),
        ],
        status="active",
        dose="2 mg",
        route="oral",
        reason="PTSD nightmares",
        distance=1,
    )
    assert recognition_text(RecogniseResponse(recognitions=[read]), PAGE) == (
        "MEDICATION\n"
        "  Path         Minipress -> prazosin\n"
        "  Status       active\n"
        "  Dose         2 mg\n"
        "  Route        oral\n"
        "  Reason       PTSD nightmares\n"
        "  Spelling     1 letter differs"
    )


def test_what_was_not_recognised_shows_what_may_have_been_meant() -> None:
    response = RecogniseResponse(suggestions=["clonidine", "clonazepam"])
    assert recognition_text(response, PAGE) == (
        "NOT RECOGNISED\n  Perhaps      clonidine\n               clonazepam"
    )
