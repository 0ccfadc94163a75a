"""What differs between two versions of packs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from caveat.authoring.revision import Edit, EditKind, Part, Revision, revision_of
from caveat.rules import Checker
from tests.rules.small_packs import HEAD, checker_of, rule, write_pack

OPIOID = "between: [ketamine-therapy, opioid]"
Revise = Callable[[list[str], list[str]], Revision]


@pytest.fixture
def revise(tmp_path: Path, checker: Checker) -> Revise:
    """Give what holds packs of some rules against packs of others."""

    def revised(old: list[str], new: list[str]) -> Revision:
        folders = (write_pack(tmp_path / "old", *old), write_pack(tmp_path / "new", *new))
        books = [checker_of([each], checker.book.vocabulary).book for each in folders]
        return revision_of(*books)

    return revised


def test_the_same_rules_do_not_differ(revise: Revise) -> None:
    assert revise([rule("one", OPIOID)], [rule("one", OPIOID)]) == Revision((), ())


def test_a_pack_of_other_content_under_one_version_is_named(revise: Revise) -> None:
    found = revise([rule("one", OPIOID, "minor")], [rule("one", OPIOID, "major")])

    assert found.same_version == ("small",)


def test_rules_that_are_added_and_removed_are_named_with_their_level(revise: Revise) -> None:
    found = revise([rule("one", OPIOID, "minor")], [rule("two", OPIOID, "major")])

    assert found.rules == (
        Edit("one", EditKind.REMOVED, (), "minor", ""),
        Edit("two", EditKind.ADDED, (), "", "major"),
    )


@pytest.mark.parametrize(
    ("before", "after", "part"),
    [
        ("level: moderate", "level: major", Part("level", "moderate", "major")),
        ("consequence: a", "consequence: b", Part("consequence", "a", "b")),
        ("serious: false", "serious: true", Part("serious", "no", "yes")),
        ("kind: precaution", "kind: interaction", Part("kind", "precaution", "interaction")),
        (
            OPIOID,
            "between: [ketamine-therapy, ssri]",
            Part(
                "scope",
                "between ketamine-therapy and opioid",
                "between ketamine-therapy and ssri",
            ),
        ),
        (
            OPIOID,
            "about: ketamine-therapy\nwhen: [{condition: ptsd, status: [past]}]",
            Part(
                "scope",
                "between ketamine-therapy and opioid",
                "about ketamine-therapy: post-traumatic stress disorder (past)",
            ),
        ),
        (
            OPIOID,
            f"{OPIOID}\nunless: [{{medication: opioid, route: [topical]}}]",
            Part("unless", "", "takes opioid by the route topical"),
        ),
        ("name: one", "name: another", Part("examples")),
        ("grade: theory", "grade: expert-opinion", Part("evidence")),
    ],
)
def test_each_part_that_differs_is_named(
    revise: Revise, before: str, after: str, part: Part
) -> None:
    text = rule("one", OPIOID)

    (edit,) = revise([text], [text.replace(before, after)]).rules

    assert (edit.kind, edit.parts) == (EditKind.CHANGED, (part,))


def test_another_place_in_the_file_is_no_difference(revise: Revise) -> None:
    text = rule("one", OPIOID)

    assert revise([text], [text.replace("serious:", "\n\nserious:")]).rules == ()


def test_what_a_pack_says_of_itself_is_told_apart_from_its_rules(
    tmp_path: Path, checker: Checker
) -> None:
    text = rule("one", OPIOID)
    old = write_pack(tmp_path / "old", text)
    new = write_pack(tmp_path / "new", text, head=HEAD.replace("version: 1.0.0", "version: 1.1.0"))

    books = (checker_of([each], checker.book.vocabulary).book for each in (old, new))
    found = revision_of(*books)

    assert found.rules == ()
    assert found.packs == (Edit("small", EditKind.CHANGED, (Part("version", "1.0.0", "1.1.0"),)),)
