"""Rules and packs as values, with their defaults."""

import pytest

from caveat.reading.status import MedicationStatus
from caveat.rules import Checker, Code, Level, Medication, Patient, Request
from caveat.rules.decode import read_pack, read_rule
from caveat.rules.model import (
    About,
    Between,
    Citation,
    Decision,
    Evidence,
    Expectation,
    Kind,
    Pack,
    Place,
    Rule,
    Source,
    Statement,
    TrialDefinition,
)
from caveat.rules.rule_reader import Reference, RuleReader
from caveat.source.document import read_document
from tests.rules.small_packs import HEAD, rule

FULL_HEAD = (
    HEAD.format(count=0)
    + """\
trials: {classes: [ssri, snri], response-from: 50, source: {source: article, section: Who}}
decisions: [{id: floor, text: The lower one., rules: [r]}]
statements: {first: r, second: {rules: [r, s]}, third: {none: not medical}}
"""
)


def read(text: str, checker: Checker) -> tuple[Rule, RuleReader]:
    reader = RuleReader("small/r.yaml", checker.book.vocabulary)
    return read_rule(reader, read_document(text, "small/r.yaml"), "small"), reader


def read_head(text: str, checker: Checker) -> tuple[Pack, RuleReader]:
    reader = RuleReader("small/pack.yaml", checker.book.vocabulary)
    return read_pack(reader, read_document(text, "small/pack.yaml"), (), "digest"), reader


def test_a_rule_between_two_is_decoded(checker: Checker) -> None:
    found, reader = read(rule("r", "between: [ketamine, opioid]\ncovers: [s]", "major"), checker)

    assert reader.problems == []
    assert (found.id, found.kind, found.level) == ("r", Kind.PRECAUTION, Level.MAJOR)
    assert found.scope == Between("ketamine", "opioid")
    assert found.covers == ("s",)
    assert (found.consequence, found.mechanism, found.management) == ("a", "b", "c")
    assert found.evidence == Evidence("theory", (Citation("article", "throughout"),))
    assert (found.pack_id, found.place) == ("small", Place("small/r.yaml", 1, 5))


def test_an_example_is_a_patient_at_its_place(checker: Checker) -> None:
    given = "{medications: [{code: {system: rxnorm, value: 6918}, status: stopped}]}"
    found, _ = read(rule("r", "about: ketamine").replace("{medications: []}", given), checker)

    (example,) = found.examples
    assert (example.name, example.expect) == ("one", Expectation.NONE)
    assert example.given.patient.medications == (
        Medication(codes=(Code("rxnorm", "6918"),), status=MedicationStatus.STOPPED),
    )
    assert example.place == Place("small/r.yaml", 13, 5)


def test_a_list_that_an_example_leaves_out_was_not_asked(checker: Checker) -> None:
    found, _ = read(rule("r", "about: ketamine"), checker)

    assert found.examples[0].given == Request(Patient(medications=()))
    assert found.examples[0].given.patient.conditions is None


def test_a_medicine_alone_is_what_a_rule_is_about(checker: Checker) -> None:
    found, _ = read(rule("r", "about: ketamine"), checker)

    assert found.scope == About("ketamine")
    assert (found.unless, found.covers) == ((), ())


def test_what_a_rule_refers_to_is_kept_to_be_checked_later(checker: Checker) -> None:
    _, reader = read(rule("r", "about: ketamine\ncovers: [s]"), checker)

    kept = sorted((reference.kind, reference.name) for reference in reader.references)
    assert kept == [("rule", "s"), ("source", "article")]
    assert Reference("rule", "s", Place(reader.path, 6, 10)) in reader.references


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("between: [ketamine, opioid]\nwhen: []", "6:7: wrong scope: 'when' goes with 'about'"),
        ("between: [ketamine, opioid]\nabout: ketamine", "1:1: wrong scope: expected either"),
        ("between: ketamine", "5:10: wrong type: expected a list"),
        ("about: ''", "5:8: empty text"),
        ("about: ketamine\nwhen: {}", "6:7: wrong type: expected a list"),
        ("about: ketamine\ncovers: s", "6:9: wrong type: expected a list"),
    ],
)
def test_a_wrong_scope_is_noted_at_its_place(checker: Checker, scope: str, expected: str) -> None:
    _, reader = read(rule("r", scope), checker)

    assert any(str(problem).startswith(f"small/r.yaml:{expected}") for problem in reader.problems)


