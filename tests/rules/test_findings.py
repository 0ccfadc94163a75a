"""What rules found, withheld or wait for, entry by entry."""

from pathlib import Path

import pytest
from msgspec import structs

from caveat.reading.status import ConditionStatus
from caveat.rules import Checker, Report, request_of
from caveat.rules.facts import Held
from caveat.rules.findings import decide_rules
from caveat.rules.patient import EntryList
from caveat.rules.report import EntryRef
from tests.rules.small_packs import HEAD, Check, checker_of, rule, write_pack

HEART = "between: [ketamine-therapy, heart-medicine]"
ALONE = "about: ketamine\nwhen:\n  - {medication: heart-medicine}"
SUPERVISED = "\nunless:\n  - {observation: supervised, is: true}"
EYES = HEART + "\nunless:\n  - {medication: heart-medicine, route: [ophthalmic]}"
PAIR = rule("r", "between: [opioid, opioid]")


def found(report: Report) -> list[list[str]]:
    """Give the texts of the entries of each finding."""
    return [
        [entry.entry.text for entry in finding.entries]
        for alert in report.alerts
        for finding in alert.findings
    ]


def withheld(report: Report) -> list[str]:
    return [trace.finding.entries[1].entry.text for trace in report.suppressed]


@pytest.mark.parametrize("terms", ["ketamine-therapy, heart-medicine", "heart-medicine, ketamine"])
def test_two_terms_may_stand_in_either_order(check: Check, terms: str) -> None:
    report = check([rule("r", f"between: [{terms}]")], medications=["metoprolol"])

    assert [sorted(entries) for entries in found(report)] == [["ketamine 40 mg IV", "metoprolol"]]


def test_a_medicine_of_two_classes_is_one_partner(check: Check) -> None:
    report = check([rule("r", HEART)], medications=["metoprolol / hydrochlorothiazide"])

    assert found(report) == [["ketamine 40 mg IV", "metoprolol / hydrochlorothiazide"]]


def test_a_pair_of_one_class_is_found_once(check: Check) -> None:
    report = check([PAIR], medications=["morphine", "codeine", "fentanyl"])

    assert found(report) == [
        ["morphine", "codeine"],
        ["morphine", "fentanyl"],
        ["codeine", "fentanyl"],
    ]


def test_one_medicine_of_a_class_makes_no_pair(check: Check) -> None:
    assert found(check([PAIR], medications=["morphine"])) == []


@pytest.mark.parametrize(
    ("medications", "is_found"),
    [
        (["morphine 15 mg", "MS Contin 30"], False),
        (["Percocet", "acetaminophen / oxycodone"], False),
        (["Percocet", "oxycodone"], True),
    ],
)
def test_a_medicine_that_stands_twice_is_no_pair(
    check: Check, medications: list[str], *, is_found: bool
) -> None:
    assert is_found is bool(found(check([PAIR], medications=medications)))


@pytest.mark.parametrize("terms", ["heart-medicine, opioid", "opioid, heart-medicine"])
@pytest.mark.parametrize(
    ("medication", "is_found"), [("timolol eye drops", False), ("timolol", True)]
)
def test_an_exception_may_be_of_either_of_two(
    check: Check, terms: str, medication: str, *, is_found: bool
) -> None:
    unless = "\nunless:\n  - {medication: heart-medicine, route: [ophthalmic]}"

    report = check([rule("r", f"between: [{terms}]{unless}")], medications=[medication, "morphine"])

    assert is_found is bool(found(report))


@pytest.mark.parametrize(
    "medications",
    [["timolol eye drops", "metoprolol"], ["metoprolol", "timolol eye drops"]],
)
def test_an_exception_of_a_pair_of_one_class_may_be_of_either(
    check: Check, medications: list[str]
) -> None:
    scope = (
        "between: [beta-blocker, beta-blocker]\n"
        "unless:\n  - {medication: beta-blocker, route: [ophthalmic]}"
    )

    assert found(check([rule("r", scope)], medications=medications)) == []


def test_both_subjects_of_a_rule_are_decided_on(check: Check) -> None:
    report = check(
        [rule("r", HEART)], proposed=["ketamine IV", "Spravato 56 mg"], medications=["metoprolol"]
    )

    assert found(report) == [["ketamine IV", "metoprolol"], ["Spravato 56 mg", "metoprolol"]]


def test_a_rule_about_a_medicine_is_not_about_a_relative_of_it(check: Check) -> None:
    assert found(check([rule("r", "about: ketamine")], proposed=["Spravato 56 mg"])) == []


