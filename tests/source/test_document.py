"""Strict YAML: places, and all that is refused."""

import pytest

from caveat.source.document import (
    MAX_BYTES,
    Mapping,
    Node,
    Scalar,
    Sequence,
    Singly,
    node_of,
    read_document,
)
from caveat.source.errors import PackError


def problem(content: bytes | str) -> str:
    with pytest.raises(PackError) as caught:
        read_document(content, "a.yaml")
    return str(caught.value)


def test_values_know_where_they_stand() -> None:
    node = read_document("a:\n  - b\n  - c: d\n", "a.yaml")

    inner = Mapping((Scalar("c", 3, 5),), {"c": Scalar("d", 3, 8)}, 3, 5)
    items = Sequence((Scalar("b", 2, 5), inner), 2, 3)
    assert Mapping((Scalar("a", 1, 1),), {"a": items}, 1, 1) == node


@pytest.mark.parametrize("text", ["no", "0123", "12:30:45", "2026-13-45", "1e3", "~", "on", "0x1F"])
def test_every_scalar_is_text(text: str) -> None:
    node = read_document(f"a: {text}", "a.yaml")

    assert isinstance(node, Mapping)
    assert Scalar(text, 1, 4) == node.values["a"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a: &x b", "a.yaml:1:4: not strict YAML: an anchor or a tag"),
        ("a: [&x b]", "a.yaml:1:5: not strict YAML: an anchor or a tag"),
        ("a: &x [b]", "a.yaml:1:4: not strict YAML: an anchor or a tag"),
        ("a: *x", "a.yaml:1:4: not strict YAML: an alias"),
        ("a: !!int 3", "a.yaml:1:4: not strict YAML: an anchor or a tag"),
        ("a: 1\na: 2", "a.yaml:2:1: duplicate key: a"),
        ("a: 1\na: {b: 1, b: 2}", "a.yaml:2:1: duplicate key: a"),
        ("a: 1\na: 2\nb: [", "a.yaml:2:1: duplicate key: a"),
        ("a: 1\na: *x", "a.yaml:2:1: duplicate key: a"),
        ("<<: {}", "a.yaml:1:1: not strict YAML: a merge key"),
        ("{[a]: b}", "a.yaml:1:2: not strict YAML: a key that is no text"),
        ("a: 1\n---\nb: 2", "a.yaml:2:1: not strict YAML: a second document"),
        ("", "a.yaml:1:1: empty: the file says nothing"),
        ("# only a comment", "a.yaml:1:1: empty: the file says nothing"),
        (b"a: b\nc: \xff", "a.yaml:2:1: not strict YAML: not UTF-8"),
        ("a: \x00", "a.yaml:1:1: not strict YAML: a character that YAML does not allow"),
        ("a: \ud800", "a.yaml:1:1: not strict YAML: a character that YAML does not allow"),
    ],
)
def test_what_is_no_strict_yaml_is_refused_where_it_stands(
    content: bytes | str, expected: str
) -> None:
    assert expected == problem(content)


def test_the_sign_of_a_merge_may_be_a_value_or_a_key_in_quotes() -> None:
    node = read_document("'<<': <<", "a.yaml")

    assert Mapping((Scalar("<<", 1, 1),), {"<<": Scalar("<<", 1, 7)}, 1, 1) == node


def test_a_tab_is_refused_where_it_stands() -> None:
    assert problem("a:\n\t- b").startswith("a.yaml:2:1: not strict YAML: ")


@pytest.mark.parametrize(
    ("content", "place"),
    [("id: a\n  kind: b\n", "2:7"), ("title: a: b\n", "1:9"), ("x:\n  - a: 1\n   b: 2\n", "3:4")],
)
def test_a_line_that_does_not_fit_in_is_told_with_what_is_mostly_wrong(
    content: str, place: str
) -> None:
    told = problem(content)

    assert told.startswith(f"a.yaml:{place}: not strict YAML: ")
    assert told.endswith(
        "; see how this line and the one above are indented; "
        "a text with ': ' in it stands in quotes"
    )


@pytest.mark.parametrize("quote", ['"', "'"])
def test_a_quote_that_is_not_closed_is_told_where_it_is_opened(quote: str) -> None:
    told = problem(f"id: a\ntitle: {quote}b\nc: d\ne: f\n")

    assert told == "a.yaml:2:8: not strict YAML: a quote that is not closed"


def test_a_wrong_sign_in_quotes_is_told_where_it_stands() -> None:
    assert problem('a: "b\\q"').startswith("a.yaml:1:6: not strict YAML: found unknown escape")


def test_deep_nesting_is_refused_without_recursion() -> None:
    assert problem("[" * 500) == "a.yaml:1:21: not strict YAML: more than 20 levels"
    # newer releases of the parser have a limit of their own
    assert "a.yaml:1:" in problem("[" * 100_000)


def test_a_large_file_is_refused_unread() -> None:
    assert problem(" " * (MAX_BYTES + 1)).startswith("a.yaml:1:1: too large: ")


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read_document(b"\xef\xbb\xbfa", "a.yaml") == Scalar("a", 1, 1)


def test_items_can_be_taken_one_by_one() -> None:
    taken: list[Node] = []

    node = read_document("a: [b]\nc: {a: [x]}\na-list:\n", "a.yaml", Singly("a", taken.append))

    assert taken == [Scalar("b", 1, 5)]
    assert isinstance(node, Mapping)
    assert node.values["a"] == Sequence((), 1, 4)
    inner = Mapping((Scalar("a", 2, 5),), {"a": Sequence((Scalar("x", 2, 9),), 2, 8)}, 2, 4)
    assert node.values["c"] == inner


@pytest.mark.parametrize("content", ["a: {b: c}", "[[a, b]]", "a: b", "- a: [b]"])
def test_only_a_list_of_the_whole_document_is_taken_one_by_one(content: str) -> None:
    taken: list[Node] = []

    node = read_document(content, "a.yaml", Singly("a", taken.append))

    assert node == read_document(content, "a.yaml")
    assert not taken


def test_plain_values_become_nodes() -> None:
    node = node_of({"a": [1, True, None, 0.5]}, "a.yaml")

    scalars = tuple(Scalar(text, 1, 1) for text in ("1", "true", "", "0.5"))
    assert Mapping((Scalar("a", 1, 1),), {"a": Sequence(scalars, 1, 1)}, 1, 1) == node


def test_plain_values_that_are_nested_deeply_are_refused() -> None:
    value: object = "a"
    for _ in range(30):
        value = [value]

    with pytest.raises(PackError, match="more than 20 levels"):
        node_of(value, "a.yaml")
