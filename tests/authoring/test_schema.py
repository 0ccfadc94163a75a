"""The schemas take what the decoder takes, and refuse what it refuses."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import cast

import pytest
from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator
from referencing import Resource
from referencing.jsonschema import EMPTY_REGISTRY, Schema

from caveat.authoring.schema import SchemaName, schema_text
from caveat.reading.status import ConditionStatus, MedicationStatus
from caveat.rules import Checker
from caveat.rules.criteria import DOSE_UNITS
from caveat.rules.decode import BASES, GRADES
from caveat.rules.level import Level
from caveat.rules.model import Expectation, HowRead, Kind
from tests.authoring.documents import FULLEST, as_editors_read, shipped, text_of
from tests.authoring.recording import RecordingReader

ENUMS = (Kind, Expectation, HowRead, MedicationStatus, ConditionStatus)


def schema_of(name: SchemaName) -> dict[str, object]:
    return cast("dict[str, object]", json.loads(schema_text(name)))


@cache
def validator(name: SchemaName) -> Validator:
    """Make a validator that finds the other schemas by their file names, without a network."""
    schemas = ((each.file_name, cast("Schema", schema_of(each))) for each in SchemaName)
    resources = ((file, Resource.from_contents(schema)) for file, schema in schemas)
    registry = EMPTY_REGISTRY.with_resources(resources)
    return Draft202012Validator(schema_of(name), registry=registry)


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


def follow(name: SchemaName, node: Mapping[str, object]) -> Mapping[str, object]:
    """Follow a reference within a schema."""
    target: object = schema_of(name)
    for step in str(node["$ref"]).removeprefix("#/").split("/"):
        target = cast("Mapping[str, object]", target)[step]
    return cast("Mapping[str, object]", target)


@pytest.mark.parametrize("name", SchemaName)
def test_a_schema_is_one_and_is_called_as_its_file(name: SchemaName) -> None:
    Draft202012Validator.check_schema(schema_of(name))
    assert schema_of(name)["$id"] == name.file_name


@pytest.mark.parametrize("name", SchemaName)
def test_every_property_is_described_for_a_hover(name: SchemaName) -> None:
    for node in nodes(schema_of(name)):
        for key, held in properties(node).items():
            described = held if "description" in held else follow(name, held)
            assert described.get("description"), key


@pytest.mark.parametrize("name", SchemaName)
def test_every_mapping_is_closed_or_says_what_its_free_keys_hold(name: SchemaName) -> None:
    for node in nodes(schema_of(name)):
        if "properties" in node:
            assert node["additionalProperties"] is False
        elif node.get("type") == "object" and "anyOf" not in node:
            assert isinstance(node["additionalProperties"], dict)


@pytest.mark.parametrize("name", SchemaName)
def test_every_shipped_file_validates(name: SchemaName) -> None:
    assert shipped(name)
    assert {path.name: mistakes(name, text_of(path)) for path in shipped(name)} == {
        path.name: [] for path in shipped(name)
    }


@pytest.mark.parametrize("name", SchemaName)
def test_a_document_with_every_shape_validates(name: SchemaName, checker: Checker) -> None:
    reader = RecordingReader(checker.book.vocabulary)
    reader.decode(name, FULLEST[name])
    assert reader.problems == []
    assert mistakes(name, FULLEST[name]) == []


def test_schemas_and_decoder_know_the_same_fields(checker: Checker) -> None:
    reader = RecordingReader(checker.book.vocabulary)
    for name in SchemaName:
        for text in (FULLEST[name], *map(text_of, shipped(name))):
            reader.decode(name, text)
    described = [node for name in SchemaName for node in nodes(schema_of(name))]
    closed = {frozenset(properties(node)): node for node in described if properties(node)}
    assert set(closed) == set(reader.shapes)
    for shape, required in reader.shapes.items():
        assert required <= set(cast("list[str]", closed[shape].get("required", [])))


def test_the_words_to_choose_from_are_those_of_the_decoder(checker: Checker) -> None:
    vocabulary = checker.book.vocabulary
    listed = {
        frozenset(cast("list[str]", node["enum"]))
        for name in SchemaName
        for node in nodes(schema_of(name))
        if "enum" in node
    }
    assert listed == {
        frozenset(level.word for level in Level),
        *(frozenset(str(member.value) for member in words) for words in ENUMS),
        *map(frozenset[str], (GRADES, BASES, DOSE_UNITS, vocabulary.observations)),
        vocabulary.names.lexicon.route_names,
    }


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
        ("sources: [{source: article, section: 5.1}]", "sources: []"),
        ("reviewed: 2026-11-23", "reviewed: November 2026"),
        ("about: ketamine", "between: [ketamine, opioid]"),
        ("about: ketamine", "about: ketamine\nbetween: [ketamine, opioid]"),
        ("about: ketamine\n", ""),
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