def test_a_rule_that_is_no_mapping_gives_one_problem_and_a_rule(checker: Checker) -> None:
    found, reader = read("words", checker)

    assert found.id == ""
    assert {problem.kind for problem in reader.problems} == {"wrong type", "wrong scope"}


def test_a_rule_without_evidence_is_told_once(checker: Checker) -> None:
    text = "\n".join(
        line
        for line in rule("r", "about: ketamine").splitlines()
        if not line.startswith("evidence")
    )

    found, reader = read(text, checker)

    assert found.evidence == Evidence("", ())
    assert [str(item) for item in reader.problems] == ["small/r.yaml:1:1: missing key: evidence"]


def test_a_pack_is_decoded(checker: Checker) -> None:
    pack, reader = read_head(FULL_HEAD, checker)

    assert reader.problems == []
    assert (pack.id, pack.version, pack.digest) == ("small", "1.0.0", "digest")
    assert (pack.scope, pack.assumes) == (("ketamine-therapy",), "ketamine")
    assert pack.sources == (Source("article", "An article"),)
    assert pack.trials == TrialDefinition(("ssri", "snri"), 50.0, Citation("article", "Who"))
    assert pack.decisions == (Decision("floor", "The lower one.", ("r",)),)
    assert pack.statements == (
        Statement("first", ("r",)),
        Statement("second", ("r", "s")),
        Statement("third", none="not medical"),
    )


def test_what_a_pack_leaves_out_is_empty(checker: Checker) -> None:
    pack, reader = read_head(HEAD.format(count=0).replace("assumes: ketamine\n", ""), checker)

    assert reader.problems == []
    assert (pack.assumes, pack.trials, pack.decisions, pack.statements) == ("", None, (), ())


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("response-from: 50, ", "", "missing key: response-from"),
        ("response-from: 50", "response-from: half", "wrong type: expected a number"),
        ("source: {source: article, section: Who}", "source: article", "expected a mapping"),
        ("[ssri, snri]", "[ssri, snrl]", "unknown class or ingredient: 'snrl'"),
        ("text: The lower one., ", "", "missing key: text"),
        ("{none: not medical}", "{}", "wrong statement: expected either"),
        ("first: r", "first: [r]", "wrong type: expected a text"),
        ("title: An article", "titel: An article", "unknown key: 'titel'"),
    ],
)
def test_a_mistake_in_a_pack_is_noted(checker: Checker, old: str, new: str, expected: str) -> None:
    _, reader = read_head(FULL_HEAD.replace(old, new), checker)

    assert any(expected in str(problem) for problem in reader.problems)


@pytest.mark.parametrize("date", ["2026", "2026-1-2", "26-01-02", "2026-01-02T10", "soon", "a-b-c"])
def test_a_date_is_a_year_a_month_and_a_day(checker: Checker, date: str) -> None:
    _, reader = read_head(FULL_HEAD.replace("2026-11-23", date), checker)

    assert [problem.kind for problem in reader.problems] == ["wrong date"]


@pytest.mark.parametrize("date", ["2026-13-01", "2026-02-30", "0000-00-00"])
def test_a_date_is_one_of_the_calendar(checker: Checker, date: str) -> None:
    _, reader = read_head(FULL_HEAD.replace("2026-11-23", date), checker)

    assert [problem.kind for problem in reader.problems] == ["wrong date"]


def test_a_medication_of_an_example_keeps_what_is_stated_apart(checker: Checker) -> None:
    given = "{medications: [{text: Inderal, dose: 10 mg, route: oral, reason: stage fright}]}"
    found, _ = read(rule("r", "about: ketamine").replace("{medications: []}", given), checker)

    expected = Medication("Inderal", dose="10 mg", route="oral", reason="stage fright")
    assert found.examples[0].given.patient.medications == (expected,)
