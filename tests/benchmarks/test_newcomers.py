"""Patients whose entries were never seen before, and panels of patients that were."""

from itertools import islice
from pathlib import Path

import pytest

from benchmarks.bench.floor import floor_of, pieces_of
from benchmarks.bench.newcomers import mixtures, newcomers
from benchmarks.bench.panel import write_panel
from benchmarks.synthetic import Written, pack_of, patients, rules
from caveat.rules import Checker, Condition, Medication, Report, Request, read_request
from caveat.rules.opening import book_of
from caveat.server.convert.messages import message_of_request
from caveat.server.convert.reports import message_of_report

pytestmark = pytest.mark.usefixtures("unmeasured")


@pytest.fixture(scope="module")
def checks(checker: Checker) -> Checker:
    """Check by the rules that made-up patients set off."""
    vocabulary = checker.book.vocabulary
    return Checker(book_of([pack_of(rules(20, vocabulary))], vocabulary))


def raised(report: Report) -> tuple[list[str], bool]:
    return [alert.rule_id for alert in report.alerts], report.complete


def entries(request: Request) -> list[Medication | Condition]:
    return [*(request.patient.medications or ()), *(request.patient.conditions or ())]


@pytest.mark.parametrize("written", ["codes", "text"])
def test_newcomers_have_texts_of_their_own_and_set_off_the_same_rules(
    checks: Checker, written: Written
) -> None:
    known = patients(20, checks.book.vocabulary, written)
    new = list(islice(newcomers(known), 60))
    seen = [entry.text for request in new for entry in entries(request)]

    assert len(set(seen)) == len(seen) == 60 * 13
    for number, request in enumerate(new):
        assert raised(checks.check(request)) == raised(checks.check(known[number % 20]))


def test_mixtures_are_new_patients_of_known_entries(checks: Checker) -> None:
    known = patients(20, checks.book.vocabulary)
    mixed = list(mixtures(known))
    seen = {entry for request in known for entry in entries(request)}

    assert len({request.patient for request in (*known, *mixed)}) == 20 + 20 * 19
    assert seen == {entry for request in mixed for entry in entries(request)}


def test_a_panel_says_of_a_patient_what_the_request_says(checks: Checker, tmp_path: Path) -> None:
    known = patients(3, checks.book.vocabulary)
    write_panel(tmp_path / "panel", known, 5)
    lines = (tmp_path / "panel").read_text().splitlines()
    read = list(map(read_request, lines))

    assert list(map(entries, read)) == [entries(known[number]) for number in (0, 1, 2, 0, 1)]
    assert raised(checks.check(read[0])) == raised(checks.check(known[0]))
    assert len({request.request_id for request in read}) == 5


def test_the_floor_gives_the_whole_report(checks: Checker) -> None:
    [request] = patients(1, checks.book.vocabulary)
    report = message_of_report(checks.check(request)).SerializeToString()
    pieces = pieces_of(report)

    assert len(pieces) >= 20
    assert floor_of(message_of_request(request).SerializeToString(), pieces) == report