@pytest.mark.parametrize(
    ("medication", "is_found"),
    [
        ("timolol eye drops", False),
        ({"text": "timolol", "route": "ophthalmic"}, False),
        ("Timoptic", False),
        ("timolol", True),
        ("timolol tablets", True),
        ({"text": "timolol eye drops", "route": "somehow"}, True),
        ({"text": "timolol eye drops", "route": "oral"}, True),
    ],
)
def test_an_exception_withholds_only_what_it_surely_fits(
    check: Check, medication: object, *, is_found: bool
) -> None:
    report = check([rule("r", EYES)], medications=[medication])

    assert is_found is bool(found(report))
    assert is_found is not bool(withheld(report))


def test_an_exception_of_one_entry_leaves_the_others(check: Check) -> None:
    drops = ["timolol eye drops", "metoprolol", "betaxolol eye drops"]

    report = check([rule("r", EYES)], medications=drops)

    assert [entries[1] for entries in found(report)] == ["metoprolol"]
    assert withheld(report) == ["timolol eye drops", "betaxolol eye drops"]


def test_an_exception_of_a_rule_about_one_medicine_needs_every_entry_that_it_used(
    check: Check,
) -> None:
    scope = (
        "about: ketamine\nwhen:\n  - {medication: heart-medicine}\n"
        "unless:\n  - {medication: heart-medicine, route: [ophthalmic]}"
    )

    assert found(check([rule("r", scope)], medications=["timolol eye drops"])) == []
    assert found(check([rule("r", scope)], medications=["timolol eye drops", "metoprolol"]))


@pytest.mark.parametrize(
    ("proposed", "asked"),
    [
        ("morphine", ["medications"]),
        ("lorazepam", ["medications"]),
        ({"text": "morphine", "route": "epidural"}, []),
        ({"text": "lorazepam", "route": "epidural"}, ["medications"]),
        ("metoprolol", []),
    ],
)
def test_where_a_pack_speaks_for_both_of_two_either_asks_for_the_other(
    tmp_path: Path, checker: Checker, proposed: object, asked: list[str]
) -> None:
    head = HEAD.replace("[ketamine-therapy]", "[opioid, benzodiazepine]")
    scope = (
        "between: [benzodiazepine, opioid]\nunless:\n  - {medication: opioid, route: [epidural]}"
    )
    folder = write_pack(tmp_path, rule("r", scope), head=head)
    small = checker_of([folder], checker.book.vocabulary)

    report = small.check(request_of({"proposed": [proposed]}))

    assert [question.fact for question in report.open_questions] == asked


def test_a_list_that_was_given_leaves_nothing_to_ask_for_a_pair(
    tmp_path: Path, checker: Checker
) -> None:
    head = HEAD.replace("[ketamine-therapy]", "[opioid, benzodiazepine]")
    folder = write_pack(tmp_path, rule("r", "between: [benzodiazepine, opioid]"), head=head)
    small = checker_of([folder], checker.book.vocabulary)

    report = small.check(request_of({"proposed": ["morphine"], "medications": ["metoprolol"]}))

    assert report.open_questions == ()
    assert report.complete


def test_an_exception_that_is_only_possible_withholds_nothing(check: Check) -> None:
    assert found(check([rule("r", HEART + SUPERVISED)], medications=["metoprolol"]))


@pytest.mark.parametrize(
    ("given", "is_found"),
    [
        ({"observations": {"supervised": "yes"}}, False),
        ({"observations": {"supervised": "no"}}, True),
        ({"proposed": [{"text": "ketamine IV", "plan": {"supervised": True}}]}, False),
    ],
)
@pytest.mark.parametrize("scope", [HEART, ALONE])
def test_an_exception_may_look_at_a_fact(
    check: Check, scope: str, given: dict[str, object], *, is_found: bool
) -> None:
    report = check([rule("r", scope + SUPERVISED)], medications=["metoprolol"], **given)

    assert is_found is bool(found(report))


@pytest.mark.parametrize("scope", [HEART, ALONE])
@pytest.mark.parametrize(("history", "is_found"), [(["PTSD"], False), ([], True), (None, True)])
def test_an_exception_may_look_at_a_condition(
    check: Check, scope: str, history: list[str] | None, *, is_found: bool
) -> None:
    scope += "\nunless:\n  - {condition: ptsd}"

    report = check([rule("r", scope)], medications=["metoprolol"], history=history)

    assert is_found is bool(found(report))


@pytest.mark.parametrize("scope", [HEART, ALONE])
def test_an_exception_that_holds_whatever_is_taken_leaves_nothing_to_ask(
    check: Check, scope: str
) -> None:
    rules = [rule("r", scope + SUPERVISED)]

    asked, supervised = (
        check(rules, medications=None, observations=given) for given in ({}, {"supervised": "yes"})
    )

    assert [question.fact for question in asked.open_questions] == ["medications"]
    assert supervised.open_questions == ()


def test_an_exception_of_a_medicine_does_not_hold_while_no_medicine_is_known(check: Check) -> None:
    report = check([rule("r", EYES)], medications=None)

    assert [question.fact for question in report.open_questions] == ["medications"]


