"""What the packs of labels and consensus carry, and the evidence that every rule states."""

from datetime import date
from pathlib import Path

import pytest

from caveat.authoring.verify import verify
from caveat.rules import Alert, Checker, Level, Report, built_in_packs, request_of
from caveat.rules.loader import load_packs
from caveat.rules.model import HowRead, Rule, Statement
from caveat.rules.opening import book_of

ARTICLE = "ketamine-depression"
SOURCES = ("esketamine-label", "infusion-consensus", "ketamine-label")
PACKS = [folder for folder in built_in_packs() if folder.name in {ARTICLE, *SOURCES}]

# every row of what labels, studies and the consensus say beyond the article
CONTRAINDICATIONS = """
    esk-aneurysm esk-avm esk-ich esk-hypersens ket-bp-hazard ket-hypersens eu-mi-6wk
    uk-preeclampsia uk-cardiac-cva xanthine-ergot-no asra-cv asra-psychosis asra-liver
    asra-icp-iop asra-pregnancy asra-substance
"""
CAUTIONS = """
    esk-psychosis esk-bp-140-90 esk-cv-cerebro ket-haemodynamic ket-catecholamine-depleted ket-icp
    ket-iop ket-liver esk-liver-b esk-liver-c esk-pregnancy esk-lactation ket-pregnancy
    ket-lactation ket-bladder esk-bladder esk-abuse ket-alcohol-chronic esk-suicidality-u25
    esk-cognition-driving esk-resp eu-hyperthyroid eu-bipolar-mania eu-pulm porphyria seizure-hx
    esk-elderly-eu esk-fasting ket-npo
"""
INTERACTIONS = """
    ix-cns-ket ix-cns-esk ix-benzo-blunts ix-lamotrigine ix-lithium
    ix-clozapine-risperidone-haloperidol ix-stimulant ix-maoi ix-theophylline ix-sympathomimetic
    ix-ergometrine ix-thyroid ix-antihypertensive ix-clonidine ix-beta-blocker ix-halogenated ix-nmb
    ix-barbiturate-rec ix-gabapentinoid ix-oxybate ix-cyp3a4-inh-oral ix-cyp3a4-inh-nasal
    ix-cyp2b6-inh ix-inducer ix-grapefruit ix-naltrexone ix-nasal-steroid-decongestant ix-rhinitis
    ix-antidepressants ix-ssri-bp ix-zuranolone-brexanolone ix-nitrous ix-nmda ix-cannabis
    ix-xanomeline
"""
DOSE_SETTING_SCHEDULE = """
    spray-course-trd spray-course-suicidality spray-device spray-session spray-rems
    spray-with-antidepressant spray-alone-2025 ketamine-anaesthesia-doses ketamine-off-label-dose
    ketamine-anaesthetic-alarm ketamine-compounded
"""
ROWS = f"{CONTRAINDICATIONS} {CAUTIONS} {INTERACTIONS} {DOSE_SETTING_SCHEDULE}".split()

# rows that were not confirmed in a source: what carries them is a draft
UNCONFIRMED = [
    *("porphyria", "seizure-hx", "ix-grapefruit", "ix-zuranolone-brexanolone", "ix-nitrous"),
    *("ix-nmda", "ix-cannabis", "ix-xanomeline", "spray-alone-2025"),
]


@pytest.fixture(scope="module")
def rules(checker: Checker) -> list[Rule]:
    """Give every rule of these packs."""
    names = {folder.name for folder in PACKS}
    return [rule for rule in checker.book.rules.values() if rule.pack_id in names]


@pytest.fixture(scope="module")
def statements(checker: Checker) -> dict[str, Statement]:
    """Give every statement that the packs of labels and consensus list."""
    packs = (pack for pack in checker.book.packs if pack.id in SOURCES)
    return {statement.id: statement for pack in packs for statement in pack.statements}


@pytest.mark.parametrize("row", ROWS)
def test_a_row_of_the_labels_is_a_rule_or_says_why_not(
    row: str, statements: dict[str, Statement]
) -> None:
    assert bool(statements[row].rule_ids) != bool(statements[row].none)


@pytest.mark.parametrize("row", UNCONFIRMED)
def test_a_row_that_was_not_confirmed_is_a_draft(
    row: str, statements: dict[str, Statement], checker: Checker
) -> None:
    carrying = [checker.book.rules[rule_id] for rule_id in statements[row].rule_ids]

    assert carrying
    assert all(rule.draft for rule in carrying)


