"""What the service tells of its rules, and how it reads."""

import pytest

from caveat.client import Client, InvalidRequestError, NotFoundError
from caveat.rules import Checker
from caveat.v1 import knowledge_pb2, report_pb2
from caveat.v1.patient_pb2 import Code


def test_the_packs_are_listed_with_their_sources(client: Client, checker: Checker) -> None:
    packs = {pack.id: pack for pack in client.packs()}
    assert list(packs) == [pack.id for pack in checker.book.packs]
    assert sum(pack.rule_count for pack in packs.values()) == len(checker.book.rules)
    pack = packs["ketamine-depression"]
    assert pack.assumes == "ketamine"
    assert "article" in [source.id for source in pack.sources]
    assert all(pack.decisions and pack.statements for pack in packs.values())
    assert all(pack.reviewed for pack in packs.values())


def test_the_rules_are_listed_by_id(client: Client, checker: Checker) -> None:
    rules = client.rules()
    assert [rule.id for rule in rules] == sorted(checker.book.rules)
    of_one = client.rules("ketamine-depression")
    assert of_one == [rule for rule in rules if rule.pack_id == "ketamine-depression"]
    assert client.rules("no such pack") == []


def test_every_rule_can_be_shown_whole(client: Client) -> None:
    for summary in client.rules():
        rule = client.rule(summary.id)
        assert rule.summary == summary
        assert rule.consequence
        assert rule.evidence.sources
        assert all(source.title for source in rule.evidence.sources)
        assert {example.expect for example in rule.examples} >= {"alert"}
        assert bool(rule.about) != bool(rule.between)


def test_a_rule_tells_its_criteria_in_words(client: Client) -> None:
    rule = client.rule("ketamine-psychosis")
    assert rule.summary.level == report_pb2.LEVEL_CONTRAINDICATED
    assert rule.about == "ketamine-therapy"
    assert rule.when
    assert list(client.rule("ketamine-heart-medicine").between) == [
        "ketamine-therapy",
        "heart-medicine",
    ]


def test_a_rule_that_does_not_exist_is_not_found(client: Client) -> None:
    with pytest.raises(NotFoundError, match="No rule has this id"):
        client.rule("no-such-rule")


def test_the_facts_that_can_be_stated_are_listed(client: Client) -> None:
    observations = {each.name: each for each in client.observations()}
    assert observations["age"].unit == "year"
    assert observations["age"].lowest == 0
    assert observations["age"].HasField("highest")
    assert list(observations["setting"].choices) == ["clinic", "hospital", "home"]
    assert observations["evaluated"].kind == "flag"
    assert "dose-mg-per-kg" not in observations


def test_a_text_is_read_with_its_path(client: Client) -> None:
    (read,) = client.recognise("Minipress 2 mg at night").recognitions
    assert read.read_as == knowledge_pb2.RECOGNISE_AS_MEDICATION
    assert "prazosin" in [step.id for step in read.path]
    assert read.dose == "2 mg"


def test_a_text_is_read_as_what_is_asked_for(client: Client) -> None:
    as_condition = client.recognise("schizophrenia", read_as=knowledge_pb2.RECOGNISE_AS_CONDITION)
    as_medication = client.recognise("schizophrenia", read_as=knowledge_pb2.RECOGNISE_AS_MEDICATION)
    assert as_condition.recognitions
    assert not as_medication.recognitions


def test_a_code_is_read(client: Client) -> None:
    (read,) = client.recognise(code=Code(system="rxnorm", value="6130")).recognitions
    assert "ketamine" in [step.id for step in read.path]


def test_nonsense_is_read_as_nothing(client: Client) -> None:
    assert not client.recognise("zzxqy").recognitions


def test_a_text_that_is_too_long_to_read_is_refused(client: Client) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        client.recognise("x" * 2001)
    assert [violation.field for violation in caught.value.violations] == ["text"]


def test_nothing_to_read_is_refused(client: Client) -> None:
    with pytest.raises(InvalidRequestError, match="neither a text nor a code"):
        client.recognise(" ")