@pytest.mark.parametrize(
    ("other", "given"),
    [
        ("{medication: opioid}", {"medications": ["morphine", "timolol eye drops"]}),
        ("{condition: ptsd}", {"medications": ["timolol eye drops"], "history": ["PTSD"]}),
    ],
)
def test_an_exception_of_a_medicine_is_not_held_against_what_else_the_rule_used(
    check: Check, other: str, given: dict[str, object]
) -> None:
    unless = "\nunless:\n  - {medication: heart-medicine, route: [ophthalmic]}"

    report = check([rule("r", f"{ALONE}\n  - {other}{unless}")], **given)

    assert found(report) == []
    assert [trace.finding.rule_id for trace in report.suppressed] == ["r"]


@pytest.mark.parametrize(
    "medications", [["lisinopril", "metoprolol"], ["metoprolol", "lisinopril"]]
)
def test_a_medicine_of_both_classes_is_a_partner_of_one_that_is_of_the_first_alone(
    check: Check, medications: list[str]
) -> None:
    scope = "between: [heart-medicine, beta-blocker]"

    report = check([rule("r", scope)], medications=medications)

    assert found(report) == [["lisinopril", "metoprolol"]]


def test_the_medicine_that_a_rule_is_about_is_not_counted_beside_itself(check: Check) -> None:
    scope = "about: ketamine\nwhen:\n  - {count: {medication: ketamine-therapy, at_least: 1}}"

    assert found(check([rule("r", scope)])) == []
    assert found(check([rule("r", scope)], medications=["Spravato"]))


def test_where_one_rule_is_asked_for_no_other_is_decided(tmp_path: Path, checker: Checker) -> None:
    rules = [rule(name, "about: ketamine") for name in ("a", "b")]
    small = checker_of([write_pack(tmp_path / "small", *rules)], checker.book.vocabulary)
    facts = small.recogniser.facts_of(small.recogniser.read(request_of({"proposed": ["ketamine"]})))

    assert [each.rule.id for each in decide_rules(facts, small.book, {1}).found] == ["b"]
    assert [each.rule.id for each in decide_rules(facts, small.book, set()).found] == []


def test_a_condition_that_has_the_name_of_a_medicine_is_not_that_medicine(
    tmp_path: Path, checker: Checker
) -> None:
    folder = write_pack(tmp_path / "small", rule("r", HEART))
    small = checker_of([folder], checker.book.vocabulary)
    read = small.recogniser.read(request_of({"proposed": ["metoprolol"]}))
    entry = EntryRef(EntryList.CONDITIONS, 0, "ketamine therapy")
    name = frozenset(("ketamine-therapy",))
    held = Held(entry, "ketamine-therapy", name, ConditionStatus.ACTIVE, (), name)

    facts = structs.replace(small.recogniser.facts_of(read), held=(held,))

    assert decide_rules(facts, small.book).found == []


def test_what_was_found_stands_beside_what_is_open(check: Check) -> None:
    report = check([rule("r", HEART)], medications=["metoprolol", "xyzzyprin"])

    assert [entries[1] for entries in found(report)] == ["metoprolol"]
    assert [(item.fact, item.rule_ids) for item in report.open_questions] == [
        ("medications", ("r",))
    ]


@pytest.mark.parametrize(
    ("medications", "is_found"),
    [
        (["morphine", "codeine"], True),
        (["morphine and codeine 5 mg"], False),
        (["morphine", "MS Contin"], False),
        (["morphine", {"text": "codeine", "status": "planned"}], True),
        (["morphine", {"text": "codeine", "status": "stopped"}], False),
    ],
)
def test_a_count_is_of_different_substances_in_different_entries(
    check: Check, medications: list[object], *, is_found: bool
) -> None:
    scope = "about: ketamine\nwhen:\n  - {count: {medication: opioid, at_least: 2}}"

    assert is_found is bool(found(check([rule("r", scope)], medications=medications)))


@pytest.mark.parametrize(
    ("medications", "is_open"),
    [(["xyzzyprin"], False), (["xyzzyprin", "zzzz"], True), (["morphine", "xyzzyprin"], True)],
)
def test_a_count_is_open_only_if_enough_is_in_doubt(
    check: Check, medications: list[object], *, is_open: bool
) -> None:
    scope = "about: ketamine\nwhen:\n  - {count: {medication: opioid, at_least: 2}}"

    report = check([rule("r", scope)], medications=medications)

    assert is_open is bool(report.open_questions)


@pytest.mark.parametrize("status", ["active", "planned"])
def test_what_is_planned_is_taken_as_what_is_active(check: Check, status: str) -> None:
    medication = {"text": "metoprolol", "status": status}

    assert found(check([rule("r", HEART)], medications=[medication]))
