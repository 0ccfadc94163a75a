"""Small packs of a few rules, written to a folder."""

from collections.abc import Iterable
from pathlib import Path

from caveat.reading.vocabulary import Vocabulary
from caveat.rules import Checker, Report, request_of
from caveat.rules.loader import load_packs
from caveat.rules.opening import book_of

HEAD = """\
id: small
title: a small pack
version: 1.0.0
licence: Apache-2.0
reviewed: 2026-11-23
scope: [ketamine-therapy]
assumes: ketamine
rules: {count}
sources: {{article: {{title: An article}}}}
"""

RULE = """\
id: {id}
kind: precaution
level: {level}
title: {id}
{scope}
consequence: a
mechanism: b
management: c
serious: false
evidence: {{grade: theory, sources: [{{source: article, section: throughout}}]}}
reviewed: 2026-11-23
examples:
  - {{name: one, given: {{medications: []}}, expect: none}}
"""


def rule(name: str, scope: str, level: str = "moderate") -> str:
    """Write a rule with this scope."""
    return RULE.format(id=name, scope=scope, level=level)


def write_pack(folder: Path, *rules: str, head: str = HEAD) -> Path:
    """Write a pack of these rules."""
    folder.mkdir(exist_ok=True)
    (folder / "pack.yaml").write_text(head.format(count=len(rules)))
    for text in rules:
        name = text.split("\n", 1)[0].removeprefix("id: ")
        (folder / f"{name}.yaml").write_text(text)
    return folder


def checker_of(folders: Iterable[Path], vocabulary: Vocabulary) -> Checker:
    """Load packs with a vocabulary that is loaded already."""
    return Checker(book_of(load_packs(folders, vocabulary), vocabulary))


class Check:
    """Checks a patient with a few rules; quiet but for what is given, ``None``: not asked."""

    def __init__(self, folder: Path, checker: Checker) -> None:
        self._folder = folder
        self._vocabulary = checker.book.vocabulary

    def __call__(self, rules: list[str], **given: object) -> Report:
        small = checker_of([write_pack(self._folder, *rules)], self._vocabulary)
        lists: dict[str, object] = {"medications": [], "history": [], "allergies": []}
        patient = {"proposed": ["ketamine 40 mg IV"]} | lists | given
        asked = {name: value for name, value in patient.items() if value is not None}
        return small.check(request_of(asked))
