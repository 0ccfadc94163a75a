"""Interactions in the JSON form of the PDDI minimum information model."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from caveat.authoring.interchange.codings import SYSTEMS
from caveat.authoring.interchange.pddi.document import pddi_of
from caveat.reading.codes import Code
from caveat.rules import Checker
from caveat.rules.rulebook import RuleBook
from tests.rules.small_packs import checker_of, rule, write_pack

TEN_ITEMS = (
    "drugs involved",
    "clinical consequences",
    "seriousness",
    "operational classification statement",
    "recommended action",
    "mechanism of interaction information",
    "modifying factors information",
    "evidence about a suspected drug-drug interaction",
    "frequency of exposure to the PDDI",
    "frequency of harm for persons who have been exposed to the PDDI",
)
Interactions = Mapping[str, Mapping[str, Any]]


@pytest.fixture(scope="module")
def built_in(checker: Checker) -> Interactions:
    return interactions(checker.book)


@pytest.fixture
def exported(checker: Checker, tmp_path: Path) -> Callable[..., Interactions]:
    """Give a function that exports small rules."""

    def export(*rules: str) -> Interactions:
        folder = write_pack(tmp_path / "small", *rules)
        return interactions(checker_of([folder], checker.book.vocabulary).book)

    return export


def interactions(book: RuleBook) -> Interactions:
    written: Any = pddi_of(book, book.rules).document["potential drug-drug interactions"]
    return {each["caveat"]["rule"]: each for each in written}


def interaction(name: str, scope: str, level: str = "moderate") -> str:
    return rule(name, scope, level).replace("kind: precaution", "kind: interaction")


def displays(item: Mapping[str, Any]) -> Sequence[str]:
    return [member["display"] for member in item["members"]]


def inside(value: object) -> Iterator[Mapping[str, Any]]:
    """Give every mapping in a document."""
    if isinstance(value, dict):
        found = cast("dict[str, Any]", value)
        yield found
        yield from inside(list(found.values()))
    if isinstance(value, (list, tuple)):
        for each in cast("Sequence[object]", value):
            yield from inside(each)


def test_every_interaction_has_the_ten_items_and_each_says_something(
    built_in: Interactions,
) -> None:
    assert built_in
    for written in built_in.values():
        for item in (written[name] for name in TEN_ITEMS if name != "drugs involved"):
            assert item.get("display") or item["members"]
        assert len(written["drugs involved"]) >= 2


def test_whatever_is_referred_to_is_a_concept_set_and_quoted_as_it_stands(
    built_in: Interactions,
) -> None:
    for written in built_in.values():
        sets = {each["id"] for each in written["concept sets"]}
        assert {drug["id"] for drug in written["drugs involved"]} <= sets
        for part in inside(written["modifying factors information"]):
            for reference in part.get("concept set references", ()):
                assert reference["body"]["value"] in sets
                assert reference["exact"] in part["display"]


def test_every_code_is_one_of_the_vocabulary(checker: Checker, built_in: Interactions) -> None:
    systems = {url: system for system, url in SYSTEMS.items()}
    vocabulary = checker.book.vocabulary
    coded = [part for each in built_in.values() for part in inside(each) if "code" in part]
    assert coded
    for part in coded:
        code = Code(systems[part["system"]], part["code"])
        assert code in vocabulary.codes or vocabulary.concepts_of(code)


def test_what_a_rule_does_not_say_is_not_known(exported: Callable[..., Interactions]) -> None:
    written = exported(interaction("r", "between: [ketamine, lithium]"))["r"]
    assert written["modifying factors information"]["display"] == "not known"
    assert written["frequency of exposure to the PDDI"]["display"] == "not known"


def test_evidence_without_a_note_says_its_grade_and_not_that_it_is_not_known(
    exported: Callable[..., Interactions],
) -> None:
    written = exported(interaction("r", "between: [ketamine, lithium]"))["r"]
    evidence = written["evidence about a suspected drug-drug interaction"]
    assert evidence["display"].startswith(f"Graded {evidence['grade']}; the references say")


def test_what_a_rule_says_of_context_and_frequency_is_handed_on(
    exported: Callable[..., Interactions],
) -> None:
    said = "between: [ketamine, lithium]\ncontext: worse at night\nexposure: one in ten\nharm: rare"
    written = exported(interaction("r", said))["r"]
    assert displays(written["modifying factors information"]) == ["worse at night"]
    assert written["frequency of exposure to the PDDI"]["display"] == "one in ten"
    assert (
        written["frequency of harm for persons who have been exposed to the PDDI"]["display"]
        == "rare"
    )


def test_conditions_and_exceptions_are_modifying_factors_and_no_exception_is_called_safe(
    exported: Callable[..., Interactions],
) -> None:
    scope = "about: ketamine\nwhen: [{medication: lithium}, {observation: age, above: 65}]\n"
    scope += "unless: [{medication: lithium, route: [topical]}]"
    written = exported(interaction("r", scope))["r"]
    factors = written["modifying factors information"]
    assert displays(factors) == ["age is above 65 year", "takes lithium by the route topical"]
    withheld = factors["members"][1]["operational classification statement"]["display"]
    assert withheld.startswith("The rule raises no alert here")


def test_a_milder_rule_of_the_same_hazard_is_a_modifying_factor_with_its_own_level(
    exported: Callable[..., Interactions],
) -> None:
    graver = interaction("graver", "between: [ketamine, opioid]\nhazard: breathing", "major")
    milder = interaction("milder", "between: [ketamine, codeine]\nhazard: breathing", "minor")
    (factor,) = exported(graver, milder)["graver"]["modifying factors information"]["members"]
    assert factor["caveat"] == {"rule": "milder", "pack": "small", "level": "minor"}
    assert factor["evidence about a suspected drug-drug interaction"]["References"]


def test_a_draft_is_said_to_be_not_confirmed(exported: Callable[..., Interactions]) -> None:
    scope = "between: [ketamine, lithium]\ndraft: true"
    written = exported(interaction("r", scope, "minor"))["r"]
    statement = written["operational classification statement"]["display"]
    assert statement.startswith("Not confirmed in its source: ")
    assert written["caveat"]["draft"] is True


def test_a_reference_has_its_section_and_how_it_was_read(
    exported: Callable[..., Interactions],
) -> None:
    text = interaction("r", "between: [ketamine, lithium]").replace(
        "section: throughout", "section: 5.1, read: second-hand"
    )
    (reference,) = exported(text)["r"]["evidence about a suspected drug-drug interaction"][
        "References"
    ]
    assert reference == {"title": "An article", "section": "5.1", "read": "second-hand"}


def test_what_is_no_interaction_is_named_in_the_document_and_told(checker: Checker) -> None:
    export = pddi_of(checker.book, ["ketamine-psychosis", "ketamine-alcohol"])
    (loss,) = (loss for loss in export.losses if loss.what.startswith("rules"))
    assert str(loss) == "rules that are of no interaction between two medicines (1)"
    assert loss.names == ("ketamine-psychosis",)
    assert export.rule_ids == ("ketamine-alcohol",)
    assert "ketamine-psychosis" in str(export.document["not expressed"])


def test_the_same_rules_give_the_same_bytes(checker: Checker) -> None:
    rules = ["ketamine-heart-medicine"]
    assert pddi_of(checker.book, rules).text() == pddi_of(checker.book, rules).text()
