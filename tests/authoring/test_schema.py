"""The schemas take what the decoder takes, and refuse what it refuses."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import cast

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend  # pyright: ignore[reportUnknownVariableType]  no types

from caveat.authoring.schema.document import schema_text
from caveat.authoring.schema.schema_name import SchemaName
from caveat.reading.terms import load_vocabulary
from caveat.rules import Checker
from caveat.rules.shapes.criterion import CRITERION
from caveat.source.shape import Either
from tests.authoring.documents import FULLEST, as_editors_read, shipped, text_of
from tests.authoring.recording import RecordingReader


@cache
def schema_of(name: SchemaName) -> dict[str, object]:
    return cast("dict[str, object]", json.loads(schema_text(name, load_vocabulary())))


def among(
    validator: Validator, words: list[object], instance: object, schema: object
) -> Iterator[ValidationError]:
    """Look a word up as the library does, without holding it against thousands in Python."""
    if instance not in words:
        yield ValidationError(f"{instance!r} is none of the words")


_extend: Callable[..., type[Validator]] = extend  # pyright: ignore[reportUnknownVariableType]  so too
QuickValidator = _extend(Draft202012Validator, {"enum": among})


@cache
def validator(name: SchemaName) -> Validator:
    return QuickValidator(schema_of(name))


def mistakes(name: SchemaName, text: str) -> list[str]:
    return [error.message for error in validator(name).iter_errors(as_editors_read(text))]


def nodes(value: object) -> Iterator[Mapping[str, object]]:
    """Give every mapping inside a schema."""
    if isinstance(value, dict):
        yield cast("Mapping[str, object]", value)
    if isinstance(value, (dict, list)):
        inner = cast("dict[str, object] | list[object]", value)
        for item in inner.values() if isinstance(inner, dict) else inner:
            yield from nodes(item)


def properties(node: Mapping[str, object]) -> Mapping[str, Mapping[str, object]]:
    found = node.get("properties", {})
    return cast("Mapping[str, Mapping[str, object]]", found)


def names_of(name: SchemaName, definition: str) -> set[str]:
    """Give the words of an enum of a schema's definitions."""
    definitions = cast("Mapping[str, Mapping[str, list[str]]]", schema_of(name)["$defs"])
    return set(definitions[definition]["enum"])


@pytest.mark.parametrize("name", SchemaName)
def test_a_schema_is_one_and_is_called_as_its_file(name: SchemaName) -> None:
    Draft202012Validator.check_schema(schema_of(name))
    assert schema_of(name)["$id"] == name.file_name


@pytest.mark.parametrize("name", SchemaName)
def test_a_schema_refers_to_itself_alone(name: SchemaName) -> None:
    definitions = cast("Mapping[str, object]", schema_of(name)["$defs"])
    targets = {str(node["$ref"]) for node in nodes(schema_of(name)) if "$ref" in node}
    assert targets == {f"#/$defs/{defined}" for defined in definitions}


@pytest.mark.parametrize("name", SchemaName)
def test_every_property_is_described_for_a_hover(name: SchemaName) -> None:
    closed = [node for node in nodes(schema_of(name)) if "additionalProperties" in node]
    assert [
        key
        for node in closed
        for key, held in properties(node).items()
        if not held.get("description")
    ] == []


@pytest.mark.parametrize("name", SchemaName)
def test_every_mapping_is_closed_or_says_what_its_free_keys_hold(name: SchemaName) -> None:
    for node in nodes(schema_of(name)):
        if node.get("type") == "object":
            free = node["additionalProperties"]
            assert free is False or isinstance(free, dict)


@pytest.mark.usefixtures("unmeasured")
@pytest.mark.parametrize("name", SchemaName)
def test_every_shipped_file_validates(name: SchemaName) -> None:
    assert shipped(name) or name is SchemaName.POLICY
    wrong = {str(path): mistakes(name, text_of(path)) for path in shipped(name)}
    assert {path: found for path, found in wrong.items() if found} == {}


@pytest.mark.parametrize("name", SchemaName)
def test_a_document_with_every_shape_validates(name: SchemaName, checker: Checker) -> None:
    reader = RecordingReader(checker.book.vocabulary)
    reader.decode(name, FULLEST[name])
    assert reader.problems == []
    assert mistakes(name, FULLEST[name]) == []


def test_the_decoder_reads_every_field_that_a_shape_offers_and_no_other(checker: Checker) -> None:
    reader = RecordingReader(checker.book.vocabulary)
    for name in SchemaName:
        reader.decode(name, FULLEST[name])
    described = [node for name in SchemaName for node in nodes(schema_of(name))]
    closed = [node for node in described if node.get("additionalProperties") is False]
    assert {frozenset(properties(node)) for node in closed} == set(reader.read)
    assert {shape: set(read) for shape, read in reader.read.items()} == {
        shape: set(shape) for shape in reader.read
    }


def test_each_criterion_is_named_by_its_first_key() -> None:
    form = CRITERION.form()
    assert isinstance(form, Either)
    assert [next(iter(getattr(each, "fields", {}))) for each in form.forms] == [
        getattr(each, "name", "") for each in form.forms
    ]


