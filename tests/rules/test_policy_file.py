"""Mistakes in a site's policy: all of them at once, each at its place."""

from pathlib import Path

import pytest

from caveat.rules import Checker
from caveat.source.errors import PackError
from tests.rules.site_policies import HEAD, TODAY, change, changed_checker, write_policy
from tests.rules.small_packs import rule, write_pack

RULES = (
    rule("never", "between: [ketamine-therapy, opioid]", "contraindicated"),
    rule("seldom", "between: [ketamine-therapy, heart-medicine]", "major"),
    rule("often", "between: [ketamine-therapy, ssri]", "minor"),
    rule("draft", "between: [ketamine-therapy, ssri]\ndraft: true", "info"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "small", *RULES)


def problems(folder: Path, checker: Checker, *policies: Path) -> list[str]:
    with pytest.raises(PackError) as caught:
        changed_checker(folder, checker.book.vocabulary, policies)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (change("nevr", "silence"), "3:11: unknown rule: 'nevr'; did you mean 'never'?"),
        (change("often", "mute"), "4:13: unknown word: 'mute'"),
        (change("often", "raise", "majr"), "5:12: unknown word: 'majr'; did you mean 'major'?"),
        (change("often", "raise"), "3:5: missing key: level, which 'raise' needs"),
        (change("often", "shadow", "major"), "5:12: unneeded key: 'shadow' has no level"),
        (change("often", "silence", reason=""), "3:5: missing key: reason"),
        (change("often", "silence", author=""), "3:5: missing key: author"),
        (change("often", "silence", date=""), "3:5: missing key: date"),
        (change("often", "silence", expires=""), "3:5: missing key: expires"),
        (change("often", "silence", reason="' '"), "5:13: empty text"),
        (change("often", "silence", date="26.11.2026"), "8:11: wrong date: expected year-month"),
        (change("often", "silence", date="20261126"), "8:11: wrong date: expected year-month"),
        (change("often", "silence", date="2026-11-27"), "8:11: wrong date: 2026-11-27 is yet to"),
        (change("often", "silence", expires="2026-02-30"), "9:14: wrong date: expected"),
        (change("often", "silence", expires="2026-11-26"), "9:14: expired: it no longer holds"),
        (change("often", "raise", "minor"), "3:11: does not raise: 'often' is minor, and minor"),
        (change("often", "raise", "info"), "3:11: does not raise: 'often' is minor, and info"),
        (change("often", "lower", "major"), "3:11: does not lower: 'often' is minor, and major"),
        (change("draft", "raise", "moderate"), "3:11: wrong level: 'draft' is a draft, which is"),
        (change("never", "lower", "major", second=""), "3:11: missing second name: 'never' is"),
        (change("never", "silence", second=""), "3:11: missing second name: 'never' is"),
        (change("never", "shadow", second=""), "3:11: missing second name: 'never' is"),
        (change("never", "silence", second="a person"), "7:13: same name: 'a person' is the"),
        (change("often", "silence", until="2027-01-01"), "10:5: unknown key: 'until'"),
        (change("often", "silence") + "    reason: Again.\n", "10:5: duplicate key: reason"),
        (
            change("often", "silence") + change("often", "raise", "major"),
            "10:11: changed twice: 'often' is changed at policies/a.yaml:3 too",
        ),
    ],
)
def test_a_mistake_in_a_policy_is_named_at_its_place(
    folder: Path, checker: Checker, text: str, expected: str
) -> None:
    (folder.parent / "policies").mkdir()
    policy = write_policy(folder.parent / "policies" / "a.yaml", text)

    (found,) = problems(folder, checker, policy)
    assert found.startswith(f"policies/a.yaml:{expected}")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("changes: []", "1:1: missing key: site"),
        ("site: st-mary", "1:1: missing key: changes"),
        ("site: St Mary\nchanges: []", "1:7: not an id: expected small letters"),
        ("site: st-mary\nsite: st-mary\nchanges: []", "2:1: duplicate key: site"),
        ("[]", "1:1: wrong type: expected a mapping"),
        (HEAD + "  - [", "4:1: not strict YAML"),
    ],
)
def test_a_file_that_is_no_policy_is_named(
    folder: Path, checker: Checker, content: str, expected: str
) -> None:
    policy = folder.parent / "a.yaml"
    policy.write_text(content, encoding="utf-8")

    assert problems(folder, checker, policy)[0].startswith(
        f"{folder.parent.name}/a.yaml:{expected}"
    )


def test_a_file_that_is_not_there_is_named(folder: Path, checker: Checker) -> None:
    (found,) = problems(folder, checker, folder.parent / "gone.yaml")
    assert found.endswith("gone.yaml:1:1: cannot be read: No such file or directory")


def test_two_policies_that_disagree_are_told(folder: Path, checker: Checker) -> None:
    first = write_policy(folder.parent / "a.yaml", change("often", "silence"))
    second = write_policy(folder.parent / "b.yaml", change("often", "shadow"), site="other")

    (found,) = problems(folder, checker, first, second)
    assert "b.yaml:3:11: changed twice" in found


def test_all_problems_of_policies_and_packs_are_told_at_once(
    folder: Path, checker: Checker
) -> None:
    (folder / "often.yaml").write_text(rule("often", "about: ketamin"))
    first = write_policy(folder.parent / "a.yaml", change("never", "mute", expires=str(TODAY)))
    second = write_policy(folder.parent / "b.yaml", change("seldom", "lower", author=""))

    kinds = [found.split(": ")[1] for found in problems(folder, checker, first, second)]
    expected = ["expired", "unknown word", "missing key", "missing key"]
    assert sorted(kinds) == sorted([*expected, "unknown class or ingredient"])


def test_one_person_may_change_what_is_not_contraindicated(folder: Path, checker: Checker) -> None:
    policy = write_policy(
        folder.parent / "a.yaml",
        change("seldom", "lower", "info", second=""),
        change("often", "raise", "contraindicated", second=""),
    )

    assert changed_checker(folder, checker.book.vocabulary, [policy])
