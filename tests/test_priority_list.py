"""Every pair of the high-priority list, and the boxed warning, on a list without ketamine."""

from collections.abc import Sequence

import pytest

from caveat.rules import Checker, Report, request_of
from caveat.rules.model import Pack

PACK = "priority-interactions"

# statement: its rule, two members by name, two by RxCUI
PAIRS = {
    "amphetamine-mao-inhibitor": (
        *("amphetamine-with-mao-inhibitor", "Vyvanse 30", "Marplan 10 mg", "3288", "6011"),
    ),
    "ssri-mao-inhibitor": ("ssri-with-mao-inhibitor", "Paxil 20", "Parnate 10", "4493", "8123"),
    "opioid-mao-inhibitor": ("opioid-with-mao-inhibitor", "Demerol", "Nardil", "6754", "10734"),
    "tricyclic-mao-inhibitor": (
        *("tricyclic-with-mao-inhibitor", "Pamelor 25", "Nardil 15", "5691", "10734"),
    ),
    "triptan-mao-inhibitor": (
        *("triptan-with-mao-inhibitor", "Maxalt 10", "Parnate 10", "135775", "6011"),
    ),
    "tranylcypromine-procarbazine": (
        *("tranylcypromine-with-procarbazine", "Parnate 10", "Matulane", "10734", "8702"),
    ),
    "qt-qt": ("two-high-risk-qt-medicines", "Tikosyn", "Orap 2 mg", "9068", "5093"),
    "statin-cyp3a4-inhibitor": (
        *("statin-with-cyp3a4-inhibitor", "Mevacor 20", "Sporanox", "36567", "85762"),
    ),
    "ergot-cyp3a4-inhibitor": (
        *("ergot-with-cyp3a4-inhibitor", "Methergine", "Biaxin", "3418", "28031"),
    ),
    "irinotecan-cyp3a4-inhibitor": (
        *("irinotecan-with-cyp3a4-inhibitor", "Onivyde", "Nizoral tablets", "51499", "21212"),
    ),
    "protease-inhibitor-inducer": (
        *("protease-inhibitor-with-inducer", "Kaletra", "Rifadin", "460132", "2002"),
    ),
    "atazanavir-proton-pump-inhibitor": (
        *("atazanavir-with-proton-pump-inhibitor", "Reyataz", "Nexium", "343047", "17128"),
    ),
    "febuxostat-thiopurine": ("febuxostat-with-thiopurine", "Uloric", "Imuran", "73689", "103"),
    "tizanidine-cyp1a2-inhibitor": (
        *("tizanidine-with-strong-cyp1a2-inhibitor", "Zanaflex", "Cipro", "57258", "42355"),
    ),
    "ramelteon-cyp1a2-inhibitor": (
        *("ramelteon-with-fluvoxamine", "Rozerem", "Luvox", "596205", "42355"),
    ),
    "opioid-benzodiazepine": (
        *("opioid-with-benzodiazepine", "Norco 5/325", "Klonopin", "7052", "596"),
    ),
}


@pytest.fixture(scope="module")
def pack(checker: Checker) -> Pack:
    return next(pack for pack in checker.book.packs if pack.id == PACK)


def checked(checker: Checker, medications: Sequence[object]) -> Report:
    nothing: list[object] = []
    lists = {"medications": medications, "history": nothing, "allergies": nothing}
    return checker.check(request_of({"proposed": "none", **lists}))


def by_code(rxcui: str) -> object:
    return {"code": {"system": "rxnorm", "value": rxcui}}


def test_every_pair_is_carried_by_a_rule(pack: Pack) -> None:
    carried = {statement.id: statement.rule_ids for statement in pack.statements}

    assert carried.keys() == PAIRS.keys()
    assert all(rule in carried[pair] for pair, (rule, *_) in PAIRS.items())
    assert {rule for rules in carried.values() for rule in rules} == {r.id for r in pack.rules}


@pytest.mark.parametrize("pair", PAIRS)
def test_a_pair_alerts_by_name_and_by_code_and_nothing_else_does(
    checker: Checker, pair: str
) -> None:
    rule, one, other, code, other_code = PAIRS[pair]

    for medications in ([one, other], [by_code(code), by_code(other_code)]):
        report = checked(checker, medications)

        assert [alert.rule_id for alert in report.alerts] == [rule]
        assert report.complete


@pytest.mark.parametrize("pair", PAIRS)
def test_either_of_a_pair_alone_is_quiet_and_asks_nothing(checker: Checker, pair: str) -> None:
    for medicine in PAIRS[pair][1:3]:
        report = checked(checker, [medicine])

        assert report.alerts == ()
        assert report.open_questions == ()


@pytest.mark.parametrize("pair", PAIRS)
def test_either_of_a_pair_asks_for_the_list_that_nobody_gave(checker: Checker, pair: str) -> None:
    rule, *medicines = PAIRS[pair][:3]

    for medicine in medicines:
        [question] = checker.check(request_of({"proposed": [medicine]})).open_questions

        assert question.fact == "medications"
        assert rule in question.rule_ids


def test_no_clinician_has_reviewed_the_pack_and_it_says_so(pack: Pack) -> None:
    assert {rule.review.reviewer for rule in pack.rules} == {"none yet"}
    assert all(rule.wrong_when and rule.hazard and rule.review.next_review for rule in pack.rules)


def test_what_rests_on_memory_alone_is_a_draft(pack: Pack) -> None:
    for rule in pack.rules:
        read = {str(cited.read.value) for cited in rule.evidence.citations if cited.read}

        assert rule.draft or read & {"read", "second-hand"}
