"""Values of a FHIR document are of the type that is expected, or refused by their path."""

from collections.abc import Callable
from math import inf, nan

import pytest

from caveat.server.fhir.node import Node
from tests.server.fhir.documents import NOTHING
from tests.server.fhir.refusals import refusals

READ: list[tuple[Callable[[Node], object], object]] = [
    (lambda node: node.text("x"), 1),
    (lambda node: node.text("x"), None),
    (lambda node: node.number("x"), "1"),
    (lambda node: node.number("x"), True),
    (lambda node: node.flag("x"), 1),
    (lambda node: node.child("x"), []),
    (lambda node: node.child("x"), None),
    (lambda node: node.children("x"), {}),
]


@pytest.mark.parametrize(("read", "value"), READ)
def test_a_member_of_the_wrong_type_is_refused_by_its_path(
    read: Callable[[Node], object], value: object
) -> None:
    found = refusals(lambda: read(Node({"x": value}, "patient.entry[0]")))
    assert [each.partition(": ")[0] for each in found] == ["patient.entry[0].x"]


@pytest.mark.parametrize("read", [read for read, _ in READ])
def test_a_member_that_is_absent_is_nothing(read: Callable[[Node], object]) -> None:
    assert not read(Node({}, "patient"))


def test_an_item_of_the_wrong_type_is_refused_by_its_place() -> None:
    node = Node({"coding": [NOTHING, None]}, "code")
    assert refusals(lambda: node.children("coding")) == ["code.coding[1]: expected an object"]


@pytest.mark.parametrize("value", [nan, inf, 10**400])
def test_a_number_that_is_not_finite_is_refused(value: float) -> None:
    node = Node({"value": value}, "q")
    assert refusals(lambda: node.number("value")) == ["q.value: expected a finite number"]


def test_a_text_that_is_too_long_or_half_a_character_is_refused() -> None:
    node = Node({"long": "x" * 2001, "half": "\ud800"}, "code")
    assert refusals(lambda: node.text("long")) == ["code.long: longer than 2000 characters"]
    assert refusals(lambda: node.text("half")) == ["code.half: holds half a character"]


def test_a_blank_text_says_nothing() -> None:
    assert Node({"text": " \n"}, "code").text("text") is None


def test_a_value_without_a_resource_type_is_no_resource() -> None:
    expected = ["prefetch.a: is no FHIR resource: it has no resourceType"]
    assert expected == refusals(lambda: Node({}, "prefetch.a").kind)


@pytest.mark.parametrize("value", [None, [], "text", 3])
def test_a_value_that_is_no_object_has_no_members(value: object) -> None:
    assert refusals(lambda: Node(value, "prefetch.a").kind) == ["prefetch.a: expected an object"]
