"""The entries of an answer, with packs that say what the built-in one never does."""

from pathlib import Path
from typing import cast

import pytest

from caveat.rules import Checker
from caveat.server.rxnav.answer import answer_of
from caveat.server.rxnav.checked import check_rxcuis
from tests.rules.small_packs import checker_of, rule, write_pack
from tests.server.rxnav.programs import NOTHING, Document, Shown, shown_by_record

KETAMINE, METOPROLOL, PRAZOSIN = "6130", "6918", "8629"
TWO_HEART_MEDICINES = (
    "about: ketamine\nwhen:\n  - {count: {medication: heart-medicine, at_least: 2}}"
)


def shown(folder: Path, checker: Checker, *rules: str) -> list[Shown] | str:
    small = checker_of([write_pack(folder, *rules)], checker.book.vocabulary)
    checked = check_rxcuis([METOPROLOL, KETAMINE, PRAZOSIN], small)
    return shown_by_record(cast("Document", answer_of(checked, (), small.book)))


@pytest.mark.parametrize(
    ("level", "severity"),
    [
        ("contraindicated", "high"),
        ("major", "high"),
        ("moderate", "moderate"),
        ("minor", "minor"),
    ],
)
def test_an_alert_of_one_medicine_has_an_entry_too(
    tmp_path: Path, checker: Checker, level: str, severity: str
) -> None:
    entries = shown(tmp_path, checker, rule("r", "about: ketamine", level))

    assert entries == [
        Shown(
            f"r ({level}, rule r): rxnorm 6130 -> ketamine",
            "ketamine",
            "(none)",
            severity,
            "r. a c",
        )
    ]


def test_an_alert_of_several_medicines_has_an_entry_for_each_beside_its_own(
    tmp_path: Path, checker: Checker
) -> None:
    entries = shown(tmp_path, checker, rule("r", TWO_HEART_MEDICINES))

    names = [(entry.first, entry.second) for entry in entries if isinstance(entry, Shown)]
    assert names == [("ketamine", "metoprolol"), ("ketamine", "prazosin")]


def test_what_is_only_good_to_know_is_no_interaction(tmp_path: Path, checker: Checker) -> None:
    assert shown(tmp_path, checker, rule("r", "about: ketamine", "info")) == NOTHING