def test_every_citation_says_where_and_how_surely_it_was_read(rules: list[Rule]) -> None:
    cited = [(rule.id, each) for rule in rules for each in rule.evidence.citations]

    assert [rule_id for rule_id, each in cited if not each.section or each.read is None] == []


def test_no_draft_is_above_minor(rules: list[Rule]) -> None:
    assert {rule.level for rule in rules if rule.draft} == {Level.INFO, Level.MINOR}


def test_what_rests_on_memory_alone_is_a_draft(rules: list[Rule]) -> None:
    from_memory = [
        rule
        for rule in rules
        if {citation.read for citation in rule.evidence.citations} == {HowRead.FROM_MEMORY}
    ]

    assert from_memory
    assert [rule.id for rule in from_memory if not rule.draft] == []


def test_every_rule_says_when_it_is_wrong_who_wrote_it_and_when_it_is_read_again(
    rules: list[Rule],
) -> None:
    assert [rule.id for rule in rules if not rule.wrong_when.endswith(".")] == []
    assert {(rule.review.author, rule.review.reviewer) for rule in rules} == {
        ("Caveat contributors", "none yet")
    }
    for rule in rules:
        reviewed = date.fromisoformat(rule.review.reviewed)
        assert rule.review.next_review == reviewed.replace(year=reviewed.year + 1).isoformat()


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_a_pack_holds_its_examples_when_it_is_loaded_alone(folder: Path, checker: Checker) -> None:
    vocabulary = checker.book.vocabulary

    assert verify(book_of(load_packs([folder], vocabulary), vocabulary)) == ()


@pytest.mark.parametrize("pack", SOURCES)
def test_only_the_pack_of_the_article_assumes_a_medicine(pack: str, checker: Checker) -> None:
    assert {each.id: bool(each.assumes) for each in checker.book.packs}[pack] is False
    assert checker.book.assumes == ("ketamine",)


KETAMINE = "ketamine 40 mg IV"
SPRAY = "Spravato 56 mg"


@pytest.mark.parametrize(
    ("proposed", "patient", "leads", "milder"),
    [
        (SPRAY, {"history": ["schizophrenia"]}, "ketamine-psychosis", {"spray-psychosis"}),
        (
            KETAMINE,
            {"history": ["schizophrenia"]},
            "ketamine-psychosis",
            {"ketamine-psychosis-consensus"},
        ),
        (
            KETAMINE,
            {"medications": ["lisinopril 10 mg"]},
            "ketamine-heart-medicine",
            {"ketamine-blood-pressure-medicine"},
        ),
        (
            SPRAY,
            {"medications": ["clonazepam 1 mg"]},
            "ketamine-breathing-depressant",
            {"spray-breathing-depressant", "ketamine-benzodiazepine-blunting"},
        ),
        (SPRAY, {"medications": ["oxycodone 5 mg"]}, "ketamine-opioid", {"spray-opioid"}),
        (
            SPRAY,
            {"history": ["heart attack"], "observations": {"weeks-since-heart-attack": 3}},
            "ketamine-heart-attack-within-six-weeks",
            {"esketamine-recent-heart-attack", "spray-heart-or-vessel-disease"},
        ),
        (
            KETAMINE,
            {"history": ["Child-Pugh C"]},
            "ketamine-severe-liver-disease-consensus",
            {"ketamine-severe-liver-disease"},
        ),
        (
            KETAMINE,
            {"history": ["pregnant"]},
            "ketamine-pregnancy-consensus",
            {"ketamine-pregnancy"},
        ),
        (SPRAY, {"history": ["head cold"]}, "nasal-cold", {"spray-rhinitis"}),
        (
            KETAMINE,
            {"medications": ["Suboxone 8-2"], "history": ["opioid use disorder"]},
            "ketamine-substance-problem-consensus",
            {"ketamine-dependence-risk"},
        ),
    ],
)
def test_the_gravest_view_gives_the_one_alert_and_the_milder_are_seen(
    proposed: str, patient: dict[str, object], leads: str, milder: set[str], checker: Checker
) -> None:
    report = checker.check(request_of({"proposed": [proposed], **patient}))

    alert = alert_of(report, leads)
    views = {folded.rule_id: folded.level for folded in alert.folded}
    assert views.keys() >= milder
    assert max(views.values()) <= alert.level
    assert milder.isdisjoint(each.rule_id for each in report.alerts)


def alert_of(report: Report, rule_id: str) -> Alert:
    """Give the alert that a rule leads."""
    (alert,) = (each for each in report.alerts if each.rule_id == rule_id)
    return alert
