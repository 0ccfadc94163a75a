"""A small pack whose authors wrote what could act in Markdown or HTML."""

import json
from pathlib import Path

from caveat.reading.terms import load_vocabulary
from caveat.rules import Checker
from caveat.rules.rulebook import RuleBook
from tests.reading.vocabularies import write_vocabulary
from tests.rules.small_packs import checker_of

HOSTILE = (
    "a | b <script>window.acted = 1</script> <img src=x onerror='window.acted=1'> *c* _d_ `e` "
    "[f](javascript:alert(1)) ![g](https://example.org/g.png) &lt;script&gt; </title></p> {#h} "
    "{{ i }} $j$ ~~k~~ ^l^ ==m== <!-- n \\ \" ' # o"
)
_SAID = json.dumps(HOSTILE)

PACK = f"""\
id: hostile
title: {_SAID}
version: {_SAID}
licence: {_SAID}
reviewed: 2026-11-23
scope: [timolol]
assumes: timolol
rules: 4
sources:
  article: {{title: {_SAID}, publisher: {_SAID}, edition: {_SAID}, note: {_SAID},
    url: "https://example.org/a b(c)|d'<e>"}}
  other: {{title: Another, url: "javascript:window.acted=1"}}
decisions:
  - {{id: a-decision, text: {_SAID}, rules: [timolol-aspirin]}}
statements:
  a-statement: timolol-aspirin
  another: {{none: {_SAID}}}
"""

RULE = """\
id: {id}
kind: interaction
level: {level}
title: {title}
{scope}
hazard: {hazard}
covers: [{covers}]
draft: {draft}
consequence: {said}
mechanism: {said}
management: {said}
wrong-when: {said}
context: {said}
author: {said}
serious: true
evidence:
  grade: theory
  basis: pharmacology
  note: {said}
  sources: [{{source: article, section: {said}, read: second-hand}}, {{source: other, section: 2}}]
reviewed: 2026-11-23
examples:
  - {{name: {said}, given: {{medications: [{said}]}}, expect: alert, level: {level}}}
  - {{name: two, given: {{proposed: none}}, expect: none}}
  - {{name: three, given: {{history: [], observations: {{age: 44}}}}, expect: undecided}}
"""

BETWEEN = "between: [timolol, aspirin]"
ABOUT = """\
about: heart-medicine
when:
  - any: [{condition: schizophrenia}, {observation: age, below: 18}]
  - count: {medication: beta-blocker, at_least: 2}
unless: [{allergy: aspirin}]"""


def write_hostile(folder: Path) -> Path:
    """Write the pack: one rule of a plain id, and others whose ids are no names of files."""
    folder.mkdir()
    (folder / "pack.yaml").write_text(PACK)
    plain = _rule("timolol-aspirin", BETWEEN, level="major", covers="index")
    odd = (
        _rule("index", ABOUT, title="index"),
        _rule("../../up", ABOUT, draft="true"),
        _rule('a "b" <i>', ABOUT, level="info", hazard="another-hazard"),
    )
    (folder / "timolol-aspirin.yaml").write_text(plain)
    indented = (f"  - {text.replace(chr(10), chr(10) + '    ').rstrip()}" for text in odd)
    (folder / "odd (names).yaml").write_text("rules:\n" + "\n".join(indented) + "\n")
    return folder


def _rule(name: str, scope: str, **changed: str) -> str:
    stated = {"level": "minor", "title": HOSTILE, "hazard": "blood-pressure", "covers": ""}
    texts = {**stated, "draft": "false", **changed}
    texts["title"] = json.dumps(texts["title"])
    return RULE.format(id=json.dumps(name), scope=scope, said=_SAID, **texts)


def hostile_book(folder: Path) -> tuple[RuleBook, Path]:
    """Load the pack with a small vocabulary, and give the folder that it stands in."""
    vocabulary = load_vocabulary(write_vocabulary(folder / "terms"), cached=False)
    pack = write_hostile(folder / "hostile")
    checker: Checker = checker_of([pack], vocabulary)
    return checker.book, pack
