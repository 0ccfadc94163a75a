"""Documents with every shape of mapping that the decoder knows, and those that are shipped."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import indent
from typing import cast

import yaml

from caveat.authoring.schema.schema_name import SchemaName
from caveat.rules import built_in_packs
from tests.case_files import FOLDER as CASES
from tests.rules.small_packs import HEAD, rule

Json = str | int | float | bool | Mapping[str, "Json"] | Sequence["Json"] | None

EXAMPLES = Path(__file__).parents[2] / "examples"

FULLEST_PATIENT = """\
proposed:
  - {text: ketamine, dose: 40 mg, route: IV, status: planned, plan: {setting: home, sprayers: 2}}
  - {codes: [{system: rxnorm, value: 6130}]}
medications:
  - Minipress 2 mg at night
  - {text: Zoloft, status: stopped, last-taken: 2026-11-01, reason: low mood}
history: [PTSD, {code: {system: icd10cm, value: F20.9}, status: family-history}]
allergies: [codeine, {code: {system: rxnorm, value: "2670"}}]
observations: {age: 44, weight: 80 kg, bp: 150/95, evaluated: true}
trials:
  - sertraline
  - {medication: {text: bupropion}, adequate-dose: true, improvement-percent: 10.5}
request-id: 7
"""
FULLEST_POLICY = """\
site: st-mary
title: The committee
changes:
  - rule: r
    action: lower
    level: minor
    reason: We watch them all.
    author: A. Person
    second: B. Person
    date: 2026-11-25
    expires: 2027-05-26
"""
FULLEST_SCOPE = """\
about: ketamine
when:
  - {count: {medication: opioid, status: [active], route: oral, except_route: nasal, at_least: 2}}
  - {allergy: codeine}
  - {medication: opioid, status: [stopped], except_route: [topical]}
  - {observation: sprayers, is: [2, 3]}
  - {observation: age, at_least: 18, below: 65}
  - {not: {any: [{dose: {unit: mg/kg, stated: true}}, {dose: {unit: mg, is: 40}}]}}
unless:
  - all: [{route: oral}, {condition: ptsd, status: [past]}]
"""
FULLEST_REST = """\
covers: [s]
hazard: sedation
draft: false
author: A. Author
reviewer: R. Reviewer
next-review: 2027-11-23
wrong-when: Never.
context: not known
exposure: rare
harm: rarer
"""
FULLEST_SOURCE = "An article, edition: second, date: 2026-11"
FULLEST_HEAD = """\
needs-caveat: 0.1.0
trials: {classes: [ssri], response-from: 50, source: {source: article, section: 5.1}}
decisions: [{id: one, text: What was decided., rules: [r]}]
statements: {carried: r, carried-by-two: {rules: [r]}, dropped: {none: It is about cost.}}
"""


FULLEST = {
    SchemaName.RULE: rule("r", FULLEST_SCOPE).replace(
        "{grade: theory, sources: [{source: article, section: throughout}]}",
        "{grade: theory, basis: label, note: d, sources: [{source: article, section: 5.1, "
        "read: read}]}",
    )
    + FULLEST_REST,
    SchemaName.RULES: "rules:\n  - " + indent(rule("r", "about: ketamine"), "    ").lstrip(),
    SchemaName.PACK: HEAD.format(count=0).replace("An article", FULLEST_SOURCE) + FULLEST_HEAD,
    SchemaName.PATIENT: FULLEST_PATIENT,
    SchemaName.POLICY: FULLEST_POLICY,
}


def shipped(name: SchemaName) -> list[Path]:
    """List the files that come with Caveat."""
    found = [path for pack in built_in_packs() for path in sorted(pack.rglob("*.yaml"))]
    match name:
        case SchemaName.RULE:
            return [path for path in found if path.name != "pack.yaml"]
        case SchemaName.RULES:
            return [EXAMPLES / "rules.yaml"]
        case SchemaName.PACK:
            return [path for path in found if path.name == "pack.yaml"]
        case SchemaName.PATIENT:
            patients = [EXAMPLES / "clear.yaml", EXAMPLES / "patient.yaml"]
            return [*patients, *sorted(CASES.glob("*.yaml"))]
        case SchemaName.POLICY:
            return []  # each site writes its own


def as_editors_read(text: str) -> Json:
    """Read YAML with numbers and booleans, as editors do; to them a date is a text."""
    return cast("Json", json.loads(json.dumps(yaml.safe_load(text), default=str)))


def text_of(path: Path) -> str:
    """Give the text of a document; of a case, that of its patient."""
    text = path.read_text(encoding="utf-8")
    if path.parent != CASES:
        return text
    return json.dumps(cast("Mapping[str, Json]", as_editors_read(text))["given"])
