"""Policies of a site, written to files, and checkers that they change."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from caveat.reading.vocabulary import Vocabulary
from caveat.rules import Checker, Report, built_in_packs, request_of
from caveat.rules.engine import Today
from caveat.rules.opening import load_kept
from caveat.rules.policies import read_policies

TODAY = dt.date(2026, 11, 26)
LAST_DAY = dt.date(2027, 5, 25)
END = dt.date(2027, 5, 26)
HEAD = "site: st-mary\nchanges:\n"


class Calendar:
    """A day that a test puts on."""

    def __init__(self, day: dt.date = TODAY) -> None:
        self.day = day

    def today(self) -> dt.date:
        return self.day


FIRST = Calendar()


def change(rule_id: str, action: str, level: str = "", **others: str) -> str:
    """Write one change of a policy; ``others`` replace what it says, and nothing takes it out."""
    said = {
        "rule": rule_id,
        "action": action,
        "level": level,
        "reason": "We watch them.",
        "author": "A. Person",
        "second": "B. Person",
        "date": str(TODAY),
        "expires": str(END),
    } | others
    lines = [f"{name}: {text}\n" for name, text in said.items() if text]
    return "  - " + "    ".join(lines)


def write_policy(file: Path, *changes: str, site: str = "st-mary") -> Path:
    """Write a policy of these changes."""
    file.write_text(HEAD.replace("st-mary", site) + "".join(changes), encoding="utf-8")
    return file


def changed_checker(
    folder: Path, vocabulary: Vocabulary, policies: Iterable[Path], today: Today = FIRST.today
) -> Checker:
    """Load a pack with policies, and with a vocabulary that is loaded already."""
    stated = read_policies(policies, today())
    with stated.beside():
        kept = load_kept([folder], vocabulary, cached=False)
    return Checker.of_kept(stated.applied_to(kept), [folder], vocabulary, today)


def report_on(checker: Checker, **given: object) -> Report:
    """Check a patient who is to have ketamine, and has nothing but what is given."""
    lists: dict[str, object] = {"medications": [], "history": [], "allergies": []}
    return checker.check(request_of({"proposed": ["ketamine 40 mg IV"]} | lists | given))


def alerts_of(report: Report) -> list[tuple[str, str]]:
    """Give the rule and the level of each alert."""
    return [(alert.rule_id, alert.level.word) for alert in report.alerts]


def suppressed_of(report: Report) -> list[tuple[str, str, str]]:
    """Give the rule, what became of it and the level of each suppressed finding."""
    return [(each.finding.rule_id, each.kind.value, each.level.word) for each in report.suppressed]


def built_in_with(
    checker: Checker, file: Path, *changes: str, today: Today = FIRST.today
) -> Checker:
    """Change the rules that come with Caveat, by a policy in this file."""
    policies = read_policies([write_policy(file, *changes)], today())
    vocabulary = checker.book.vocabulary
    kept = policies.applied_to(load_kept(built_in_packs(), vocabulary))
    return Checker.of_kept(kept, built_in_packs(), vocabulary, today)
