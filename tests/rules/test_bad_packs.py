"""Mistakes of authors: all of them at once, each at its place."""

from pathlib import Path

import pytest

from caveat.authoring.verify import verify
from caveat.rules import Checker
from caveat.source.errors import PackError
from tests.rules.small_packs import HEAD, checker_of, rule, write_pack

GOOD = rule("good", "between: [ketamine-therapy, opioid]")


def problems(checker: Checker, *folders: Path) -> list[str]:
    with pytest.raises(PackError) as caught:
        checker_of(folders, checker.book.vocabulary)
    assert list(caught.value.problems) == sorted(caught.value.problems)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        (("level: moderate", "level: modrate"), "3:8: unknown word: 'modrate'; did you mean"),
        (
            ("level: moderate", "level: severe"),
            "3:8: unknown word: 'severe'; expected one of info, minor, moderate, major, contra",
        ),
        (("kind: precaution", "kind: caution"), "2:7: unknown word: 'caution'"),
        (
            ("serious: false", "serius: false"),
            "9:1: unknown key: 'serius'; did you mean 'serious'?",
        ),
        (("serious: false", "serious: no"), "9:10: wrong type: expected true or false"),
        (("title: r", ""), "1:1: missing key: title"),
        (("title: r", "title: [a]"), "4:8: wrong type: expected a text"),
        (("opioid", "opioids-all"), "5:29: unknown class or ingredient: 'opioids-all'"),
        (("[ketamine-therapy, opioid]", "[opioid]"), "5:10: wrong scope: expected two terms"),
        (
            ("opioid]", "opioid, alcohol]"),
            "5:10: wrong scope: expected two terms; for one of several name a class, or write",
        ),
        (("between: [ketamine-therapy, opioid]", ""), "1:1: wrong scope: expected either"),
        (("title: r", "title: r\ntitle: r"), "5:1: duplicate key: title"),
        (("title: r", "\ttitle: r"), "4:1: not strict YAML: "),
        (("title: r", "title: &a r"), "4:8: not strict YAML: an anchor or a tag"),
        (("source: article", "source: artcle"), "10:46: unknown source: 'artcle'; did you mean"),
        (
            ("[{source: article, section: throughout}]", "[]"),
            "10:36: no source: a rule cites at least one",
        ),
        (("grade: theory", "grade: hunch"), "10:19: unknown word: 'hunch'"),
        (("reviewed: 2026-11-23", "reviewed: 23.11.2026"), "11:11: wrong date: expected"),
        (("expect: none", "expect: silence"), "13:51: unknown word: 'silence'"),
        (("medications: []", "medicatons: []"), "13:25: unknown key: 'medicatons'"),
        (("id: r", "id: s"), "1:1: wrong file: the rule 's' stands in 'r.yaml'"),
    ],
)
def test_a_mistake_in_a_rule_is_named_at_its_place(
    tmp_path: Path, checker: Checker, broken: tuple[str, str], expected: str
) -> None:
    folder = write_pack(tmp_path / "small", GOOD, rule("r", "between: [ketamine-therapy, opioid]"))
    path = folder / "r.yaml"
    path.write_text(path.read_text().replace(*broken, 1))

    assert any(
        problem.startswith(f"small/r.yaml:{expected}") for problem in problems(checker, folder)
    )


@pytest.mark.parametrize(
    ("criterion", "expected"),
    [
        ("{condition: psychsis}", "unknown condition: 'psychsis'; did you mean 'psychosis'?"),
        ("{condition: psychosis, status: [activ]}", "unknown word: 'activ'"),
        ("{observation: aeg, below: 1}", "unknown observation: 'aeg'"),
        ("{observation: age}", "wrong criterion: expected either 'is' or bounds"),
        ("{observation: age, below: old}", "wrong type: expected a number"),
        ("{observation: age, is: old}", "wrong type: expected a number"),
        ("{observation: setting, is: moon}", "unknown word: 'moon'; expected one of "),
        ("{observation: supervised, is: maybe}", "unknown word: 'maybe'"),
        ("{route: [eye]}", "unknown word: 'eye'; expected one of "),
        ("{dose: {above: 1, unit: g}}", "unknown word: 'g'; did you mean 'mg'?"),
        ("{dose: {unit: mg}}", "wrong criterion: expected one of 'is', 'stated' and bounds"),
        ("{route: [intravenus]}", "unknown word: 'intravenus'; did you mean 'intravenous'?"),
        ("{all: []}", "wrong criterion: 'all' lists no criterion"),
        ("{anything: else}", "wrong criterion: expected one of count, medication"),
        ("words", "wrong criterion: expected one of count, medication"),
        ("{count: {medication: opioid}}", "missing key: at_least"),
    ],
)
def test_a_mistake_in_a_criterion_is_named(
    tmp_path: Path, checker: Checker, criterion: str, expected: str
) -> None:
    text = rule("r", f"about: ketamine\nwhen:\n  - {criterion}")

    found = problems(checker, write_pack(tmp_path / "small", text))

    assert any(f": {expected}" in problem for problem in found)


