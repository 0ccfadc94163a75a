"""What could be meant in place of a name."""

from caveat.authoring.mutation.kin import kin_of_concept, kin_of_term
from caveat.rules import Checker


def test_the_kin_of_a_class_are_above_it_below_it_beside_it_and_apart(checker: Checker) -> None:
    vocabulary = checker.book.vocabulary
    opioids, kin = vocabulary.members_of("opioid"), kin_of_term("opioid", vocabulary)

    members = [vocabulary.members_of(each) for each in kin]
    assert any(found > opioids for found in members)
    assert any(found < opioids for found in members)
    assert any(found.isdisjoint(opioids) for found in members)
    assert "opioid" not in kin


def test_an_ingredient_has_its_classes_and_another_ingredient_for_kin(checker: Checker) -> None:
    vocabulary = checker.book.vocabulary

    kin = kin_of_term("ketamine", vocabulary)

    assert "ketamine-therapy" in kin
    assert vocabulary.ingredients & set(kin)


def test_every_name_has_kin_and_always_the_same(checker: Checker) -> None:
    vocabulary = checker.book.vocabulary

    assert all(kin_of_term(each, vocabulary) for each in vocabulary.classes)
    assert all(kin_of_concept(each, vocabulary) for each in vocabulary.concepts)
    assert kin_of_term("opioid", vocabulary) == kin_of_term("opioid", vocabulary)


def test_the_kin_of_a_condition_are_broader_and_narrower_ones(checker: Checker) -> None:
    vocabulary = checker.book.vocabulary

    assert "psychosis" in kin_of_concept("schizophrenia", vocabulary)
    assert "schizophrenia" in kin_of_concept("psychosis", vocabulary)