def test_the_names_to_choose_from_are_those_of_the_vocabulary(checker: Checker) -> None:
    vocabulary = checker.book.vocabulary
    rule = SchemaName.RULE
    assert names_of(rule, "term-name") == vocabulary.classes.keys() | vocabulary.ingredients
    assert names_of(rule, "condition-name") == set(vocabulary.concepts)
    assert names_of(rule, "observation-name") == set(vocabulary.observations)
    assert names_of(rule, "route-name") == vocabulary.names.lexicon.route_names


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("title: r", "titel: r"),
        ("title: r\n", ""),
        ("title: r", "title: ' '"),
        ("kind: precaution", "kind: caution"),
        ("level: moderate", "level: grave"),
        ("serious: false", "serious: 'no'"),
        ("grade: theory", "grade: guess"),
        ("basis: label", "basis: hearsay"),
        ("sources: [{source: article, section: 5.1, read: read}]", "sources: []"),
        ("reviewed: 2026-11-23", "reviewed: November 2026"),
        ("about: ketamine", "between: [ketamine, opioid]"),
        ("about: ketamine", "about: ketamine\nbetween: [ketamine, opioid]"),
        ("about: ketamine\n", ""),
        ("about: ketamine", "about: ketamin"),
        ("condition: ptsd", "condition: ptds"),
        ("observation: sprayers, is: [2, 3]", "observation: setting, is: [hime]"),
        ("observation: sprayers, is: [2, 3]", "observation: fasted, is: perhaps"),
        ("observation: sprayers, is: [2, 3]", "observation: sprayers, is: two"),
        ("read: read", "read: perhaps"),
        ("draft: false", "draft: perhaps"),
        ("next-review: 2027-11-23", "next-review: next year"),
        ("allergy: codeine", "alergy: codeine"),
        ("allergy: codeine", "allergy: codeine, route: oral"),
        ("status: [stopped]", "status: [paused]"),
        ("status: [past]", "status: past"),
        ("except_route: [topical]", "except_route: [skin]"),
        ("observation: age", "observation: aeg"),
        ("at_least: 18, below: 65", "is: 18, below: 65"),
        (", at_least: 18, below: 65", ""),
        ("at_least: 18", "at_least: adult"),
        ("stated: true", "stated: true, above: 1"),
        ("unit: mg, is: 40", "is: 40"),
        ("unit: mg, is", "unit: grain, is"),
        (", at_least: 2}", "}"),
        ("expect: none", "expect: nothing"),
        ("expect: none", "expect: alert, level: grave"),
        ("medications: []", "medication: []"),
    ],
)
def test_a_broken_rule_is_refused(checker: Checker, right: str, wrong: str) -> None:
    assert_refused(checker, SchemaName.RULE, right, wrong)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("licence:", "license:"),
        ("reviewed: 2026-11-23", "reviewed: 23.11.2026"),
        ("rules: 0", "rules: none"),
        ("title: An article", "name: An article"),
        ("scope: [ketamine-therapy]", "scope: ketamine-therapy"),
        ("scope: [ketamine-therapy]", "scope: [ketamin-therapy]"),
        ("assumes: ketamine", "assumes: ketamin"),
        ("date: 2026-11", "date: last year"),
        ("response-from: 50, ", ""),
        ("text: What was decided., ", ""),
        ("{rules: [r]}, dropped", "{rules: [r], none: both}, dropped"),
        ("{none: It is about cost.}", "{}"),
    ],
)
def test_a_broken_pack_is_refused(checker: Checker, right: str, wrong: str) -> None:
    assert_refused(checker, SchemaName.PACK, right, wrong)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("history:", "conditions:"),
        ("history: [PTSD,", "history: ['',"),
        ("allergies: [codeine, ", "allergies: codeine #"),
        ("value: 6130", "display: ketamine"),
        ("status: stopped", "status: paused"),
        ("status: family-history", "status: mother"),
        ("plan: {setting: home, sprayers: 2}", "plan: [home]"),
        ("age: 44", "age: [44]"),
        ("adequate-dose: true", "adequate-dose: perhaps"),
        ("improvement-percent: 10.5", "improvement-percent: a little"),
        ("medication: {text: bupropion}, ", ""),
    ],
)
def test_a_broken_patient_file_is_refused(checker: Checker, right: str, wrong: str) -> None:
    assert_refused(checker, SchemaName.PATIENT, right, wrong)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("site: st-mary", "site: St Mary"),
        ("rule: r", "rules: r"),
        ("action: lower", "action: hide"),
        ("level: minor", "level: small"),
        ("    reason: We watch them all.\n", ""),
        ("expires: 2027-05-26", "expires: never"),
    ],
)
def test_a_broken_policy_is_refused(checker: Checker, right: str, wrong: str) -> None:
    assert_refused(checker, SchemaName.POLICY, right, wrong)


def assert_refused(checker: Checker, name: SchemaName, right: str, wrong: str) -> None:
    """Hold that both the schema and the decoder refuse a document."""
    assert right in FULLEST[name]
    broken = FULLEST[name].replace(right, wrong, 1)
    reader = RecordingReader(checker.book.vocabulary)
    reader.decode(name, broken)
    assert mistakes(name, broken)
    assert reader.problems


def test_an_entry_says_something_to_read() -> None:
    assert mistakes(SchemaName.PATIENT, "medications: [{status: active}]")