def test_all_mistakes_of_all_files_are_told_together(tmp_path: Path, checker: Checker) -> None:
    first = GOOD.replace("level: moderate", "level: x")
    second = rule("other", "about: ketamin").replace("kind: precaution", "kind: y")

    found = problems(checker, write_pack(tmp_path / "small", first, second))

    assert [problem.split(": ")[0] for problem in found] == [
        "small/good.yaml:3:8",
        "small/other.yaml:2:7",
        "small/other.yaml:5:8",
    ]


@pytest.mark.parametrize(
    ("covers", "level", "expected"),
    [
        ("[gone]", "major", "unknown rule: 'gone'"),
        ("[good]", "minor", "wrong level: 'r' is weaker than 'good', which it covers"),
        ("[r]", "major", "covers itself: 'r' covers a rule that covers it"),
    ],
)
def test_a_rule_covers_weaker_rules_that_exist(
    tmp_path: Path, checker: Checker, covers: str, level: str, expected: str
) -> None:
    text = rule("r", f"about: ketamine\ncovers: {covers}", level)

    found = problems(checker, write_pack(tmp_path / "small", GOOD, text))

    assert any(expected in problem for problem in found)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (HEAD.replace("{count}", "3"), "wrong count: the pack states 3 rules and has 1"),
        (HEAD.replace("[ketamine-therapy]", "[ketamin]"), "unknown class or ingredient"),
        (HEAD.replace("version: 1.0.0\n", ""), "missing key: version"),
        (HEAD + "statements: {{a: gone}}", "unknown rule: 'gone'"),
        (HEAD + "statements: {{a: {{rules: [good], none: x}}}}", "wrong statement"),
        (HEAD + "decisions: [{{id: a, text: b, rules: [gone]}}]", "unknown rule: 'gone'"),
        (HEAD[:100], "missing key"),
    ],
)
def test_a_mistake_in_the_packs_own_file_is_named(
    tmp_path: Path, checker: Checker, head: str, expected: str
) -> None:
    found = problems(checker, write_pack(tmp_path / "small", GOOD, head=head))

    assert any(f": {expected}" in problem for problem in found)


def test_a_count_is_not_held_against_rules_that_could_not_be_read(
    tmp_path: Path, checker: Checker
) -> None:
    folder = write_pack(tmp_path / "small", GOOD, rule("r", "about: ketamine"))
    (folder / "r.yaml").write_text("id: r\n  kind: precaution\n")

    (found,) = problems(checker, folder)

    assert found.startswith("small/r.yaml:2:7: not strict YAML: ")


def test_a_wrong_count_names_the_files_that_were_not_read(tmp_path: Path, checker: Checker) -> None:
    folder = write_pack(tmp_path / "small", GOOD, rule("r", "about: ketamine"))
    (folder / "r.yaml").rename(folder / "r.yml")

    assert problems(checker, folder) == [
        (
            "small/pack.yaml:8:8: wrong count: the pack states 2 rules and has 1; "
            "not read, as a file of rules ends in '.yaml': 'small/r.yml'"
        )
    ]


def test_an_id_stands_for_one_rule(tmp_path: Path, checker: Checker) -> None:
    first, second = write_pack(tmp_path / "a", GOOD), write_pack(tmp_path / "b", GOOD)

    assert problems(checker, first, second) == [
        "b/good.yaml:1:5: duplicate id: 'good' stands in a/good.yaml too"
    ]


def test_trials_are_defined_once(tmp_path: Path, checker: Checker) -> None:
    head = (
        HEAD
        + "trials: {{classes: [ssri], response-from: 50, "
        + "source: {{source: article, section: throughout}}}}"
    )
    folders = [
        write_pack(tmp_path / name, rule(name, "about: ketamine"), head=head) for name in "ab"
    ]

    assert any("trials defined twice" in problem for problem in problems(checker, *folders))


def test_a_folder_without_a_pack_cannot_be_read(tmp_path: Path, checker: Checker) -> None:
    found = problems(checker, tmp_path)

    assert any("pack.yaml:1:1: cannot be read: No such file" in problem for problem in found)


def test_no_pack_at_all_is_a_mistake(checker: Checker) -> None:
    assert problems(checker) == ["packs:1:1: empty: no pack to load"]


def test_an_example_that_fails_or_is_missing_is_named(tmp_path: Path, checker: Checker) -> None:
    text = GOOD.replace("medications: []", "medications: [morphine, zzzz]")
    small = checker_of([write_pack(tmp_path / "small", text)], checker.book.vocabulary)

    found = [f"{problem.kind}: {problem.what}" for problem in verify(small.book)]

    assert found == [
        "missing example: 'good' shows no 'alert'",
        "failed example: 'one' expects none, got alert; not recognised: 'zzzz'",
    ]


def test_an_example_that_cannot_be_checked_is_named(tmp_path: Path, checker: Checker) -> None:
    text = GOOD.replace("medications: []", "observations: {age: -1}")
    small = checker_of([write_pack(tmp_path / "small", text)], checker.book.vocabulary)

    assert "wrong example" in {problem.kind for problem in verify(small.book)}
