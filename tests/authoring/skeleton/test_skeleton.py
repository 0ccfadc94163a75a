"""New rules and packs: every field in order, nothing served before its author has finished."""

import re
from pathlib import Path

import pytest

from caveat.authoring.lint import lint
from caveat.authoring.schema.schema_name import SchemaName
from caveat.authoring.skeleton.start import RuleStart
from caveat.authoring.skeleton.writing import new_pack, new_rule
from caveat.authoring.verify import verify
from caveat.reading.vocabulary import Vocabulary
from caveat.rules import Checker
from caveat.rules.shapes.rule import RULE
from caveat.source.document import read_document
from caveat.source.errors import PackError, SettingsError
from tests.authoring.lint.linting import TODAY
from tests.authoring.test_schema import mistakes
from tests.rules.small_packs import checker_of

OPIOID = RuleStart("first", ("ketamine", "opioid"), "interaction", "major", "A. Author")
UNFINISHED = r"<[^\s.<>][^<>]*>"
FINISHED = {
    "What the pack is about": "Opioids",
    "The licence of the pack": "MIT",
    "a person last": "2026-11-23",
    "The title of the work": "A work",
    "The edition": "second",
    "When it was published": "2026",
    "Where it can be read": "https://example.org",
    "What the alert is called": "Ketamine with an opioid",
    "What may happen": "The patient may stop breathing after ketamine.",
    "How it comes about": "The effects add up.",
    "What a professional": "Consider watching the patient.",
    "true or false": "true",
    "When this alert is wrong": "The entry was misread.",
    "expert-opinion": "theory",
    "The section": "throughout",
    "second-hand": "read",
    "Who held": "R. Reviewer",
    "to be reviewed": "2027-11-23",
    "must find": "codeine",
    "as people write": "ketamine 40 mg IV",
    "what finds it": "codeine 30 mg",
    "must nearly find": "aspirin",
    "what nearly": "aspirin 100 mg",
}


@pytest.fixture(scope="module")
def vocabulary(checker: Checker) -> Vocabulary:
    return checker.book.vocabulary


@pytest.fixture
def pack(tmp_path: Path, vocabulary: Vocabulary) -> Path:
    return new_pack("my-pack", OPIOID, tmp_path, vocabulary)


def finish(file: Path) -> str:
    """Write something in the place of everything that is still to be written."""

    def finished(found: re.Match[str]) -> str:
        told = " ".join(found[0].split())
        return next(text for what, text in FINISHED.items() if what in told)

    text = re.sub(rf"'?{UNFINISHED}'?", finished, file.read_text("utf-8"))
    file.write_text(text, "utf-8")
    return text


def test_a_new_pack_is_refused_with_each_thing_that_is_to_be_written(
    pack: Path, vocabulary: Vocabulary
) -> None:
    with pytest.raises(PackError) as caught:
        checker_of([pack], vocabulary)

    assert {problem.kind for problem in caught.value.problems} == {"unfinished"}
    assert {problem.path for problem in caught.value.problems} == {
        "my-pack/first.yaml",
        "my-pack/pack.yaml",
    }
    written = sum(
        len(re.findall(UNFINISHED, file.read_text("utf-8"))) for file in pack.glob("*.yaml")
    )
    assert len(caught.value.problems) == written


def test_a_new_pack_speaks_for_both_medicines_of_its_rule(pack: Path) -> None:
    assert "\nscope: [ketamine, opioid]\n" in (pack / "pack.yaml").read_text("utf-8")


def test_a_pack_that_is_finished_is_served_and_passes_lint(
    pack: Path, vocabulary: Vocabulary
) -> None:
    for file in pack.glob("*.yaml"):
        finish(file)
    book = checker_of([pack], vocabulary).book

    assert verify(book) == ()
    assert lint(book, TODAY) == ()


def test_editors_find_the_schema_and_have_nothing_against_what_is_finished(
    pack: Path, vocabulary: Vocabulary
) -> None:
    (pack / "dosings").mkdir()
    deep = new_rule(RuleStart("deep", ("ketamine",), "dosing"), pack, vocabulary)
    assert deep.parent.name == "dosings"
    for file in (deep, pack / "first.yaml", pack / "pack.yaml"):
        schema = file.read_text("utf-8").split("\n", 1)[0].partition("$schema=")[2]
        assert (file.parent / schema).resolve().is_file()
    assert mistakes(SchemaName.RULE, finish(pack / "first.yaml")) == []
    assert mistakes(SchemaName.PACK, finish(pack / "pack.yaml")) == []


def test_every_field_of_a_rule_is_in_its_file_or_told_in_order(pack: Path) -> None:
    text = (pack / "first.yaml").read_text("utf-8")
    places = [text.find(f"\n{name}:") for name in RULE.fields]
    told = [text.find(f"\n# {name}, optional:") for name in RULE.fields]
    found = [max(place, other) for place, other in zip(places, told, strict=True)]

    assert [name for name, place in zip(RULE.fields, found, strict=True) if place < 0] == [
        "about",
        "when",
    ]
    assert [place for place in found if place > 0] == sorted(place for place in found if place > 0)


def test_a_rule_is_counted_in_the_pack(pack: Path, vocabulary: Vocabulary) -> None:
    new_rule(RuleStart("second", ("ketamine",)), pack, vocabulary)

    assert "\nrules: 2\n" in (pack / "pack.yaml").read_text("utf-8")
    assert "source: first-source\n" in (pack / "second.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (OPIOID, "the pack has a rule 'first'; nothing was written"),
        (RuleStart("Second Rule"), "is no id"),
        (RuleStart("../second"), "is no id"),
        (RuleStart("second", ("opiod",)), "'opiod'; did you mean 'opioid'?"),
    ],
)
def test_a_rule_that_cannot_be_started_leaves_the_pack_as_it_was(
    pack: Path, vocabulary: Vocabulary, start: RuleStart, what: str
) -> None:
    before = {file: file.read_bytes() for file in pack.glob("*.yaml")}
    with pytest.raises(SettingsError, match=re.escape(what)):
        new_rule(start, pack, vocabulary)

    assert {file: file.read_bytes() for file in pack.glob("*.yaml")} == before


def test_what_an_author_says_is_quoted_where_yaml_needs_it(
    pack: Path, vocabulary: Vocabulary
) -> None:
    start = RuleStart("second", ("1,4-butanediol", "st john's wort"), author="B: #2\n'x'")
    node = read_document(new_rule(start, pack, vocabulary).read_bytes(), "second.yaml")
    values = getattr(node, "values", {})

    assert values["author"].text == "B: #2 'x'"
    assert [term.text for term in values["between"].items] == ["1,4-butanediol", "st john's wort"]


def test_a_pack_is_not_overwritten(pack: Path, vocabulary: Vocabulary) -> None:
    with pytest.raises(SettingsError, match="nothing was written"):
        new_pack("my-pack", OPIOID, pack.parent, vocabulary)


def test_a_rule_needs_a_pack_that_states_its_count(
    tmp_path: Path, pack: Path, vocabulary: Vocabulary
) -> None:
    with pytest.raises(SettingsError, match="'caveat new pack' starts a pack"):
        new_rule(RuleStart("second"), tmp_path, vocabulary)
    head = pack / "pack.yaml"
    head.write_text(head.read_text("utf-8").replace("rules: 1", "rules: one"), "utf-8")
    with pytest.raises(SettingsError, match="does not state its 'rules'"):
        new_rule(RuleStart("second"), pack, vocabulary)
